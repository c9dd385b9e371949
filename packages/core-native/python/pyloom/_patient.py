"""Standard streams that wait where their descriptor does not.

JavaScript's first use of process.stdout makes a pipe non-blocking for everybody who shares it. Python's streams reckon with
descriptors that block: a full pipe would be a BlockingIOError, or text that is lost, and an empty one the end of the input.
"""

from __future__ import annotations

import io
import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: An interrupt strikes between two waits: how long each takes at most, in milliseconds.
_SLICE = 50


class PatientFile(io.FileIO):
    """A descriptor that is read and written as if it blocked. Waits can be interrupted, and leave the GIL to others."""

    def write(self, data: Any) -> int:  # type: ignore[override]
        view = memoryview(data).cast("B")
        done = 0
        while True:
            written = super().write(view[done:])
            if written is None:
                self._wait(writing=True)
            else:
                done += written
            if done >= len(view):
                return done

    def readinto(self, buffer: Any) -> int:  # type: ignore[override]
        while True:
            # A read that blocks would be stuck: it is begun when there is something.
            self._wait(writing=False)
            count = super().readinto(buffer)
            if count is not None:
                return count

    def read(self, size: int | None = -1) -> bytes:  # type: ignore[override]
        if size is None or size < 0:
            return self.readall()
        buffer = bytearray(size)
        return bytes(buffer[: self.readinto(buffer)])

    def readall(self) -> bytes:
        chunks = []
        while True:
            chunk = self.read(io.DEFAULT_BUFFER_SIZE)
            if not chunk:
                return b"".join(chunks)
            chunks.append(chunk)

    def fileno(self) -> int:
        descriptor = super().fileno()
        # input() hands it to a line editor in C, for which nothing there is the end of the input. Nobody else is touched:
        # Node opens a terminal anew before it makes it non-blocking.
        if self.readable() and os.isatty(descriptor) and not os.get_blocking(descriptor):
            os.set_blocking(descriptor, True)
        return descriptor

    def _wait(self, *, writing: bool) -> None:
        import select

        poll = select.poll()
        poll.register(super().fileno(), select.POLLOUT if writing else select.POLLIN)
        while not poll.poll(_SLICE):
            pass


def patient(stream: Any, *, unbuffered: bool = False) -> Any:
    """The same stream as one that waits, with buffers of its own; anything but a text stream of a descriptor as it is."""
    buffer = getattr(stream, "buffer", None)
    raw = getattr(buffer, "raw", buffer)
    if os.name != "posix" or not isinstance(raw, io.FileIO):
        return stream
    try:
        file = PatientFile(raw.fileno(), "rb" if raw.readable() else "wb", closefd=False)
    except (OSError, ValueError):  # The descriptor, or the stream, is closed.
        return stream
    file.name = stream.name
    layers: Any = file
    if buffer is not raw and not unbuffered:
        layers = io.BufferedReader(file) if raw.readable() else io.BufferedWriter(file)
    renewed = io.TextIOWrapper(
        layers,
        encoding=stream.encoding,
        errors=stream.errors,
        newline="\n",
        line_buffering=stream.line_buffering,
        write_through=stream.write_through or unbuffered,
    )
    renewed.mode = stream.mode
    return renewed
