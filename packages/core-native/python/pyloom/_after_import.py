"""Changes to modules of others, made as a program first imports them: an interpreter starts without them."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any

_changes: dict[str, Callable[[ModuleType], None]] = {}


def after_import(name: str, change: Callable[[ModuleType], None]) -> None:
    """Calls `change` with the module as soon as it is there, before the program sees it."""
    if name in sys.builtin_module_names:
        __import__(name)  # costs nothing, and has no loader of its own
    if name in sys.modules:
        change(sys.modules[name])
        return
    _changes[name] = change
    if _Finder not in sys.meta_path:
        sys.meta_path.insert(0, _Finder)  # type: ignore[arg-type]


class _Finder:
    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
        if name not in _changes:
            return None
        for finder in sys.meta_path:
            spec = None if finder is _Finder else finder.find_spec(name, path, target)
            if spec is not None:
                _extend(spec.loader, name)
                return spec
        return None

    @staticmethod
    def invalidate_caches() -> None:
        pass


def _extend(loader: Any, name: str) -> None:
    """The loader stays what it is, but for the next module that it runs."""

    def exec_module(module: ModuleType) -> None:
        loader.__dict__.pop("exec_module", None)
        loader.exec_module(module)
        change = _changes.pop(name, None)
        if change is not None:
            change(module)

    loader.exec_module = exec_module
