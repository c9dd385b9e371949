"""Namespaces: the interpreter's own `__main__`, and one for each context."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType, TracebackType
    from typing import Any


class Context:
    """A namespace that JavaScript holds: what nobody holds any more, its worker ended perhaps, is given up like any object."""

    __slots__ = ("_module",)

    def __init__(self) -> None:
        import builtins
        from types import ModuleType

        self._module: ModuleType | None = ModuleType("__main__")
        self._module.__dict__["__builtins__"] = builtins

    @property
    def module(self) -> ModuleType:
        if self._module is None:
            raise RuntimeError("the context is closed")
        return self._module

    def close(self) -> None:
        """Gives its objects up here, on the thread where they were made: some refuse any other."""
        self._module = None


def namespace(context: Context | None) -> dict[str, Any]:
    """None is the interpreter's own."""
    return (sys.modules["__main__"] if context is None else context.module).__dict__


def resolve(context: Context, module: str, name: str) -> Any:
    """The function of a module, where `__main__` is the context itself."""
    from . import _modules

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
        from ._resolve import NeedsHome

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
