"""Results that stay in Python although they have a counterpart in JavaScript: the option `as: 'ref'`."""

from __future__ import annotations

from ._await import Continuation, is_awaitable
from ._references import check_on_loop
from ._resolve import belongs_on_loop

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._contexts import Context


class Kept:
    """Crosses as a reference to its value."""

    __slots__ = ("value",)

    def __init__(self, value: Any) -> None:
        self.value = value


def kept(value: Any) -> Any:
    """The value of an awaitable is what is kept."""
    return Continuation(value, _awaited) if is_awaitable(value) else Kept(value)


async def _awaited(awaitable: Any) -> Kept:
    return Kept(await awaitable)


def call(context: Context | None, module: str, name: str, /, *args: Any, **kwargs: Any) -> Any:
    from . import _contexts, _modules
    from ._frames import call_from

    if context is not None:
        return kept(_contexts.call(context, module, name, *args, **kwargs))
    function = _modules.find(module, name)
    if belongs_on_loop(function):
        check_on_loop()
    return kept(call_from(None, function, args, kwargs))


def evaluate(context: Context | None, expression: str, names: dict[str, Any] | None) -> Any:
    from . import _evaluate

    return kept(_evaluate.evaluate(context, expression, names))
