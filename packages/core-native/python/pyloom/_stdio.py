"""sys.stdout and sys.stderr: whole lines go to JavaScript while the client in charge listens, else where Python wrote before."""

from __future__ import annotations

import io
import sys
from _thread import get_ident

import _pyloom_core

from ._patient import patient

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO


class LineStream(io.TextIOWrapper):
    """A text stream that passes on whole lines.

    print() writes a text and its newline in two steps, so each thread has a piece of its own that waits for its
    newline: lines of threads that print at once do not mix.
    """

    def __init__(self, kind: str, original: TextIO | None) -> None:
        self.kind = kind
        self._original: Any = original
        self._pieces: dict[int, str] = {}
        self._decoders: dict[int, Any] = {}
        #: The threads that are inside a print() which keeps together what it writes.
        self._printing: set[int] = set()
        super().__init__(
            _Bytes(self),  # type: ignore[arg-type]
            encoding=getattr(original, "encoding", None) or "utf-8",
            errors=getattr(original, "errors", None) or "backslashreplace",
            newline="\n",
            line_buffering=getattr(original, "line_buffering", False),
            write_through=getattr(original, "write_through", False),
        )
        self.mode = "w"
        self._keep_prints_whole()

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        if self.closed:
            raise ValueError("I/O operation on closed file.")
        self._take(text)
        return len(text)

    def flush(self) -> None:
        if self.closed:
            raise ValueError("I/O operation on closed file.")
        self.flush_own()

    def reconfigure(self, **options: Any) -> None:  # type: ignore[override]
        super().reconfigure(**options)
        reconfigure = getattr(self._original, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(**options)
        self._keep_prints_whole()

    def begin_print(self) -> bool:
        """False: there is nothing to keep, or a print() further out does."""
        thread = get_ident()
        if not self.write_through or thread in self._printing:
            return False
        self._printing.add(thread)
        return True

    def end_print(self) -> None:
        self._printing.discard(get_ident())
        if not self.closed and not self.listened():
            self.flush_own()

    @property
    def original(self) -> Any:
        """Where Python wrote before; None if its descriptor was closed."""
        return self._original

    def listened(self) -> bool:
        """Whether JavaScript takes what is written now, if only to ignore it."""
        return _pyloom_core.listens(self.kind)

    def write_bytes(self, data: bytes) -> None:
        """What is written to the stream beneath: in order with the text."""
        if self._original is None or self.listened():
            self._take(self._decode(data))
            return
        self._pass_on_piece()
        self._original.buffer.write(data)
        if b"\n" in data:
            self._flush_original()

    def flush_own(self) -> None:
        self._pass_on_piece()
        self._flush_original()

    def flush_pieces(self) -> None:
        """Every thread's piece; for the end, when those threads are no more."""
        while self._pieces:
            self._pass_on(self._pieces.popitem()[1])
        self._flush_original()

    def _keep_prints_whole(self) -> None:
        if self.write_through:
            from ._whole_prints import install

            install(LineStream)

    def _take(self, text: str) -> None:
        end = text.rfind("\n") + 1
        thread = get_ident()
        if end == 0:
            if text:
                self._pieces[thread] = self._pieces.get(thread, "") + text
                if self.write_through and thread not in self._printing and not self.listened():
                    self.flush_own()
            return
        lines = self._pieces.pop(thread, "") + text[:end]
        if end < len(text):
            self._pieces[thread] = text[end:]
        self._pass_on(lines)

    def _pass_on_piece(self) -> None:
        piece = self._pieces.pop(get_ident(), "")
        if piece:
            self._pass_on(piece)

    def _pass_on(self, text: str) -> None:
        if self._emit(text) or self._original is None:
            return
        self._original.write(text)
        self._flush_original()

    def _emit(self, text: str) -> bool:
        try:
            return _pyloom_core.emit(self.kind, text)
        except TypeError:
            # A lone surrogate, which only the stream's `errors` has an answer to.
            encoded = text.encode(self.encoding, self.errors or "strict")
            return _pyloom_core.emit(self.kind, encoded.decode(self.encoding, "replace"))

    def _decode(self, data: bytes) -> str:
        """A character may come in two parts."""
        thread = get_ident()
        decoder = self._decoders.pop(thread, None)
        if decoder is None:
            from codecs import getincrementaldecoder

            decoder = getincrementaldecoder(self.encoding)("replace")
        text: str = decoder.decode(data)
        if decoder.getstate()[0]:
            self._decoders[thread] = decoder
        return text

    def _flush_original(self) -> None:
        if self._original is None:
            return
        try:
            self._original.flush()
        except ValueError:  # The program closed it.
            pass


class _Bytes(io.BufferedIOBase):
    """The `buffer` of a LineStream: bytes go where its text goes."""

    def __init__(self, lines: LineStream) -> None:
        self._lines = lines
        self.mode = "wb"

    def write(self, data: Any) -> int:
        if isinstance(data, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        if self.closed:
            raise ValueError("write to closed file")
        copy = bytes(data) if isinstance(data, (bytes, bytearray)) else memoryview(data).tobytes()
        self._lines.write_bytes(copy)
        return len(copy)

    def flush(self) -> None:
        if self.closed:
            raise ValueError("flush of closed file")
        self._lines.flush_own()

    @property
    def raw(self) -> _Bytes:  # type: ignore[override]
        return self

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        original = self._lines.original
        return original is not None and original.isatty() and not self._lines.listened()

    def fileno(self) -> int:
        original = self._lines.original
        if original is None:
            raise io.UnsupportedOperation("fileno")
        return original.fileno()

    @property
    def name(self) -> str:
        return f"<{self._lines.kind}>"


#: For good: a program that puts a wrapper around `sys.stdout.buffer` in its place would else close it.
_installed: list[LineStream] = []


def install() -> None:
    """Once for each interpreter, as it starts."""
    sys.stdin = sys.__stdin__ = patient(sys.stdin)
    sys.stdout = sys.__stdout__ = LineStream("stdout", patient(sys.stdout))  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = LineStream("stderr", patient(sys.stderr))  # type: ignore[misc]
    _installed.extend((sys.stdout, sys.stderr))  # type: ignore[arg-type]


def uninstall(*, unbuffered: bool) -> None:
    """Streams as Python makes them, for a program that has them to itself."""
    for stream in _installed:
        _replace(stream, patient(stream.original, unbuffered=True) if unbuffered else stream.original)
    if "pyloom._whole_prints" in sys.modules:
        from ._whole_prints import uninstall as leave_print_alone

        leave_print_alone()


def renew() -> None:
    """In a child of fork(): no client listens there, and another thread may have been about to write."""
    for stream in _installed:
        _replace(stream, patient(stream.original))


def _replace(stream: LineStream, other: Any) -> None:
    for name in (stream.kind, f"__{stream.kind}__"):
        if getattr(sys, name) is stream:
            setattr(sys, name, other)


def flush() -> None:
    """What the interpreter's streams still hold back. A program may have put other streams in their place."""
    for stream in (sys.stdout, sys.stderr, *_installed):
        try:
            if isinstance(stream, LineStream):
                stream.flush_pieces()
            elif stream is not None:
                stream.flush()
        except (OSError, ValueError):  # Closed, or the reader has gone: nobody is left to be told.
            pass
