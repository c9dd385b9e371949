"""Awaitables on a worker lane: run to completion on an event loop of the lane's own."""

from __future__ import annotations

import _thread
import sys

from ._errors import Interrupted
from ._shield import shielded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Task
    from collections.abc import Callable, Coroutine
    from typing import Any

#: An asynchronous exception reaches a thread only when it runs bytecode. A loop that sleeps in its selector runs none,
#: so it wakes this often, in seconds, for as long as an awaitable is being waited for.
_PULSE = 0.02


class _IdleLoops(list):  # type: ignore[type-arg]
    """Closed with their thread. Left to the garbage collector, a loop may find that its sockets were collected before it."""

    def __del__(self) -> None:
        for loop in self:
            loop.close()


class _Lane(_thread._local):  # type: ignore[name-defined]
    """The event loops of this thread that are not running."""

    def __init__(self) -> None:
        self.idle: list[AbstractEventLoop] = _IdleLoops()


_lane = _Lane()


def is_awaitable(value: Any) -> bool:
    kind = type(value)
    if hasattr(kind, "__await__"):
        return True
    # A generator-based coroutine (types.coroutine): a generator whose code bears CO_ITERABLE_COROUTINE.
    return kind.__name__ == "generator" and bool(value.gi_code.co_flags & 0x100)


def as_awaitable(value: Any) -> Any:
    """The value itself; of a generator-based coroutine, which nobody knows by its type, one that is known."""
    return _awaiting(value) if is_awaitable(value) and not hasattr(type(value), "__await__") else value


def is_coroutine(value: Any) -> bool:
    """Something that can do nothing but be awaited, unlike a future or a query of some library."""
    if not is_awaitable(value):
        return False
    if type(value).__name__ == "generator" or isinstance(value, Continuation):
        return True
    return hasattr(value, "send") and hasattr(value, "throw")


class Continuation:
    """What goes on with an awaitable, awaited where that one belongs. `rest` is made a coroutine when somebody does."""

    __slots__ = ("first", "_rest")

    def __init__(self, first: Any, rest: Callable[[Any], Coroutine[Any, Any, Any]]) -> None:
        self.first = first
        self._rest = rest

    def __await__(self) -> Any:
        return self._rest(self.first).__await__()


def place(awaitable: Any) -> int | str:
    """Where it is to be awaited: the lane of the event loop that it is bound to, or the package that it comes from."""
    while isinstance(awaitable, Continuation):
        awaitable = awaitable.first
    if isinstance(awaitable, type):
        return _package_of(awaitable.__module__)
    get_loop = getattr(awaitable, "get_loop", None)
    if get_loop is not None:  # A future or task.
        from ._inbox import lane_of

        lane = lane_of(get_loop())
        if lane is not None:
            return lane
    frame = getattr(awaitable, "cr_frame", None)
    return _package_of(frame.f_globals.get("__name__") if frame is not None else type(awaitable).__module__)


def _package_of(module: object) -> str:
    package = str(module).partition(".")[0]
    return "__main__" if package == "pyloom" or _is_standard(package) else package


def _is_standard(package: str) -> bool:
    """A lock's or queue's own coroutines belong to whoever keeps the lock."""
    return package == "asyncio" or package in getattr(sys, "stdlib_module_names", ())


def running_loop() -> AbstractEventLoop | None:
    """The loop that this thread runs. While another thread is just importing asyncio there is none."""
    get = getattr(sys.modules.get("asyncio.events"), "_get_running_loop", None)
    return None if get is None else get()


def settle(value: Any) -> Any:
    """The value itself, or what it gives when awaited."""
    return run(value) if is_awaitable(value) else value


def run(awaitable: Any) -> Any:
    """Awaits on a loop of this thread. Works inside a running loop too: a call nested in a callback needs that."""
    # Interrupted within, it would leave half a loop behind, or a coroutine that was never awaited.
    loop, task = shielded(_prepare, awaitable)
    suspended = _suspend_running_loop()
    try:
        result = _run_until_done(loop, task)
    except Interrupted:
        # It may have hit the loop between two of its own steps, and left it about to stop, for good.
        shielded(_discard, loop)
        loop = None
        raise
    finally:
        _resume_running_loop(suspended)
        if loop is not None:
            _lane.idle.append(loop)
    return result


def _discard(loop: AbstractEventLoop) -> None:
    try:
        loop.close()
    except RuntimeError:  # Hit at the very end of its run, it takes itself for running. It holds two sockets, and is never used.
        pass


def _prepare(awaitable: Any) -> tuple[AbstractEventLoop, Task[Any]]:
    import asyncio

    loop = _lane.idle.pop() if _lane.idle else asyncio.new_event_loop()
    return loop, loop.create_task(_awaiting(awaitable))


def _run_until_done(loop: AbstractEventLoop, task: Task[Any]) -> Any:
    pulse = _Pulse(loop)
    try:
        return loop.run_until_complete(task)
    except BaseException:
        if not task.done():
            _cancel(loop, task)
        raise
    finally:
        pulse.stop()


async def _awaiting(awaitable: Any) -> Any:
    return await awaitable


def _cancel(loop: AbstractEventLoop, task: Task[Any]) -> None:
    """An interrupt went off between two steps of the coroutine: it gets its CancelledError, and runs its `finally`."""
    import asyncio

    task.cancel()
    for _ in range(2):  # A loop that was about to stop does so first.
        try:
            loop.run_until_complete(task)
        except (asyncio.CancelledError, Exception):  # What it raises now is no longer anybody's answer.
            pass
        if task.done():
            break


class _Pulse:
    def __init__(self, loop: AbstractEventLoop) -> None:
        self._loop = loop
        loop.set_exception_handler(self._on_error)
        self._handle = loop.call_later(_PULSE, self._beat)

    def _on_error(self, loop: AbstractEventLoop, context: dict[str, Any]) -> None:
        """An interrupt that hits a callback ends there. It may have been the beat; the next interrupt needs one."""
        if isinstance(context.get("exception"), Interrupted):
            self._handle.cancel()
            self._beat()
        else:
            loop.default_exception_handler(context)

    def _beat(self) -> None:
        self._handle = self._loop.call_later(_PULSE, self._beat)

    def stop(self) -> None:
        self._handle.cancel()
        self._loop.set_exception_handler(None)


def _suspend_running_loop() -> tuple[Any, Any] | None:
    """Hides the loop that runs on this thread, and its current task, from the one that is about to run on top of it."""
    from asyncio import events, tasks

    loop = events._get_running_loop()
    if loop is None:
        return None
    swap = getattr(tasks, "_swap_current_task", None)  # 3.12; needed from 3.14 on, where the task is the thread's.
    task = swap(loop, None) if swap else None
    events._set_running_loop(None)
    return loop, task


def _resume_running_loop(suspended: tuple[Any, Any] | None) -> None:
    from asyncio import events, tasks

    if suspended is None:
        events._set_running_loop(None)  # A loop that was interrupted may not have said that it ended.
        return
    loop, task = suspended
    events._set_running_loop(loop)
    swap = getattr(tasks, "_swap_current_task", None)
    if swap:
        swap(loop, task)
