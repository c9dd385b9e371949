"""The event loop of an asyncio lane: takes requests from the native queue and starts a task for each."""

from __future__ import annotations

import asyncio
import os
import socket
from contextvars import copy_context

import _pyloom_core

from ._await import is_awaitable
from ._errors import Interrupted
from ._inbox import set_lane_loop
from ._shield import firmly, lets_through

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


_lanes: dict[int, _Lane] = {}


def keeps_busy(lane: int, identity: int) -> bool:
    """Whether the loop of that lane is inside that request's code at this moment. Asked from another thread."""
    asked = _lanes.get(lane)
    return asked is not None and asked.is_inside(identity)


def run() -> None:
    """Runs for as long as the process does. Raises where a loop cannot be made, for want of descriptors, say, or fails of itself."""
    _Lane().run()


def _new_loop() -> asyncio.AbstractEventLoop:
    """uvloop's where it is installed. On Windows the selector loop: only that one watches a socket of ours."""
    try:
        import uvloop  # type: ignore[import-not-found]

        return uvloop.new_event_loop()
    except ImportError:
        pass
    _check_descriptors()
    if hasattr(asyncio, "SelectorEventLoop"):
        return asyncio.SelectorEventLoop()
    return asyncio.new_event_loop()


def _check_descriptors() -> None:
    """As many as a loop needs. One that gets half of them raises once more when it is collected, which Python prints."""
    opened: list[int] = []
    try:
        for _ in range(2):
            opened += os.pipe()
    finally:
        for descriptor in opened:
            os.close(descriptor)


class _Lane:
    def __init__(self) -> None:
        #: Of the requests that have a task, by the id that the native side knows them by.
        self._tasks: dict[int, tuple[Any, asyncio.Future[Any]]] = {}
        self._reader, self._writer = socket.socketpair()
        try:
            self._loop = loop = _new_loop()
        except BaseException:
            self._close_sockets()
            raise
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        asyncio.set_event_loop(loop)
        set_lane_loop(loop)
        self._take = firmly(self._take_requests)
        self._run_forever = _guarded(loop)
        loop.add_reader(self._reader.fileno(), self._wake)
        _pyloom_core.set_wake_socket(self._writer.fileno())
        loop.call_soon(self._take)
        #: The request whose function is being called outside of any task.
        self._starting = 0
        _lanes[_pyloom_core.lane_id()] = self

    def is_inside(self, identity: int) -> bool:
        task = asyncio.current_task(self._loop)
        if task is None:
            return self._starting == identity
        started = self._tasks.get(identity)
        if started is not None and started[1] is task:
            return True
        get_context = getattr(task, "get_context", None)  # 3.12: of a task that the request's own has started
        request = None if get_context is None else get_context().get(_pyloom_core.request_variable)
        return request is not None and _pyloom_core.request_id(request) == identity

    def run(self) -> None:
        """Until the loop is beyond use. What leaves it meanwhile is nobody's reason to lose the coroutines on it."""
        try:
            while not self._is_damaged():
                try:
                    self._run_forever()
                except (SystemExit, KeyboardInterrupt) as error:
                    # Of a task or a callback beside the requests. asyncio.run() would end the program by it.
                    self._report(error)
                except Interrupted:
                    pass  # Meant for a coroutine, it hit the loop's own code.
        except BaseException as error:
            self._abandon(error)
            raise
        self._abandon(RuntimeError("the event loop of this coroutine was interrupted in its own code, and cannot go on"))

    def _is_damaged(self) -> bool:
        """An interrupt at the wrong moment: it takes itself for running still."""
        return self._loop.is_closed() or self._loop.is_running()

    def _report(self, error: BaseException) -> None:
        name = type(error).__name__
        self._loop.call_exception_handler(
            {"message": f"{name} in a task or callback of an asyncio lane, whose event loop goes on", "exception": error}
        )

    def _abandon(self, error: BaseException) -> None:
        """Whoever waits for a coroutine on this loop is told."""
        asyncio._set_running_loop(None)
        _pyloom_core.set_wake_socket(-1)
        tasks = list(self._tasks.values())
        self._tasks.clear()
        for request, _ in tasks:
            _pyloom_core.complete(request, False, error)
        self._close_sockets()

    def _close_sockets(self) -> None:
        self._reader.close()
        self._writer.close()

    def _wake(self) -> None:
        try:
            self._reader.recv(4096)
        except (BlockingIOError, InterruptedError):
            pass
        self._take()

    def _take_requests(self) -> None:
        starts, cancelled = _pyloom_core.next_requests()
        for request, function, args, kwargs in starts:
            context = copy_context()
            context.run(self._start, request, function, args, kwargs)
        for request in cancelled:
            started = self._tasks.get(_pyloom_core.request_id(request))
            if started is not None:
                started[1].cancel()

    def _start(self, request: Any, function: Any, args: tuple[Any, ...] | None, kwargs: dict[str, Any] | None) -> None:
        # In a context of its own: what the task calls, prints and traces is on behalf of this request.
        _pyloom_core.request_variable.set(request)
        identity = self._starting = _pyloom_core.request_id(request)
        try:
            if args is None:
                result = function  # What was to be called has been, on another lane, and gave this.
            else:
                result = _call(function, args, kwargs)
            if not is_awaitable(result):
                _pyloom_core.complete(request, True, result)
                return
            task = asyncio.ensure_future(_awaiting(result), loop=self._loop)
        except BaseException as error:
            # SystemExit and its like too: an answer to their call, which ends nothing here.
            _pyloom_core.complete(request, False, error)
            return
        finally:
            self._starting = 0
        self._tasks[identity] = (request, task)

        def done(task: asyncio.Future[Any]) -> None:
            self._tasks.pop(identity, None)
            _complete(request, task)

        task.add_done_callback(done)


def _apply(function: Any, args: tuple[Any, ...], kwargs: dict[str, Any] | None) -> Any:
    return function(*args, **kwargs) if kwargs else function(*args)


_call = lets_through(_apply)
_run_handle = lets_through(asyncio.Handle._run)


def _guarded(loop: asyncio.AbstractEventLoop) -> Callable[[], None]:
    """run_forever(); an interrupt strikes what it runs, a step of a task for one, and never its own code: what that was about
    to do would be lost to others."""
    if not isinstance(loop, asyncio.BaseEventLoop):
        return loop.run_forever  # Not uvloop's: what it runs cannot be told from its own code.
    if _run_handle is not asyncio.Handle._run:
        asyncio.Handle._run = lambda handle: _run_handle(handle)  # type: ignore[method-assign]
    return firmly(loop.run_forever)


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
