"""Objects of classes that `async with` takes. Many ask for the running loop when they are made, aiohttp.ClientSession for one."""

from __future__ import annotations

from ._await import Continuation, running_loop
from ._frames import call_from

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def is_asynchronous_class(function: Any) -> bool:
    return isinstance(function, type) and hasattr(function, "__aenter__")


def call(namespace: dict[str, Any] | None, function: Any, args: Any, kwargs: Any) -> Any:
    """Calls it from a frame of that namespace. Where no loop runs, such an object is made when the result is awaited."""
    if is_asynchronous_class(function) and running_loop() is None:
        return Construction(function, args, kwargs)
    return call_from(namespace, function, args, kwargs)


class Construction(Continuation):
    """Awaited, the object; where the class comes from."""

    __slots__ = ("_arguments",)

    def __init__(self, kind: type, args: Any, kwargs: Any) -> None:
        super().__init__(kind, self._make)
        self._arguments = args, kwargs

    async def _make(self, kind: Any) -> Any:
        args, kwargs = self._arguments
        return kind(*args, **kwargs)
