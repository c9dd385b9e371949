"""Moments in which a thread must not be interrupted."""

from __future__ import annotations

import os
import sys

import _pyloom_core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import CodeType, FrameType
    from typing import Any

_BASE_EVENTS = os.path.join("asyncio", "base_events.py")


def shielded(function: Callable[..., Any], *args: Any) -> Any:
    """Calls a function that would leave something half done behind."""
    return function(*args)


_shielded = shielded.__code__


NOTHING = 0
#: Steps that end, or wait for another thread: of the import machinery, of taking a lock.
MACHINERY = -1


def held_back_by(frame: FrameType | None, at: int) -> int:
    """What an interrupt has to wait for, by the frames of the thread. Asked from another thread, with the GIL.

    `at` is the instruction where its innermost frame stands when the interrupt is sent. The thread goes on whenever this
    function gives up the GIL: what frame.f_lasti says in the midst of it tells nothing.

    The import machinery holds locks between its steps, and a package whose import ends half way can never be imported
    again: its submodules stay in sys.modules, it does not. What may hang, such as a module's body, has a number that tells
    whether it is the same as before.
    """
    if frame is None:
        return NOTHING
    from ._lock_steps import comes_to_lock, is_at_lock, is_in_call

    if is_at_lock(frame, at):
        return MACHINERY
    if comes_to_lock(frame, at):
        return _number(None, frame) if is_in_call(frame, at) else MACHINERY
    if frame.f_code.co_name in ("__enter__", "__exit__"):
        return _number(frame.f_code, frame.f_back)
    innermost = frame
    while not _holds_back(frame.f_code):
        frame = frame.f_back
        if frame is None:
            return NOTHING
    if frame is innermost and frame.f_code is not _shielded:
        return MACHINERY
    return _number(None, frame)


def _number(code: CodeType | None, frame: FrameType | None) -> int:
    """Of what runs within these frames, which stand still meanwhile."""
    where = [(id(code), 0)]
    while frame is not None:
        where.append((id(frame.f_code), frame.f_lasti))
        frame = frame.f_back
    return hash(tuple(where)) % 2**62 + 1


def _holds_back(code: CodeType) -> bool:
    return code is _shielded or code.co_filename.startswith("<frozen importlib") or _schedules(code)


def _schedules(code: CodeType) -> bool:
    """A task that has ended tells those who wait for it: interrupted there, it never does."""
    return code.co_name == "call_soon" and code.co_filename.endswith(_BASE_EVENTS)


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
