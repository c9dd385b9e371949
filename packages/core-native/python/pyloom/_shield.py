"""Moments in which a thread must not be interrupted."""

from __future__ import annotations

import sys

import _pyloom_core

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


_free_threaded = "free-threading build" in sys.version
if _free_threaded:
    shielded = _pyloom_core.shield(shielded)


def install() -> None:
    """In a free-threaded Python all threads would have to stop for a look at the frames of one: the import says so itself."""
    if not _free_threaded:
        return
    from importlib import _bootstrap  # type: ignore[attr-defined]

    for step in ("_find_and_load", "_lock_unlock_module", "_exec"):
        setattr(_bootstrap, step, _pyloom_core.shield(getattr(_bootstrap, step)))
