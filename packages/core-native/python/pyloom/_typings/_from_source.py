"""Modules as they are written, in stubs and in sources: read and not run."""

from __future__ import annotations

import ast

from ._annotations import Annotations
from ._classes import read_class
from ._model import UNKNOWN, Class, Function, Module, Type, Value
from ._names import Defined, ModuleNamed, Names, Scope
from ._signatures import read_function

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._model import Member


_FOR_ANNOTATIONS = {"Union", "Optional", "Literal", "Callable", "Annotated"}


class Reader:
    """Of a package, with the classes that its types are made of, wherever they are written."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._classes: dict[str, Class | None] = {}

    def module(self, name: str) -> Module | None:
        """Its members that are modules have none here: they are read in turn, when they are wanted."""
        scope = self._names.scope(name)
        if scope is None:
            return None
        module = Module(name, doc=ast.get_docstring(scope.source.tree))
        for key in scope.public():
            member = self._member(scope, key)
            if member is not None:
                module.members[key] = member
        return module

    def find_class(self, home: str) -> Class | None:
        if home not in self._classes:
            module, _, name = home.rpartition(".")
            scope = self._names.scope(module)
            found = scope.resolve(name) if scope is not None else None
            is_class = isinstance(found, Defined) and isinstance(found.nodes[-1], ast.ClassDef)
            self._classes[home] = read_class(found) if is_class else None  # type: ignore[arg-type]
        return self._classes[home]

    def _member(self, scope: Scope, name: str) -> Member | None:
        found = scope.resolve(name)
        if isinstance(found, ModuleNamed):
            return Module(found.module)
        if not isinstance(found, Defined):
            is_module = found is None and self._names.sources.find(f"{scope.module}.{name}") is not None
            return Module(f"{scope.module}.{name}") if is_module else Value(UNKNOWN)
        node: Any = found.nodes[-1]
        if isinstance(node, ast.ClassDef):
            return self.find_class(found.home)
        annotations = Annotations(found.scope)
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            function = read_function(found.nodes, annotations)  # type: ignore[arg-type]
            function.home = found.home
            return function
        return _value(node, annotations)


def _value(node: Any, annotations: Annotations) -> Member | None:
    if isinstance(node, ast.AnnAssign):
        type_ = annotations.type_of(node.annotation)
        return Value(UNKNOWN) if type_.name == "TypeAlias" else Value(type_)
    if isinstance(node, ast.Assign):
        value = node.value
        if isinstance(value, ast.Constant) and value.value is not None and value.value is not ...:
            return Value(Type(type(value.value).__name__))
        # `Unit = Literal["cm", "mm"]` is for annotations.
        is_alias = isinstance(value, ast.Subscript) and annotations.type_of(value).name in _FOR_ANNOTATIONS
        return None if is_alias else Value(UNKNOWN)
    return None  # A type alias, which is nothing that runs.
