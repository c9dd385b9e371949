"""A module as it is when it runs: its signatures and annotations."""

from __future__ import annotations

import inspect
import typing
from importlib import import_module

from ._annotations import type_of_object
from ._model import UNKNOWN, Class, Function, Module, Parameter, Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_ANYTHING = [
    Parameter("args", UNKNOWN, "variadic positional", True),
    Parameter("kwargs", UNKNOWN, "variadic keyword", True),
]


def read_module(name: str) -> Module:
    module = import_module(name)
    found = Module(doc=inspect.getdoc(module))
    for key in public_names(module):
        value = getattr(module, key, None)
        if inspect.isclass(value):
            found.classes.append(_class(key, value))
        elif inspect.ismodule(value):
            continue
        elif callable(value):
            found.functions.append(_function(key, value))
        else:
            found.values[key] = _type_of_value(value)
    return found


def public_names(module: Any) -> list[str]:
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return sorted(set(listed))
    return sorted(key for key, value in vars(module).items() if key[0] != "_" and _belongs(module, value))


def _belongs(module: Any, value: Any) -> bool:
    """Not what it has imported from elsewhere. A value tells nothing of where it comes from."""
    home = getattr(value, "__module__", None)
    if inspect.ismodule(value):
        return False
    return not isinstance(home, str) or home.lstrip("_").split(".")[0] == module.__name__.split(".")[0] or not callable(value)


def _class(name: str, cls: Any) -> Class:
    found = Class(name, [_function(name, cls)], doc=_first_line(cls))
    for key, value in vars(cls).items():
        if key[0] == "_":
            continue
        value = inspect.unwrap(value.__func__) if isinstance(value, (classmethod, staticmethod)) else value
        if inspect.isroutine(value) or inspect.isfunction(value):
            is_bound = not isinstance(vars(cls)[key], staticmethod)
            found.methods.append(_function(key, value, skip_first=is_bound))
        elif isinstance(value, property):
            found.attributes[key] = _hints(value.fget).get("return", UNKNOWN)
    for key, annotation in _hints(cls).items():
        if key[0] != "_":
            found.attributes.setdefault(key, annotation)
    return found


def _function(name: str, function: Any, *, skip_first: bool = False) -> Function:
    hints = _hints(function.__init__ if inspect.isclass(function) else function)
    result = hints.get("return", UNKNOWN)
    if inspect.isclass(function):
        result = Type(function.__name__)
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):  # Some built-in functions have none.
        return Function(name, _ANYTHING, result, _first_line(function))
    if skip_first:
        parameters = parameters[1:]
    return Function(
        name,
        [
            Parameter(
                each.name,
                hints.get(each.name) or type_of_object(each.annotation),
                each.kind.description,
                each.default is not inspect.Parameter.empty or each.kind in (each.VAR_POSITIONAL, each.VAR_KEYWORD),
            )
            for each in parameters
        ],
        result,
        _first_line(function),
    )


def _hints(owner: Any) -> dict[str, Type]:
    try:
        hints = typing.get_type_hints(owner)
    except Exception:  # A name that is there for type checkers alone: the text of the annotation still tells.
        hints = getattr(owner, "__annotations__", None) or {}
    return {key: type_of_object(hint) for key, hint in hints.items()}


def _type_of_value(value: Any) -> Type:
    kind = type(value)
    if kind in (list, tuple, dict, set, frozenset):
        return Type(kind.__name__)
    return Type(kind.__name__) if value is not None else UNKNOWN


def _first_line(value: Any) -> str | None:
    doc = inspect.getdoc(value)
    return doc.strip().split("\n")[0] if doc and doc.strip() else None
