"""Namespaces: the interpreter's own `__main__`, and one for each context."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType, TracebackType
    from typing import Any

_contexts: dict[int, ModuleType] = {}


def open_context() -> int:
    """Makes a namespace and answers with the number it goes by from now on."""
    import builtins
    from types import ModuleType

    module = ModuleType("__main__")
    module.__dict__["__builtins__"] = builtins
    _contexts[id(module)] = module
    return id(module)


def close_context(context: int) -> None:
    _contexts.pop(context, None)


def namespace(context: int | None) -> dict[str, Any]:
    """None is the interpreter's own."""
    return (sys.modules["__main__"] if context is None else _contexts[context]).__dict__


def resolve(context: int, module: str, name: str) -> Any:
    """The function of a module, where `__main__` is the context itself."""
    from . import _modules

    if module != "__main__":
        return _modules.find(module, name)
    return _modules.attribute(_contexts[context], name)


class in_context:
    """A context keeps to its interpreter: an error about a module that refuses it says what to do."""

    def __enter__(self) -> None:
        pass

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        from ._resolve import NeedsHome

        if isinstance(error, NeedsHome):
            raise _advised(error.__cause__ or error.__context__ or error) from None
        if isinstance(error, ImportError) and "does not support loading in subinterpreters" in str(error):
            _advised(error)


def _advised(error: BaseException) -> BaseException:
    advice = "a context made with context({ home: true }) can use it"
    if isinstance(error, ImportError) and advice not in str(error.msg):
        error.msg = f"{error.msg}; {advice}"
    return error
