"""Annotations in the notation of _model: as syntax, which stubs have, and as the objects that a running module has."""

from __future__ import annotations

import ast
import inspect
import typing

from ._model import UNKNOWN, Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def type_of_syntax(node: ast.expr | None) -> Type:
    if node is None:
        return UNKNOWN
    if isinstance(node, ast.Constant):
        return _of_constant(node.value)
    if isinstance(node, (ast.Name, ast.Attribute)):
        return Type(node.id if isinstance(node, ast.Name) else node.attr)
    if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr):
        return Type("Union", (type_of_syntax(node.left), type_of_syntax(node.right)))
    if isinstance(node, ast.List):
        return Type("[]", tuple(map(type_of_syntax, node.elts)))
    if isinstance(node, ast.Subscript):
        return _of_subscript(node)
    return UNKNOWN


def type_of_text(text: str) -> Type:
    try:
        return type_of_syntax(ast.parse(text, mode="eval").body)
    except SyntaxError:
        return UNKNOWN


def type_of_object(annotation: Any) -> Type:
    """What inspect and typing give."""
    if annotation is inspect.Parameter.empty:
        return UNKNOWN
    if annotation is None or annotation is type(None):
        return Type("None")
    if annotation is ...:
        return Type("...")
    if isinstance(annotation, str):
        return type_of_text(annotation)
    if isinstance(annotation, typing.ForwardRef):
        return type_of_text(annotation.__forward_arg__)
    if isinstance(annotation, list):
        return Type("[]", tuple(map(type_of_object, annotation)))
    origin = typing.get_origin(annotation)
    if origin is None:
        return Type(getattr(annotation, "__name__", None) or getattr(annotation, "_name", None) or "Any")
    arguments = typing.get_args(annotation)
    if origin is typing.Literal:
        return Type("Union", tuple(Type("Literal", value=value) for value in arguments))
    name = "Union" if getattr(origin, "__name__", "") == "UnionType" else _name(origin)
    return Type(name, tuple(map(type_of_object, arguments)))


def _name(origin: Any) -> str:
    return getattr(origin, "__name__", None) or getattr(origin, "_name", None) or "Any"


def _of_constant(value: object) -> Type:
    if value is None:
        return Type("None")
    if value is ...:
        return Type("...")
    return type_of_text(value) if isinstance(value, str) else UNKNOWN


def _of_subscript(node: ast.Subscript) -> Type:
    inner: Any = node.slice
    if type(inner).__name__ == "Index":  # up to 3.8
        inner = inner.value
    items = inner.elts if isinstance(inner, ast.Tuple) else [inner]
    name = type_of_syntax(node.value).name
    if name == "Literal":
        return Type("Union", tuple(Type("Literal", value=_literal(item)) for item in items))
    return Type(name, tuple(map(type_of_syntax, items)))


def _literal(node: ast.expr) -> object:
    try:
        return ast.literal_eval(node)
    except ValueError:  # a member of an Enum
        return ...
