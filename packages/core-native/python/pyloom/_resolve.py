"""From a function's name to the function."""

from __future__ import annotations

from ._construct import is_asynchronous_class

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# inspect.CO_COROUTINE; inspect itself takes 10 ms to import.
_CO_COROUTINE = 0x80
_CO_ITERABLE_COROUTINE = 0x100


def resolve(module: str, name: str) -> tuple[Any, bool, Any, Any]:
    """The callable, whether it wants an asyncio lane, and what is called in its place so that it has a caller: without keyword
    arguments, and with some."""
    from . import _frames, _modules

    function = _modules.find(module, name)
    if module == "builtins":
        from ._caller_bound import stand_in

        function = stand_in(name) or function
    wants_loop = belongs_on_loop(function)
    # A coroutine's body has the event loop for its caller, and ours look at none.
    needs_none = wants_loop or module.startswith("pyloom.")
    without, with_ = (function, function) if needs_none else _frames.framed(function)
    return function, wants_loop, without, with_


def belongs_on_loop(function: Any) -> bool:
    return is_coroutine_function(function) or is_asynchronous_class(function)


def is_coroutine_function(function: Any) -> bool:
    # Partials and methods wrap the function that has the code.
    while True:
        inner = getattr(function, "__func__", None)
        if inner is None and type(function).__name__ == "partial":
            inner = getattr(function, "func", None)
        if inner is None:
            break
        function = inner
    flags = getattr(getattr(function, "__code__", None), "co_flags", 0)
    if isinstance(flags, int) and flags & (_CO_COROUTINE | _CO_ITERABLE_COROUTINE):
        return True
    # inspect.markcoroutinefunction (3.12), and what asyncio.iscoroutinefunction looks for.
    marker = getattr(function, "_is_coroutine_marker", None) or getattr(function, "_is_coroutine", None)
    return marker is not None and type(function).__name__ != "MagicMock"
