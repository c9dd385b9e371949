"""Annotations in the notation of _model: as syntax, in the module where they are written."""

from __future__ import annotations

import ast

from ._model import SELF, UNKNOWN, Type
from ._names import Defined, External, ModuleNamed, Scope
from ._sources import is_of_standard_library

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

#: Aliases may be made of themselves; beyond this depth anything is meant.
_DEEPEST = 40


class Annotations:
    """`scope`: the module; None for text of which no more is known. `variables`: what type parameters stand for."""

    def __init__(self, scope: Scope | None, variables: Mapping[str, Type] = {}, depth: int = 0) -> None:
        self._scope = scope
        self._variables = variables
        self._depth = depth

    def with_parameters(self, node: ast.AST) -> Annotations:
        """With the type parameters of a function, a class or an alias: `def f[T: int](x: T)`."""
        variables = dict(self._variables)
        for parameter in getattr(node, "type_params", ()):
            bound = getattr(parameter, "bound", None)
            bounds = (self.type_of(bound),) if bound is not None else ()
            variables[parameter.name] = Type("TypeVar", bounds, parameter.name)
        return Annotations(self._scope, variables, self._depth)

    def with_variables(self, variables: Mapping[str, Type]) -> Annotations:
        return Annotations(self._scope, {**self._variables, **variables}, self._depth)

    def with_self(self, name: str) -> Annotations:
        """`def f(self: T) -> T`."""
        return Annotations(self._scope, {**self._variables, name: SELF}, self._depth)

    def type_of(self, node: ast.expr | None) -> Type:
        if node is None:
            return UNKNOWN
        if isinstance(node, ast.Constant):
            return self._of_constant(node.value)
        if isinstance(node, (ast.Name, ast.Attribute)):
            return self._of_name(node, ())
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
            return Type("Union", (self.type_of(node.left), self.type_of(node.right)))
        if isinstance(node, (ast.List, ast.Tuple)):
            return Type("[]", tuple(map(self.type_of, node.elts)))
        if isinstance(node, ast.Starred):
            return Type("Unpack", (self.type_of(node.value),))
        if isinstance(node, ast.Subscript):
            return self._of_subscript(node)
        return UNKNOWN

    def type_of_text(self, text: str) -> Type:
        try:
            return self.type_of(ast.parse(text.strip(), mode="eval").body)
        except SyntaxError:
            return UNKNOWN

    def _of_constant(self, value: object) -> Type:
        if value is None:
            return Type("None")
        if value is ...:
            return Type("...")
        return self.type_of_text(value) if isinstance(value, str) else UNKNOWN

    def _of_subscript(self, node: ast.Subscript) -> Type:
        inner: Any = node.slice
        items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
        if isinstance(node.value, (ast.Name, ast.Attribute)):
            named = self._of_name(node.value, items)
            if named.name != "Literal":
                return named
            return Type("Union", tuple(each for item in items for each in self._literals(item)))
        return UNKNOWN

    def _literals(self, node: ast.expr) -> Sequence[Type]:
        try:
            return [Type("Literal", value=ast.literal_eval(node))]
        except ValueError:
            # Another alias of literals, or a member of an Enum.
            type_ = self.type_of(node)
            return type_.arguments if type_.name == "Union" else [Type("Literal", value=...)]

    def _of_name(self, node: ast.Name | ast.Attribute, items: Sequence[ast.expr]) -> Type:
        found = self.find(node)
        if isinstance(found, Type):
            return found
        if isinstance(found, Defined):
            return self._of_defined(found, tuple(items))
        if isinstance(found, ModuleNamed):
            return Type("ModuleType")
        if found.name == "Self":
            return SELF
        if found.name in ("Literal", "Annotated"):
            items = items[:1]
        return Type(found.name, () if found.name == "Literal" else tuple(map(self.type_of, items)))

    def find(self, node: ast.expr) -> Type | Defined | ModuleNamed | External:
        if isinstance(node, ast.Name):
            if node.id in self._variables:
                return self._variables[node.id]
            return (self._scope and self._scope.resolve(node.id)) or External(node.id)
        if not isinstance(node, ast.Attribute):
            return External("Any")
        owner = self.find(node.value)
        if self._scope is None or not isinstance(owner, ModuleNamed) or is_of_standard_library(owner.module):
            return External(node.attr)
        scope = self._scope.names.scope(owner.module)
        found = scope.resolve(node.attr) if scope is not None else None
        if found is None and self._scope.names.sources.find(f"{owner.module}.{node.attr}") is not None:
            return ModuleNamed(f"{owner.module}.{node.attr}")
        return found or External(node.attr)

    def _of_defined(self, found: Defined, items: Sequence[ast.expr]) -> Type:
        node: Any = found.nodes[-1]
        if isinstance(node, ast.ClassDef):
            return Type(found.name, tuple(map(self.type_of, items)), home=found.home)
        if items:
            return self._of_alias(found, items)
        known = found.scope.aliases
        if found.name not in known:
            # What it is made of itself by is anything.
            known[found.name] = UNKNOWN
            known[found.name] = self._of_alias(found, items)
        return known[found.name]

    def _of_alias(self, found: Defined, items: Sequence[ast.expr]) -> Type:
        node: Any = found.nodes[-1]
        if self._depth > _DEEPEST or isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            return UNKNOWN
        there = Annotations(found.scope, {}, self._depth + 1)
        value: Any = node.value
        if isinstance(value, ast.Call):
            return there.of_call(value)
        if isinstance(node, ast.AnnAssign) and there.type_of(node.annotation).name != "TypeAlias":
            return UNKNOWN
        if value is None or isinstance(value, ast.Constant) and not isinstance(value.value, str):
            return UNKNOWN
        names = there._parameters(node)
        if names:
            given = [self.type_of(item) for item in items]
            own = there.with_parameters(node)
            variables = {**own._variables, **dict(zip(names, given))}
            there = Annotations(found.scope, variables, self._depth + 1)
        return there.type_of(value)

    def of_call(self, node: ast.Call) -> Type:
        """`TypeVar("T", bound=...)`, `NewType("Id", int)`."""
        made = self.find(node.func)
        name = made.name if isinstance(made, (External, Type)) else ""
        if name == "NewType" and len(node.args) == 2:
            return self.type_of(node.args[1])
        if name == "ParamSpec":
            return Type("...")
        if name != "TypeVar" or not node.args or not isinstance(node.args[0], ast.Constant):
            return UNKNOWN
        bounds = [self.type_of(each) for each in node.args[1:]]
        bounds += [self.type_of(each.value) for each in node.keywords if each.arg == "bound"]
        bound = (bounds[0],) if len(bounds) == 1 else (Type("Union", tuple(bounds)),) if bounds else ()
        return Type("TypeVar", bound, node.args[0].value)

    def _parameters(self, node: Any) -> list[str]:
        """The names of an alias's type variables, in the order in which they come up."""
        declared = [each.name for each in getattr(node, "type_params", ())]
        if declared or self._scope is None:
            return declared
        return self.variables_in([node.value])

    def variables_in(self, nodes: Sequence[ast.AST]) -> list[str]:
        """The names of the type variables that come up in them, in their order."""
        names: list[str] = []
        for node in nodes:
            for each in _in_order(node):
                if isinstance(each, ast.Name) and each.id not in names:
                    found = self._scope.resolve(each.id) if self._scope is not None else None
                    if isinstance(found, Defined) and _makes_variable(found.nodes[-1]):
                        names.append(each.id)
        return names


def _in_order(node: ast.AST) -> list[ast.AST]:
    return [node, *(each for child in ast.iter_child_nodes(node) for each in _in_order(child))]


def _makes_variable(node: ast.stmt) -> bool:
    value = getattr(node, "value", None)
    if not isinstance(value, ast.Call):
        return False
    return (getattr(value.func, "id", None) or getattr(value.func, "attr", None)) == "TypeVar"


