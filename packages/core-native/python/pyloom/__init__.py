"""JavaScript as Python sees it.

`call('name', *args)` calls a function that was registered in JavaScript; so do `pyloom.name(*args)` and
`from pyloom import name`. The state functions reach the client's store without JavaScript.
"""

from __future__ import annotations

from functools import partial as _partial

try:
    import _pyloom_core
except ModuleNotFoundError:  # Plain Python, on a worker of a cluster.
    from sys import modules as _loaded

    from . import _worker_core as _pyloom_core

    _loaded["_pyloom_core"] = _pyloom_core

from ._errors import ConversionError, Interrupted, JSError, StateFullError, UnknownFunctionError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

call = _pyloom_core.call

state_get = _partial(_pyloom_core.native, "state_get")
state_set = _partial(_pyloom_core.native, "state_set")
state_delete = _partial(_pyloom_core.native, "state_delete")
state_keys = _partial(_pyloom_core.native, "state_keys")
state_clear = _partial(_pyloom_core.native, "state_clear")
state_incr = _partial(_pyloom_core.native, "state_incr")
state_decr = _partial(_pyloom_core.native, "state_decr")

__all__ = [
    "ConversionError",
    "Interrupted",
    "JSError",
    "Span",
    "StateFullError",
    "UnknownFunctionError",
    "async_call",
    "call",
    "call_async",
    "setup_logging",
    "shared_array",
    "state_clear",
    "state_decr",
    "state_delete",
    "state_get",
    "state_incr",
    "state_keys",
    "state_set",
    "trace",
]

#: Loaded with their first use, so that an interpreter starts without them.
_LAZY = {
    "Span": "_tracing",
    "trace": "_tracing",
    "setup_logging": "_logging",
    "call_async": "_call_async",
    "async_call": "_call_async",
    "shared_array": "_shared",
}


def __getattr__(name: str) -> Any:
    """Registered functions are attributes. Libraries probe modules for attributes, so that anything else is none."""
    submodule = _LAZY.get(name)
    if submodule is not None:
        from importlib import import_module

        value = getattr(import_module(f"{__name__}.{submodule}"), name)
        globals()[name] = value
        return value
    try:
        registered = _pyloom_core.is_registered(name)
    except RuntimeError as error:
        # In a child of fork(). `assertWarns` probes each module there is, and lets nothing but this pass.
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}: {error}") from None
    if registered:
        from ._functions import HostFunction

        return HostFunction(call, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}, and no JavaScript function is registered by that name")


def _start() -> None:
    import sys

    from . import _children, _environ, _faults, _forks, _multiprocessing, _shield, _stdio, _threads, _unraisable, _uvloop

    _stdio.install()
    _environ.install()
    _children.install()
    _forks.install()
    _multiprocessing.install()
    _uvloop.install()
    _threads.install()
    _unraisable.install()
    _shield.install()
    _faults.install()
    if hasattr(sys, "_is_gil_enabled") and not sys._is_gil_enabled():
        from ._gil import watch

        watch()
    if _pyloom_core.interpreter_id() != 0:
        from ._extensions import install

        install()
    else:
        # Whoever wants a GIL that others hold in turn waits this long for each of them: beside four that compute a small call
        # took 15 ms with Python's 5 ms, and takes 1.1 ms so; the four compute 4 % less than with 1 ms.
        sys.setswitchinterval(min(0.00025, sys.getswitchinterval()))
    # Callbacks nest on the lane that waits, three or four frames a level: a chain 1000 deep needs more than Python's 1000.
    # Lanes have the stack for it. Up to 3.11 Python's frames lie on the C stack, of which the main thread has 8 MB.
    limit = 10_000 if sys.version_info >= (3, 12) else 5_000
    sys.setrecursionlimit(max(limit, sys.getrecursionlimit()))


if not getattr(_pyloom_core, "is_stand_in", False):
    _start()
