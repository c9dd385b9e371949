"""The event loop of an asyncio lane: takes requests from the native queue and starts a task for each."""

from __future__ import annotations

import asyncio
import socket
from contextvars import copy_context

import _pyloom_core

from ._await import is_awaitable
from ._inbox import set_lane_loop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable


def run() -> None:
    """Runs for as long as the process does."""
    loop = _new_loop()
    asyncio.set_event_loop(loop)
    set_lane_loop(loop)
    lane = _Lane(loop)
    try:
        loop.run_forever()
    finally:
        lane.stop()


def _new_loop() -> asyncio.AbstractEventLoop:
    """uvloop's where it is installed. On Windows the selector loop: only that one watches a socket of ours."""
    try:
        import uvloop  # type: ignore[import-not-found]

        return uvloop.new_event_loop()
    except ImportError:
        pass
    if hasattr(asyncio, "SelectorEventLoop"):
        return asyncio.SelectorEventLoop()
    return asyncio.new_event_loop()


class _Lane:
    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        #: Of the requests that have a task, by the id that the native side knows them by.
        self._tasks: dict[int, asyncio.Future[Any]] = {}
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        loop.add_reader(self._reader.fileno(), self._wake)
        _pyloom_core.set_wake_socket(self._writer.fileno())
        loop.call_soon(self._take)

    def stop(self) -> None:
        _pyloom_core.set_wake_socket(-1)
        self._loop.remove_reader(self._reader.fileno())
        self._reader.close()
        self._writer.close()

    def _wake(self) -> None:
        try:
            self._reader.recv(4096)
        except (BlockingIOError, InterruptedError):
            pass
        self._take()

    def _take(self) -> None:
        starts, cancelled = _pyloom_core.next_requests()
        for request, function, args, kwargs in starts:
            context = copy_context()
            context.run(self._start, request, function, args, kwargs)
        for request in cancelled:
            task = self._tasks.get(_pyloom_core.request_id(request))
            if task is not None:
                task.cancel()

    def _start(self, request: Any, function: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any] | None) -> None:
        # In a context of its own: what the task calls, prints and traces is on behalf of this request.
        _pyloom_core.request_variable.set(request)
        try:
            result = function(*args, **kwargs) if kwargs else function(*args)
            if not is_awaitable(result):
                _pyloom_core.complete(request, True, result)
                return
            task = asyncio.ensure_future(_awaiting(result), loop=self._loop)
        except BaseException as error:
            # SystemExit and its like too: an answer to their call, which ends nothing here.
            _pyloom_core.complete(request, False, error)
            return
        identity = _pyloom_core.request_id(request)
        self._tasks[identity] = task

        def done(task: asyncio.Future[Any]) -> None:
            self._tasks.pop(identity, None)
            _complete(request, task)

        task.add_done_callback(done)


class _Ended:
    """A SystemExit or KeyboardInterrupt of the program's: an answer to its call. A task that raised it would end the loop."""

    def __init__(self, error: BaseException) -> None:
        self.error = error


async def _awaiting(awaitable: Any) -> Any:
    try:
        return await awaitable
    except (SystemExit, KeyboardInterrupt) as error:
        return _Ended(error)


def _complete(request: Any, task: asyncio.Future[Any]) -> None:
    if task.cancelled():
        _pyloom_core.complete(request, False, asyncio.CancelledError())
        return
    error = task.exception()
    if error is not None:
        _pyloom_core.complete(request, False, error)
        return
    result = task.result()
    if isinstance(result, _Ended):
        _pyloom_core.complete(request, False, result.error)
    else:
        _pyloom_core.complete(request, True, result)
