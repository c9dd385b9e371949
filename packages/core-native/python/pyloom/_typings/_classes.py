"""A class as it is written, with what it has of the classes that it derives from."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from ._annotations import Annotations
from ._model import SELF, UNKNOWN, Class, Function, Parameter, Signature, Type, Value
from ._names import Defined, External
from ._signatures import decorators_of, read_function
from ._sources import statements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

_PROPERTIES = {"property", "cached_property", "cache_readonly", "abstractproperty", "hybrid_property"}
_ENUMS = {"Enum", "IntEnum", "StrEnum", "Flag", "IntFlag"}

#: What the text of a library does not tell: what an attribute is that is no name of the class.
_DYNAMIC = {
    "pandas.core.frame.DataFrame": "pandas.core.series.Series",
    "pandas.core.groupby.generic.DataFrameGroupBy": "pandas.core.groupby.generic.SeriesGroupBy",
    "pandas.core.groupby.generic.SeriesGroupBy": None,
}


@dataclass(frozen=True)
class Ancestor:
    """A class that another is or derives from: where it is written, if it can be read, and what its type parameters are there."""

    found: Defined | External
    variables: Mapping[str, Type] = field(default_factory=dict, compare=False)

    @property
    def name(self) -> str:
        return self.found.home if isinstance(self.found, Defined) else self.found.name



def read_class(found: Defined) -> Class:
    node: Any = found.nodes[-1]
    cls = Class(found.name, found.home, doc=ast.get_docstring(node))
    ancestors = _ancestors(found)
    names = [each.name for each in ancestors]
    cls.ancestors = tuple(names)
    cls.is_protocol = any(_base_name(base) == "Protocol" for base in node.bases)
    if "TypedDict" in names or "NamedTuple" in names:
        cls.fields = _fields(ancestors)
    for ancestor in ancestors:
        if isinstance(ancestor.found, Defined):
            _Body(cls, ancestor.found, ancestor.variables, names).read()
    if _ENUMS & set(names):
        cls.attributes.setdefault("name", Type("str"))
        cls.attributes.setdefault("value", UNKNOWN)
        cls.constructors = [Signature([Parameter("value", UNKNOWN, "positional-only", False)], SELF)]
    if cls.fields is not None and "NamedTuple" in names:
        cls.constructors = [_of_fields({name: (type_, not must) for name, (type_, must) in cls.fields.items()})]
    if not cls.constructors:
        is_known = all("." in name or name in ("object", "Protocol", "Generic", "ABC") for name in names)
        cls.constructors = [Signature([] if is_known else _anything(), SELF)]
    dynamic = _DYNAMIC.get(found.home)
    if found.home in _DYNAMIC:
        cls.special.pop("__getattr__", None)
    if dynamic is not None:
        type_ = Type(dynamic.split(".")[-1], home=dynamic)
        cls.special["__getattr__"] = Function([Signature([], type_)])
    return cls


def _base_name(base: ast.expr) -> str:
    named = base.value if isinstance(base, ast.Subscript) else base
    return getattr(named, "id", None) or getattr(named, "attr", "")


def _anything() -> list[Parameter]:
    return [Parameter("args", UNKNOWN, "variadic positional", True), Parameter("kwargs", UNKNOWN, "variadic keyword", True)]


def _ancestors(found: Defined, variables: Mapping[str, Type] = {}) -> list[Ancestor]:
    """Itself first. Nearly in Python's order, which differs where classes have an ancestor in common."""
    ordered = [Ancestor(found, variables)]
    node: Any = found.nodes[-1]
    annotations = Annotations(found.scope, variables)
    for base in node.bases:
        target = base.value if isinstance(base, ast.Subscript) else base
        named = annotations.find(target)
        type_ = annotations.type_of(base)
        if isinstance(named, Defined):
            named = named if isinstance(named.nodes[-1], ast.ClassDef) else _class_of(type_, found)
        if isinstance(named, Defined) and isinstance(named.nodes[-1], ast.ClassDef):
            if named.home != found.home:
                given = dict(zip(_type_parameters(named), type_.arguments))
                ordered += [each for each in _ancestors(named, given) if each not in ordered]
        elif isinstance(named, External) and Ancestor(named) not in ordered:
            ordered.append(Ancestor(named))
    return ordered


def _type_parameters(found: Defined) -> list[str]:
    node: Any = found.nodes[-1]
    declared = [each.name for each in getattr(node, "type_params", ())]
    if declared:
        return declared
    generic = [base for base in node.bases if isinstance(base, ast.Subscript) and _base_name(base) in ("Generic", "Protocol")]
    return Annotations(found.scope).variables_in(generic or node.bases)


def _class_of(type_: Type, near: Defined) -> Defined | External:
    if type_.home is None:
        return External(type_.name)
    module, _, name = type_.home.rpartition(".")
    scope = near.scope.names.scope(module)
    found = scope.resolve(name) if scope is not None else None
    return found if isinstance(found, Defined) else External(type_.name)


def _fields(ancestors: list[Ancestor]) -> dict[str, tuple[Type, bool]]:
    fields: dict[str, tuple[Type, bool]] = {}
    for ancestor in reversed(ancestors):
        if not isinstance(ancestor.found, Defined):
            continue
        node: Any = ancestor.found.nodes[-1]
        total = not any(each.arg == "total" and getattr(each.value, "value", True) is False for each in node.keywords)
        annotations = Annotations(ancestor.found.scope, ancestor.variables).with_parameters(node)
        for each in statements(node.body):
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                type_ = annotations.type_of(each.annotation)
                must = type_.name == "Required" or (total and each.value is None and type_.name != "NotRequired")
                fields[each.target.id] = (type_, must)
    return fields


