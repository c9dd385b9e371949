"""What JavaScript does with a Python object that stays here: the operations of a PyRef."""

from __future__ import annotations

import sys

import _pyloom_core

from . import _construct
from ._await import as_awaitable, running_loop
from ._errors import NeedsLoop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def call(target: Any, name: str, /, *args: Any, **kwargs: Any) -> Any:
    return call_in(None, target, name, args, kwargs)


def call_in(namespace: dict[str, Any] | None, target: Any, name: str, args: Any, kwargs: dict[str, Any]) -> Any:
    """A method by its name, which may be dotted; '' is the object itself."""
    if name:
        owner, _, method = name.rpartition(".")
        if owner:
            target = find(target, owner)
        function = getattr(target, method)
    else:
        function = target
    _check_loop(target, function)
    return as_awaitable(_construct.call(namespace, function, args, kwargs))


def get(target: Any, name: str) -> Any:
    """'' is the object itself."""
    return find(target, name) if name else target


def set_(target: Any, name: str, value: Any) -> None:
    owner, _, last = name.rpartition(".")
    setattr(find(target, owner) if owner else target, last, value)


def find(target: Any, dotted: str) -> Any:
    for part in dotted.split("."):
        target = getattr(target, part)
    return target


def _check_loop(target: Any, function: Any) -> None:
    """Raises NeedsLoop for a class of asynchronous context managers, and for a lock, event, queue or task of asyncio: from another
    thread than its loop's nobody is woken by it."""
    if "asyncio.events" in sys.modules and _is_of_asyncio(type(target)) or _construct.is_asynchronous_class(function):
        check_on_loop()


def check_on_loop() -> None:
    if running_loop() is None and not _pyloom_core.is_bound():
        raise NeedsLoop


def _is_of_asyncio(kind: type) -> bool:
    return any(str(base.__module__).partition(".")[0] in ("asyncio", "_asyncio") for base in kind.__mro__)
