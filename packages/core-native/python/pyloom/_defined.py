"""Modules whose source was handed over by `defineModule`: importable like any other."""

from __future__ import annotations

import sys

import _pyloom_core

from ._indented import compile_statements
from ._shield import run_body
from ._source import show_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import CodeType, ModuleType
    from typing import Any


class _Source:
    def __init__(self, text: str, code: CodeType) -> None:
        self.text = text
        self.code = code


_sources: dict[str, _Source] = {}


def filename_of(name: str) -> str:
    return f"<module {name}>"


def check(name: str, text: str) -> None:
    """Raises what is wrong with the source, or with the place that its dotted name gives it, before anything changes."""
    compile_statements(text, filename_of(name))
    parent = name.rpartition(".")[0]
    if parent and not _exists(parent):
        raise ModuleNotFoundError(f"No module named {parent!r}: define {parent!r} before {name!r}", name=parent)


def define(name: str, text: str) -> None:
    """Makes `text` what `import name` runs. A module that is loaded already runs it at once, in its own namespace."""
    code = compile_statements(text, filename_of(name))
    _install_finder()
    _sources[name] = _Source(text, code)
    _pyloom_core.forget_home(name)
    show_lines(filename_of(name), text)
    _open_parent(name)
    if name in sys.modules:
        _replace(name, sys.modules[name])


def is_defined(name: str) -> bool:
    return name in _sources


def _exists(name: str) -> bool:
    if name in _sources or name in sys.modules:
        return True
    from importlib.util import find_spec

    return find_spec(name) is not None


def _is_package(name: str) -> bool:
    return any(other.startswith(name + ".") for other in list(_sources))


def _open_parent(name: str) -> None:
    """A module that was imported before it got its first submodule becomes a package now."""
    parent = sys.modules.get(name.rpartition(".")[0])
    if parent is None or hasattr(parent, "__path__"):
        return
    parent.__path__ = []  # type: ignore[attr-defined]
    if parent.__spec__ is not None:
        parent.__spec__.submodule_search_locations = []


def _replace(name: str, module: ModuleType) -> None:
    from ._modules import run_again

    if getattr(module, "__spec__", None) is None or not isinstance(module.__spec__.loader, _Loader):
        # It came from somewhere else until now; reload() asks the finders again, and ours comes first.
        sys.modules[name] = module
    run_again(module)


def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
    if name not in _sources:
        return None
    from importlib.machinery import ModuleSpec

    return ModuleSpec(name, _Loader(name), origin=filename_of(name), is_package=_is_package(name))


class _Finder:
    find_spec = staticmethod(find_spec)

    @staticmethod
    def invalidate_caches() -> None:
        pass


class _Loader:
    def __init__(self, name: str) -> None:
        self._name = name

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = filename_of(self._name)
        run_body(_sources[self._name].code, module.__dict__)

    def get_source(self, name: str) -> str:
        return _sources[name].text

    def get_code(self, name: str) -> Any:
        return _sources[name].code

    def is_package(self, name: str) -> bool:
        return _is_package(name)


def _install_finder() -> None:
    if _Finder not in sys.meta_path:
        sys.meta_path.insert(0, _Finder)  # type: ignore[arg-type]
