"""Finds and loads the modules whose source was handed over."""

from __future__ import annotations

import sys

from ._shield import run_body

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import ModuleSpec
    from types import CodeType, ModuleType
    from typing import Any


class Source:
    def __init__(self, text: str, code: CodeType) -> None:
        self.text = text
        self.code = code


#: By the modules' names.
sources: dict[str, Source] = {}


def filename_of(name: str) -> str:
    return f"<module {name}>"


def _is_package(name: str) -> bool:
    return any(other.startswith(name + ".") for other in list(sources))


def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> ModuleSpec | None:
    if name not in sources:
        return None
    from importlib.machinery import ModuleSpec

    return ModuleSpec(name, Loader(name), origin=filename_of(name), is_package=_is_package(name))


class _Finder:
    find_spec = staticmethod(find_spec)

    @staticmethod
    def invalidate_caches() -> None:
        pass


class Loader:
    def __init__(self, name: str) -> None:
        self._name = name

    def create_module(self, spec: ModuleSpec) -> None:
        return None

    def exec_module(self, module: ModuleType) -> None:
        module.__file__ = filename_of(self._name)
        run_body(sources[self._name].code, module.__dict__)

    def get_source(self, name: str) -> str:
        return sources[name].text

    def get_code(self, name: str) -> Any:
        return sources[name].code

    def is_package(self, name: str) -> bool:
        return _is_package(name)


def install() -> None:
    if _Finder not in sys.meta_path:
        sys.meta_path.insert(0, _Finder)  # type: ignore[arg-type]
