"""Moments in which a thread must not be interrupted."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import FrameType
    from typing import Any


def shielded(function: Callable[..., Any], *args: Any) -> Any:
    """Calls a function that would leave something half done behind."""
    return function(*args)


_shielded = shielded.__code__


def holds(frame: FrameType | None) -> bool:
    """Whether an interrupt has to wait, by the frames of the thread. Asked from another thread, with the GIL.

    The import machinery holds locks between its steps, and a package whose import ends half way can never be imported
    again: its submodules stay in sys.modules, it does not.
    """
    while frame is not None:
        code = frame.f_code
        if code is _shielded or code.co_filename.startswith("<frozen importlib"):
            return True
        frame = frame.f_back
    return False


def holds_thread(thread: int) -> bool:
    """The same of a free-threaded Python, where only this stops the threads to look at their frames.

    Elsewhere it must not be used: it looks into the frames of all interpreters, whatever runs there under a GIL of its own.
    """
    return holds(sys._current_frames().get(thread))
