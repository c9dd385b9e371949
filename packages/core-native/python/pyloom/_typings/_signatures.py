"""The parameters and the result of a function, as it is written."""

from __future__ import annotations

import ast

from ._annotations import Annotations
from ._model import SELF, UNKNOWN, Function, Parameter, Signature, Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from typing import Union

    FunctionNode = Union[ast.FunctionDef, ast.AsyncFunctionDef]


def decorators_of(node: FunctionNode | ast.ClassDef) -> set[str]:
    """Their names, without modules and arguments."""
    names = set()
    for each in node.decorator_list:
        called = each.func if isinstance(each, ast.Call) else each
        names.add(getattr(called, "id", None) or getattr(called, "attr", ""))
    return names


def read_function(nodes: Sequence[FunctionNode], annotations: Annotations, *, method: bool = False) -> Function:
    """`nodes`: the overloads, and in sources what implements them."""
    overloads = [node for node in nodes if "overload" in decorators_of(node)]
    doc = next((doc for doc in map(ast.get_docstring, reversed(nodes)) if doc), None)
    used = overloads or [nodes[-1]]
    return Function([_signature(node, annotations, method) for node in used], doc)


def _signature(node: FunctionNode, annotations: Annotations, method: bool) -> Signature:
    annotations = annotations.with_parameters(node)
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    conditional = False
    if method and "staticmethod" not in decorators_of(node) and positional:
        of_self = positional.pop(0).annotation
        defaults.pop(0)
        annotations, conditional = _with_self(of_self, annotations)
    parameters = [
        Parameter(each.arg, _type(each, default, annotations), _kind(each, arguments), default is not None)
        for each, default in zip(positional, defaults)
    ]
    if arguments.vararg is not None:
        vararg = arguments.vararg
        parameters.append(Parameter(vararg.arg, _type(vararg, None, annotations), "variadic positional", True))
    for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        parameters.append(Parameter(each.arg, _type(each, default, annotations), "keyword-only", default is not None))
    if arguments.kwarg is not None:
        kwarg = arguments.kwarg
        parameters.append(Parameter(kwarg.arg, _type(kwarg, None, annotations), "variadic keyword", True))
    return Signature(parameters, annotations.type_of(node.returns), conditional)


def _with_self(annotation: ast.expr | None, annotations: Annotations) -> tuple[Annotations, bool]:
    """`self: T` is any object of the class, `self: Array[int]` some of them."""
    inner = annotation.slice if isinstance(annotation, ast.Subscript) else annotation
    if isinstance(inner, ast.Name):
        type_ = annotations.type_of(inner)
        if type_.name == "TypeVar":
            return annotations.with_self(inner.id), False
        if type_ == SELF:
            return annotations, False
    return annotations, annotation is not None


def _type(argument: ast.arg, default: ast.expr | None, annotations: Annotations) -> Type:
    if argument.annotation is None:
        return UNKNOWN
    type_ = annotations.type_of(argument.annotation)
    # `x: int = None`
    is_none = isinstance(default, ast.Constant) and default.value is None
    return Type("Optional", (type_,)) if is_none else type_


def _kind(argument: ast.arg, arguments: ast.arguments) -> str:
    # Before 3.8 had a sign for it, two underscores made a parameter positional-only; stubs still do that.
    is_positional = argument in arguments.posonlyargs or (argument.arg.startswith("__") and not argument.arg.endswith("__"))
    return "positional-only" if is_positional else "positional or keyword"
