"""Namespaces: the interpreter's own `__main__`, and one for each context."""

from __future__ import annotations

import sys
from itertools import count

from ._errors import NeedsHome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType, TracebackType
    from typing import Any

_numbers = count(1)

#: What the import system reads in the globals of functions that outlive their context.
_KEPT = frozenset(["__name__", "__doc__", "__package__", "__loader__", "__spec__", "__builtins__"])


class Context:
    """A namespace that JavaScript holds: what nobody holds any more, its worker ended perhaps, is given up like any object.

    A module of its own in sys.modules, where dataclasses, type hints and pickle look for the names of a class's module.
    """

    __slots__ = ("_module",)

    def __init__(self) -> None:
        self._module: ModuleType | None = _new_module()

    @property
    def module(self) -> ModuleType:
        if self._module is None:
            raise RuntimeError("the context is closed")
        return self._module

    def close(self) -> None:
        """Gives its objects up here, on the thread where they were made: some refuse any other."""
        module, self._module = self._module, None
        if module is not None:
            _empty(module.__dict__)
            sys.modules.pop(module.__name__, None)

    def __del__(self) -> None:
        self.close()


def _new_module() -> ModuleType:
    import builtins
    from types import ModuleType

    while True:
        module = ModuleType(f"__context_{next(_numbers)}__")
        module.__dict__["__builtins__"] = builtins
        if sys.modules.setdefault(module.__name__, module) is module:
            return module


def _empty(namespace: dict[str, Any]) -> None:
    """The newest names first: what is made of others goes before them, and finds them still there.

    Functions hold the namespace that holds them. Left to the garbage collector, which a free-threaded Python runs seldom,
    all that is in there would stay.
    """
    for name in reversed(list(namespace)):
        if name not in _KEPT:
            namespace.pop(name, None)


def open_() -> list[Any]:
    """A context, and the name of its module."""
    context = Context()
    return [context, context.module.__name__]


def close(context: Context) -> None:
    context.close()


def call(context: Context, module: str, name: str, /, *args: Any, **kwargs: Any) -> Any:
    from . import _construct

    with in_context():
        return _construct.call(namespace(context), resolve(context, module, name), args, kwargs)


def get_attribute(context: Context, module: str, name: str) -> Any:
    with in_context():
        return resolve(context, module, name)


def set_attribute(context: Context, module: str, name: str, value: Any) -> None:
    from . import _modules

    with in_context():
        setattr(context.module if module == "__main__" else _modules.load(module), name, value)


def namespace(context: Context | None) -> dict[str, Any]:
    """None is the interpreter's own."""
    return (sys.modules["__main__"] if context is None else context.module).__dict__


def resolve(context: Context, module: str, name: str) -> Any:
    """The function of a module, where `__main__` is the context itself."""
    from . import _modules

    if module == "builtins":
        from ._caller_bound import stand_in

        function = stand_in(name, context.module.__dict__)
        if function is not None:
            return function
    if module != "__main__":
        return _modules.find(module, name)
    return _modules.attribute(context.module, name)


class in_context:
    """A context keeps to its interpreter: an error about a module that refuses it says what to do."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, NeedsHome):
            reason = error.__cause__ or ImportError(f"{error.msg} runs in the main interpreter only", name=error.msg)
            raise _advised(reason) from None
        if isinstance(error, ImportError) and "does not support loading in subinterpreters" in str(error):
            _advised(error)


def _advised(error: BaseException) -> BaseException:
    advice = "a context made with context({ home: true }) can use it"
    if isinstance(error, ImportError) and advice not in str(error.msg):
        error.msg = f"{error.msg}; {advice}"
    return error
