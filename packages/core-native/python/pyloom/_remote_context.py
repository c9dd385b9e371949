"""A context on a cluster: a worker of its own, with one thread for all that is called in it."""

from __future__ import annotations

import ctypes
import threading
from importlib import import_module
from itertools import count
from time import perf_counter

from ._await import settle
from ._contexts import Context
from ._errors import Interrupted
from ._remote import close_iterator, failure, iterator_of, next_of, prepare, result
from ._request import number_of, parts_of

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._payload import Payload

#: Items go together that are there within so many seconds.
_SLICE = 0.01


class RemoteContext:
    """What the worker has. All but interrupt() is called from one thread."""

    def __init__(self, pickler: Any) -> None:
        self._pickler = pickler
        self._context = Context()
        self._iterators: dict[int, Any] = {}
        self._numbers = count(1)
        #: Held while a call begins, ends or is interrupted: an interrupt must not strike the next one.
        self._lock = threading.Lock()
        self._running: tuple[int, int] | None = None

    def ask(self, setup: Any, call: Payload, stored: tuple[Payload, ...]) -> Payload:
        """A function of the glue in the context, or one of this class."""
        number = number_of(call)
        try:
            self._begin(number)
            try:
                prepare(setup, number, self._pickler)
                module, name, args, kwargs = parts_of(call, stored)
                return result(self._do(module, name, args, kwargs), self._pickler)
            finally:
                self._end()
        except BaseException as error:
            return failure(error, self._pickler)

    def interrupt(self, number: int) -> None:
        """From another thread."""
        with self._lock:
            if self._running is not None and self._running[0] == number:
                thread = ctypes.c_ulong(self._running[1])
                ctypes.pythonapi.PyThreadState_SetAsyncExc(thread, ctypes.py_object(Interrupted))

    def close(self) -> None:
        for iterator in self._iterators.values():
            close_iterator(iterator)
        self._iterators.clear()
        self._context.close()

    def _begin(self, number: int) -> None:
        with self._lock:
            self._running = (number, threading.get_ident())

    def _end(self) -> None:
        with self._lock:
            self._running = None

    def _do(self, module: str | None, name: str, args: Any, kwargs: Any) -> Any:
        if module is None:
            return getattr(self, name)(*args, **kwargs)
        return settle(getattr(import_module(f"{__package__}.{module}"), name)(self._context, *args, **kwargs))

    def module_name(self) -> str:
        return self._context.module.__name__

    # ---------------------------------------------------------------- streams

    def open_call(self, module: str, name: str, args: Any, kwargs: Any) -> int:
        from ._contexts import call

        return self._opened(call(self._context, module, name, *args, **kwargs))

    def open_expression(self, expression: str, names: Any) -> int:
        from ._evaluate import evaluate

        return self._opened(evaluate(self._context, expression, names))

    def _opened(self, iterable: Any) -> int:
        number = next(self._numbers)
        self._iterators[number] = iterator_of(settle(iterable))
        return number

    def pull(self, stream: int, most: int) -> tuple[list[Any], bool]:
        """Some items, and whether there may be more. What an error comes after is given first."""
        items: list[Any] = []
        iterator = self._iterators[stream]
        deadline = perf_counter() + _SLICE
        try:
            while len(items) < most and (not items or perf_counter() < deadline):
                items.append(next_of(iterator))
        except (StopIteration, StopAsyncIteration):
            del self._iterators[stream]
            return items, False
        except Exception as error:
            if not items:
                raise
            self._iterators[stream] = _raising(error)
        return items, True

    def close_stream(self, stream: int) -> None:
        close_iterator(self._iterators.pop(stream, None))


def _raising(error: Exception) -> Any:
    raise error
    yield
