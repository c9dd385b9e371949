"""multiprocessing in a process that is not Python's alone."""

from __future__ import annotations

import os
import sys

import _pyloom_core

from . import _forks
from ._after_import import after_import

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any


def install() -> None:
    """Once for each interpreter, as it starts."""
    if os.name != "posix":
        return
    after_import("multiprocessing.context", _spawn_beside_interpreters)
    after_import("multiprocessing.reduction", _refuse_what_is_not_there)


def _spawn_beside_interpreters(context: ModuleType) -> None:
    """The default start method is Python's own, but where children by fork() do not survive it."""
    default = context._default_context
    own = default._default_context

    class DefaultContext(type(default)):  # type: ignore[misc]
        @property
        def _default_context(self) -> Any:
            return context._concrete_contexts["spawn"] if _pyloom_core.has_interpreters() else own

    del default._default_context
    default.__class__ = DefaultContext


def _refuse_what_is_not_there(reduction: ModuleType) -> None:
    """A new process that looks for it in vain dies, which its pool answers with another one, or not at all."""
    from pickle import PicklingError
    from types import FunctionType

    def reducer_override(self: Any, value: Any) -> Any:
        if isinstance(value, (FunctionType, type)) and not _forks.forked:
            why = _why_nowhere_else(value.__module__)
            if why is not None:
                raise PicklingError(
                    f"{value.__qualname__!r} cannot be sent to another process, which {why}. Put it into a file and import "
                    "it from there; createPython() has the option 'sysPath' for its folder"
                )
        return NotImplemented

    reduction.ForkingPickler.reducer_override = reducer_override  # type: ignore[attr-defined]


def _why_nowhere_else(module: str) -> str | None:
    from ._defined_finder import sources

    if module in sources:
        return f"cannot import the module {module!r}: defineModule() has defined it in this one"
    if module == "__main__":
        main = sys.modules["__main__"]
        if getattr(main, "__spec__", None) is None and not os.path.exists(getattr(main, "__file__", None) or ""):
            return "has a '__main__' of its own: this one's is no file"
    return None
