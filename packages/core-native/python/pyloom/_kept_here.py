"""Things that are not pickled with the values of a call: functions and errors of JavaScript's cannot leave their process, and a worker of a
cluster knows them by numbers of their call; objects in the store of a cluster come beside the values."""

from __future__ import annotations

import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Keeper:
    """What one call has of them, in the driver."""

    def __init__(self) -> None:
        self._things: list[Any] = []
        #: Objects of the store among the arguments.
        self.stored: list[Any] = []

    def number_of(self, thing: Any) -> int:
        return _place(thing, self._things)

    def thing(self, number: int) -> Any:
        return self._things[number]

    def place_of(self, stored: Any) -> int:
        return _place(stored, self.stored)


def _place(thing: Any, things: list[Any]) -> int:
    for number, each in enumerate(things):
        if each is thing:
            return number
    things.append(thing)
    return len(things) - 1


class NoKeeper(Keeper):
    """Of what outlives its call."""

    def number_of(self, thing: Any) -> int:
        raise TypeError("a function or an error of JavaScript's is known within its call: it cannot stay in the cluster's store")


class Numbered:
    """One of them, on a worker: callable if it is a function."""

    def __init__(self, number: int) -> None:
        self.number = number

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        import _pyloom_core

        return _pyloom_core.call_function(self.number, args, kwargs)


class _Reading(threading.local):
    #: Whose numbers those are in what this thread unpickles; None: a worker's, which has nothing but numbers.
    keeper: Keeper | None = None
    #: On a worker: the objects that came beside it.
    beside: tuple[Any, ...] = ()


_reading = _Reading()


class reading:
    """Within this, numbers are those of that keeper, and places those of what came beside."""

    def __init__(self, keeper: Keeper | None, beside: tuple[Any, ...] = ()) -> None:
        self._inner = keeper, beside

    def __enter__(self) -> None:
        self._outer = _reading.keeper, _reading.beside
        _reading.keeper, _reading.beside = self._inner

    def __exit__(self, *_: object) -> None:
        _reading.keeper, _reading.beside = self._outer


def reduce(value: Any, keeper: Keeper | None) -> Any:
    """How it is pickled; NotImplemented: it is none of them."""
    from ._errors import JSError
    from ._functions import HostFunction, JavaScriptFunction
    from ._stored import Stored

    if isinstance(value, Stored) and keeper is not None:
        return _beside, (keeper.place_of(value),)
    if isinstance(value, HostFunction):
        return _host_function, (value.args[0],)
    if isinstance(value, JavaScriptFunction):
        return _function, (_number(value.func if keeper is None else value, keeper),)
    if isinstance(value, JSError) and getattr(value, "_handle", None) is not None:
        return _error, (value.name, value.message, value.stack, _number(value._handle, keeper))
    return NotImplemented


def _number(thing: Any, keeper: Keeper | None) -> int:
    return thing.number if keeper is None else keeper.number_of(thing)  # type: ignore[no-any-return]


def _beside(place: int) -> Any:
    return _reading.beside[place]


def _host_function(name: str) -> Any:
    import _pyloom_core

    from ._functions import HostFunction

    return HostFunction(_pyloom_core.call, name)


def _function(number: int) -> Any:
    from ._functions import JavaScriptFunction

    keeper = _reading.keeper
    return JavaScriptFunction(Numbered(number)) if keeper is None else keeper.thing(number)


def _error(name: str, message: str, stack: str, number: int) -> Any:
    from ._errors import JSError

    keeper = _reading.keeper
    return JSError(name, message, stack, Numbered(number) if keeper is None else keeper.thing(number))