def _of_fields(fields: dict[str, tuple[Type, bool]]) -> Signature:
    return Signature([Parameter(name, type_, "positional or keyword", optional) for name, (type_, optional) in fields.items()], SELF)


class _Body:
    """What one of its classes adds to a class: names that it does not have yet."""

    def __init__(self, cls: Class, owner: Defined, variables: Mapping[str, Type], ancestors: list[str]) -> None:
        self._class = cls
        self._owner = owner
        self._node: Any = owner.nodes[-1]
        self._annotations = Annotations(owner.scope).with_parameters(self._node).with_variables(variables)
        self._is_enum = bool(_ENUMS & set(ancestors))
        self._taken = {*cls.methods, *cls.statics, *cls.attributes, *cls.special}
        self._functions: dict[str, list[Any]] = {}

    def read(self) -> None:
        for node in statements(self._node.body):
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                if not decorators_of(node) & {"setter", "deleter"}:
                    self._functions.setdefault(node.name, []).append(node)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                self._value(node.target.id, self._annotations.type_of(node.annotation), node.annotation)
            elif isinstance(node, ast.Assign):
                for target in node.targets:
                    if isinstance(target, ast.Name):
                        self._assigned(target.id, node.value)
        for name, nodes in self._functions.items():
            self._function(name, nodes)
        self._constructor()
        if not self._owner.scope.source.is_stub:
            self._set_by_constructor()

    def _value(self, name: str, type_: Type, annotation: ast.expr | None = None) -> None:
        if name[0] == "_" or name in self._taken:
            return
        if type_.name == "ClassVar":
            self._class.statics[name] = Value(type_)
        if self._is_enum and annotation is not None and self._owner.scope.source.is_stub:
            self._class.statics[name] = Value(SELF)
        else:
            self._class.attributes[name] = type_

    def _assigned(self, name: str, value: ast.expr) -> None:
        if name[0] == "_" and name not in _ALIASED:
            return
        if self._is_enum:
            self._class.statics.setdefault(name, Value(SELF))
        elif isinstance(value, ast.Name) and value.id in self._functions:
            self._functions[name] = self._functions[value.id]
        elif name[0] != "_" and name not in self._taken:
            self._class.attributes[name] = UNKNOWN
            self._class.statics.setdefault(name, Value(UNKNOWN))

    def _function(self, name: str, nodes: list[Any]) -> None:
        if name in self._taken or name in ("__init__", "__new__"):
            return
        function = read_function(nodes, self._annotations, method=True)
        kinds = decorators_of(nodes[-1])
        if name[0] == "_":
            if name.startswith("__") and name.endswith("__"):
                self._class.special[name] = function
        elif kinds & _PROPERTIES:
            self._class.attributes[name] = _common([each.result for each in function.signatures])
        elif kinds & {"staticmethod", "classmethod"}:
            self._class.statics[name] = function
        else:
            self._class.methods[name] = function

    def _constructor(self) -> None:
        if self._class.constructors:
            return
        if decorators_of(self._node) & {"dataclass", "define", "frozen", "attrs", "s"}:
            self._class.constructors = [_of_fields(self._dataclass_fields())]
            return
        made = [self._functions[name] for name in ("__init__", "__new__") if name in self._functions]
        if made:
            best = max((read_function(nodes, self._annotations, method=True) for nodes in made), key=_tells)
            self._class.constructors = [Signature(each.parameters, SELF) for each in best.signatures]
            self._class.doc = self._class.doc or best.doc

    def _dataclass_fields(self) -> dict[str, tuple[Type, bool]]:
        fields: dict[str, tuple[Type, bool]] = {}
        for each in statements(self._node.body):
            if isinstance(each, ast.AnnAssign) and isinstance(each.target, ast.Name):
                type_ = self._annotations.type_of(each.annotation)
                if type_.name != "ClassVar" and each.target.id[0] != "_":
                    fields[each.target.id] = (type_, each.value is not None)
        return fields

    def _set_by_constructor(self) -> None:
        for function in self._functions.get("__init__", ()):
            for node in ast.walk(function):
                target = node.target if isinstance(node, ast.AnnAssign) else None
                if isinstance(node, ast.Assign):
                    target = node.targets[0]
                if isinstance(target, ast.Attribute) and getattr(target.value, "id", "") == "self":
                    annotation = node.annotation if isinstance(node, ast.AnnAssign) else None
                    if target.attr not in (*self._class.methods, *self._class.attributes):
                        self._value(target.attr, self._annotations.type_of(annotation))


#: Operators that are often another name of a method.
_ALIASED = {"__radd__", "__rmul__", "__iter__", "__getitem__", "__call__"}


def _tells(function: Function) -> int:
    return max(len([each for each in signature.parameters if not each.kind.startswith("variadic")]) for signature in function.signatures)


def _common(types: list[Type]) -> Type:
    """Of a property that is not the same for all objects of a generic class."""
    return types[0] if len(set(types)) == 1 else Type("Union", tuple(types))
