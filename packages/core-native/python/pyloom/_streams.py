"""Iterables that JavaScript reads: kept here between its pulls, each item sent as soon as it is there."""

from __future__ import annotations

from contextvars import ContextVar
from time import perf_counter

import _pyloom_core

from ._await import running_loop, settle
from ._errors import NeedsLoop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ._contexts import Context

#: A pull ends after this many seconds, once it has sent something: other calls are waiting for the lane, perhaps.
_SLICE = 0.01


#: The module whose function gave what is being read: a pull is no call of it, and the items run its code.
module_read: ContextVar[str | None] = ContextVar("module_read", default=None)


class _Stream:
    """An iterator between two pulls. One pull runs at a time; a close may come from another thread meanwhile."""

    def __init__(self, iterator: Any) -> None:
        from _thread import allocate_lock

        self._iterator = iterator
        self._module = _pyloom_core.called_module()
        self._lock = allocate_lock()
        self._running = False
        self._left = False

    def pull(self, count: int) -> bool:
        """Sends up to that many items. False when there are no more."""
        if not self._begin():
            return False
        send = _pyloom_core.send
        deadline = perf_counter() + _SLICE
        more = False
        outer = module_read.set(self._module)
        try:
            for item in self._iterator:
                send(item)
                count -= 1
                if count <= 0 or perf_counter() > deadline:
                    more = True
                    break
        except BaseException:
            self.close()
            raise
        finally:
            module_read.reset(outer)
            more = self._end(more)
        return more

    def close(self) -> None:
        """Runs the generator's `finally` blocks; of one that runs at this moment its own thread does it, soon."""
        with self._lock:
            self._left = True
            if self._running:
                return
        _close(self._iterator)

    def _begin(self) -> bool:
        with self._lock:
            self._running = not self._left
            return self._running

    def _end(self, more: bool) -> bool:
        with self._lock:
            self._running = False
            if not self._left:
                return more
        _close(self._iterator)
        return False


class _AsyncStream:
    """The same over an async iterator; everything on one event loop."""

    def __init__(self, iterator: Any) -> None:
        self._iterator = iterator
        self._module = _pyloom_core.called_module()
        self._running = False
        self._left = False

    async def pull(self, count: int) -> bool:
        more = False
        module_read.set(self._module)  # for the task of this pull
        self._running = True
        try:
            more = await self._send(count)
        finally:
            self._running = False
            if not more or self._left:
                await self.close()
        return more and not self._left

    async def close(self) -> None:
        self._left = True
        # A pull that runs at this moment does it itself, at its end.
        if not self._running and hasattr(self._iterator, "aclose"):
            await self._iterator.aclose()

    async def _send(self, count: int) -> bool:
        send = _pyloom_core.send
        deadline = perf_counter() + _SLICE
        async for item in self._iterator:
            send(item)
            count -= 1
            if count <= 0 or self._left or perf_counter() > deadline:
                return True
        return False


_streams: dict[str, _Stream | _AsyncStream] = {}


def open_call(
    stream: str, count: int, context: Context | None, module: str, name: str, /, *args: Any, **kwargs: Any
) -> Any:
    """A stream of what the function returns; see open_()."""
    from . import _contexts, _modules
    from ._frames import call_from

    if context is None:
        function = _modules.find(module, name)
        _check_loop(function)
        return open_(stream, count, call_from(None, function, args, kwargs))
    with _contexts.in_context():
        function = _contexts.resolve(context, module, name)
        return open_(stream, count, call_from(_contexts.namespace(context), function, args, kwargs))


def open_expression(
    stream: str, count: int, context: Context | None, expression: str, names: dict[str, Any] | None
) -> Any:
    """A stream of what the expression gives; see open_()."""
    from . import _contexts
    from ._evaluate import evaluate_in

    with _contexts.in_context():
        return open_(stream, count, evaluate_in(_contexts.namespace(context), expression, names))


def _check_loop(function: Callable[..., Any]) -> None:
    """Raises NeedsLoop when the function belongs on an asyncio lane, and this is none; unless its objects keep it here."""
    from inspect import isasyncgenfunction, iscoroutinefunction

    if running_loop() is not None or _pyloom_core.is_bound():
        return
    if isasyncgenfunction(function) or iscoroutinefunction(function):
        raise NeedsLoop


def open_(stream: str, count: int, iterable: Any) -> Any:
    """[whether there may be more, the interpreter, the lane or -1 for any]; on a loop an awaitable of it."""
    if running_loop() is not None:
        return _open_on_loop(stream, count, iterable)
    iterable = settle(iterable)
    if hasattr(type(iterable), "__aiter__"):
        return _open_async(stream, count, iterable)
    opened = _Stream(iter(iterable))
    _streams[stream] = opened
    return _place(pull(stream, count), -1)


async def _open_on_loop(stream: str, count: int, iterable: Any) -> Any:
    if hasattr(type(iterable), "__await__"):
        iterable = await iterable
    if hasattr(type(iterable), "__aiter__"):
        return await _open_async(stream, count, iterable)
    _streams[stream] = _Stream(iter(iterable))
    return _place(pull(stream, count), _pyloom_core.lane_number())


async def _open_async(stream: str, count: int, iterable: Any) -> Any:
    _streams[stream] = _AsyncStream(type(iterable).__aiter__(iterable))
    # What the iterator awaits may be bound to this loop, so it stays.
    return _place(await pull(stream, count), _pyloom_core.lane_number())


def _place(more: bool, lane: int) -> list[Any]:
    return [more, _pyloom_core.interpreter_number(), lane]


def pull(stream: str, count: int) -> Any:
    """Whether there may be more; of an async stream an awaitable of it."""
    opened = _streams.get(stream)
    if opened is None:
        return False
    if isinstance(opened, _AsyncStream):
        return _pull_async(stream, opened, count)
    more = False
    try:
        more = opened.pull(count)
    finally:
        if not more:
            _streams.pop(stream, None)
    return more


async def _pull_async(stream: str, opened: _AsyncStream, count: int) -> bool:
    more = False
    try:
        more = await opened.pull(count)
    finally:
        if not more:
            _streams.pop(stream, None)
    return more


def close(stream: str) -> Any:
    """Nothing if there is no such stream (any more). Of an async stream an awaitable."""
    opened = _streams.pop(stream, None)
    return None if opened is None else opened.close()


def _close(iterator: Any) -> None:
    # Generators only: a file that is iterated over has a close() too, and is not ours to close.
    if hasattr(iterator, "throw") and hasattr(iterator, "close"):
        iterator.close()
