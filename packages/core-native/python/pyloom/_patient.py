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


class PatientWriter(io.BufferedWriter):
    """The buffer of a descriptor that is written as if it blocked.

    What was written is counted in C, where no interrupt can come between the two: counted in a `write()` of the descriptor's, in
    Python, text would stay in the buffer and come once more.
    """

    def write(self, data: Any) -> int:  # type: ignore[override]
        view = memoryview(data).cast("B")
        done = 0
        while True:
            try:
                return done + super().write(view[done:])
            except BlockingIOError as error:
                done += error.characters_written
            _wait(self.fileno(), writing=True)

    def flush(self) -> None:
        while True:
            try:
                return super().flush()
            except BlockingIOError:
                pass
            _wait(self.fileno(), writing=True)


class PatientFile(io.FileIO):
    """A descriptor that is read, and written without a buffer, as if it blocked. Waits can be interrupted, and leave the GIL to
    others."""

    def write(self, data: Any) -> int:  # type: ignore[override]
        view = memoryview(data).cast("B")
        done = 0
        while True:
            written = super().write(view[done:])
            if written is None:
                _wait(super().fileno(), writing=True)
            else:
                done += written
            if done >= len(view):
                return done

    def readinto(self, buffer: Any) -> int:  # type: ignore[override]
        while True:
            # A read that blocks would be stuck: it is begun when there is something.
            _wait(super().fileno(), writing=False)
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


def _wait(descriptor: int, *, writing: bool) -> None:
    import select

    poll = select.poll()
    poll.register(descriptor, select.POLLOUT if writing else select.POLLIN)
    while not poll.poll(_SLICE):
        pass


def patient(stream: Any, *, unbuffered: bool = False) -> Any:
    """The same stream as one that waits, with buffers of its own; anything but a text stream of a descriptor as it is."""
    buffer = getattr(stream, "buffer", None)
    raw = getattr(buffer, "raw", buffer)
    if os.name != "posix" or not isinstance(raw, io.FileIO):
        return stream
    is_buffered = buffer is not raw and not unbuffered
    kind = PatientFile if raw.readable() or not is_buffered else io.FileIO
    try:
        file = kind(raw.fileno(), "rb" if raw.readable() else "wb", closefd=False)
    except (OSError, ValueError):  # The descriptor, or the stream, is closed.
        return stream
    file.name = stream.name
    layers: Any = file
    if is_buffered:
        layers = io.BufferedReader(file) if raw.readable() else PatientWriter(file)
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
