"""sys.stdout and sys.stderr: whole lines go to JavaScript while the client in charge listens, else where Python wrote before."""

from __future__ import annotations

import io
import sys
from _thread import get_ident

import _pyloom_core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, TextIO


class LineStream(io.TextIOBase):
    """A text stream that passes on whole lines.

    print() writes a text and its newline in two steps, so each thread has a piece of its own that waits for its
    newline: lines of threads that print at once do not mix.
    """

    def __init__(self, kind: str, original: TextIO | None) -> None:
        self._kind = kind
        self._original = original
        self._pieces: dict[int, str] = {}

    def write(self, text: str) -> int:
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        end = text.rfind("\n") + 1
        thread = get_ident()
        if end == 0:
            if text:
                self._pieces[thread] = self._pieces.get(thread, "") + text
            return len(text)
        lines = self._pieces.pop(thread, "") + text[:end]
        if end < len(text):
            self._pieces[thread] = text[end:]
        self._pass_on(lines)
        return len(text)

    def flush(self) -> None:
        piece = self._pieces.pop(get_ident(), "")
        if piece:
            self._pass_on(piece)
        self._flush_original()

    def flush_pieces(self) -> None:
        """Every thread's piece; for the end, when those threads are no more."""
        while self._pieces:
            self._pass_on(self._pieces.popitem()[1])
        self._flush_original()

    def _pass_on(self, text: str) -> None:
        if _pyloom_core.emit(self._kind, text) or self._original is None:
            return
        self._original.write(text)
        self._flush_original()

    def _flush_original(self) -> None:
        if self._original is None:
            return
        try:
            self._original.flush()
        except ValueError:  # The program closed it.
            pass

    def writable(self) -> bool:
        return True

    def isatty(self) -> bool:
        return self._original is not None and self._original.isatty()

    def fileno(self) -> int:
        if self._original is None:
            raise io.UnsupportedOperation("fileno")
        return self._original.fileno()

    @property
    def buffer(self) -> Any:
        """For programs that write bytes: the stream beneath, past any handler."""
        if self._original is None:
            raise AttributeError("buffer")
        return self._original.buffer

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return getattr(self._original, "encoding", None) or "utf-8"

    @property
    def errors(self) -> str:  # type: ignore[override]
        return getattr(self._original, "errors", None) or "backslashreplace"

    @property
    def name(self) -> str:
        return f"<{self._kind}>"

    @property
    def mode(self) -> str:
        return "w"


def install() -> None:
    """Once for each interpreter, as it starts."""
    sys.stdout = LineStream("stdout", sys.stdout)
    sys.stderr = LineStream("stderr", sys.stderr)


def flush() -> None:
    """What the interpreter's streams still hold back. A program may have put other streams in their place."""
    for stream in (sys.stdout, sys.stderr):
        try:
            if isinstance(stream, LineStream):
                stream.flush_pieces()
            elif stream is not None:
                stream.flush()
        except (OSError, ValueError):  # Closed, or the reader has gone: nobody is left to be told.
            pass
