"""From a function's name to the function."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

# inspect.CO_COROUTINE; inspect itself takes 10 ms to import.
_CO_COROUTINE = 0x80
_CO_ITERABLE_COROUTINE = 0x100


class NeedsHome(ImportError):
    """The module refuses sub-interpreters; it can be had in the main interpreter."""


class NeedsLoop(Exception):
    """The function belongs on a lane that has an event loop."""


def resolve(module: str, name: str) -> tuple[Any, bool, Any, Any]:
    """The callable, whether it is a coroutine function, which wants an asyncio lane, and what is called in its place so that it
    has a caller: without keyword arguments, and with some."""
    from . import _frames, _modules

    function = _modules.find(module, name)
    if module == "builtins":
        from ._caller_bound import stand_in

        function = stand_in(name) or function
    is_coroutine = is_coroutine_function(function)
    # A coroutine's body has the event loop for its caller, and ours look at none.
    needs_none = is_coroutine or module.startswith("pyloom.")
    without, with_ = (function, function) if needs_none else _frames.framed(function)
    return function, is_coroutine, without, with_


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
