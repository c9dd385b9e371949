"""Moments in which a thread must not be interrupted."""

from __future__ import annotations

import sys
import threading
from os.path import dirname, join

import _pyloom_core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, FrameType
    from typing import Any


def shielded(function: Callable[..., Any], *args: Any) -> Any:
    """Calls a function that would leave something half done behind."""
    return function(*args)


_shielded = shielded.__code__


NOTHING = 0
#: Steps that end, or wait for another thread: of the import machinery, of taking a lock.
MACHINERY = -1


def held_back_by(frame: FrameType | None) -> int:
    """What an interrupt has to wait for, by the frames of the thread. Asked from another thread, with the GIL.

    The import machinery holds locks between its steps, and a package whose import ends half way can never be imported
    again: its submodules stay in sys.modules, it does not. Of a module's body, which may hang, a number tells whether it
    is the same as before.
    """
    if frame is not None and (_takes_lock(frame.f_code) or _leaves_with(frame)):
        return MACHINERY
    innermost = frame
    while frame is not None and not _holds_back(frame.f_code):
        frame = frame.f_back
    if frame is None:
        return NOTHING
    if frame is innermost and frame.f_code is not _shielded:
        return MACHINERY
    # What surrounds the body stands still while it runs.
    where = []
    while frame is not None:
        where.append((id(frame.f_code), frame.f_lasti))
        frame = frame.f_back
    return hash(tuple(where)) % 2**62 + 1


def _holds_back(code: CodeType) -> bool:
    return code is _shielded or code.co_filename.startswith("<frozen importlib")


def _takes_lock(code: CodeType) -> bool:
    return code.co_filename == _logging and code.co_name in ("_acquireLock", "acquire", "handle")


#: Until 3.12 it has a moment between the taking of a lock and the `try` that gives it back: interrupted there, a thread
#: leaves the lock of a handler behind, and whoever writes to that log waits for ever.
_logging = join(dirname(threading.__file__), "logging", "__init__.py") if sys.version_info < (3, 13) else None



def _leaves_with(frame: FrameType) -> bool:
    """Until 3.10 a thread may be interrupted between the body of a `with` and the call of __exit__, which is then left out.

    See python/cpython#74174.
    """
    if sys.version_info >= (3, 11):
        return False
    at = max(frame.f_lasti, 2)  # of what has been done
    return _CALL_OF_EXIT in frame.f_code.co_code[at - 2 : at + 12]


#: DUP_TOP, DUP_TOP, CALL_FUNCTION 3. Before it: POP_BLOCK, sometimes ROT_TWO, LOAD_CONST.
_CALL_OF_EXIT = b"\x04\x00\x04\x00\x83\x03"

_free_threaded = "free-threading build" in sys.version
run_body = exec  # Of a module, by a loader of pyloom's.
if _free_threaded:
    shielded = _pyloom_core.shield(shielded)
    run_body = _pyloom_core.shield_body(exec)


def firmly(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function that does the same, and that no interrupt strikes, but in what it calls by lets_through().

    With a GIL an interrupt strikes where it was sent. In a free-threaded Python the thread has gone on meanwhile, and where
    it is then must not be beside the code that the interrupt is meant for.
    """
    return _pyloom_core.shield_firmly(function) if _free_threaded else function


def lets_through(function: Callable[..., Any]) -> Callable[..., Any]:
    return _pyloom_core.let_interrupts_through(function) if _free_threaded else function


def install() -> None:
    """In a free-threaded Python all threads would have to stop for a look at the frames of one: the import says so itself."""
    if not _free_threaded:
        return
    import _imp
    from importlib import _bootstrap  # type: ignore[attr-defined]

    for step in ("_find_and_load", "_lock_unlock_module", "_exec"):
        setattr(_bootstrap, step, _pyloom_core.shield_firmly(getattr(_bootstrap, step)))
    for step in ("create_dynamic", "exec_dynamic"):  # C code: it goes on all the same
        setattr(_imp, step, _pyloom_core.shield_firmly(getattr(_imp, step)))
    _bootstrap._call_with_frames_removed = _pyloom_core.shield_body(_bootstrap._call_with_frames_removed)
