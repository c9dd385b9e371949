"""A module as it is when it runs: its signatures and annotations."""

from __future__ import annotations

import inspect
import typing
from importlib import import_module

from ._annotations import Annotations
from ._model import SELF, UNKNOWN, Class, Function, Module, Parameter, Signature, Type, Value
from ._sources import is_of_standard_library

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_ANYTHING = [
    Parameter("args", UNKNOWN, "variadic positional", True),
    Parameter("kwargs", UNKNOWN, "variadic keyword", True),
]


class RunningModules:
    """The same as a Reader, of modules that are imported for it."""

    def __init__(self) -> None:
        self._classes: dict[str, Class] = {}

    def module(self, name: str) -> Module:
        module = import_module(name)
        found = Module(name, doc=inspect.getdoc(module))
        for key in _public_names(module):
            value = getattr(module, key, None)
            if inspect.isclass(value):
                found.members[key] = self._class(key, value, name)
            elif inspect.ismodule(value):
                continue
            elif callable(value):
                found.members[key] = _function(value)
            else:
                found.members[key] = Value(_type_of_value(value))
        return found

    def find_class(self, home: str) -> Class | None:
        return self._classes.get(home)

    def _class(self, name: str, cls: Any, module: str) -> Class:
        home = _home(cls) or f"{module}.{cls.__qualname__}"
        if home not in self._classes:
            self._classes[home] = _read_class(name, cls, home)
        return self._classes[home]


def _public_names(module: Any) -> list[str]:
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


def _read_class(name: str, cls: Any, home: str) -> Class:
    found = Class(name, home, doc=_first_line(cls))
    found.is_protocol = bool(vars(cls).get("_is_protocol"))
    found.ancestors = (home, *(_home(each) or each.__name__ for each in cls.__mro__[1:-1]))
    constructor = _signature(cls)
    found.constructors = [Signature(constructor.parameters, SELF)]
    for owner in cls.__mro__[:-1]:
        if owner is cls or _home(owner) is not None:
            _read_body(found, owner)
    for key, annotation in _hints(cls).items():
        if key[0] != "_" and not found.methods.get(key):
            found.attributes.setdefault(key, annotation)
    if "Enum" in found.ancestors:
        found.statics.update({key: Value(SELF) for key in cls.__members__})
        found.attributes.update({"name": Type("str"), "value": UNKNOWN})
    return found


def _read_body(found: Class, owner: Any) -> None:
    for key, raw in vars(owner).items():
        if key[0] == "_" and not (key[:2] == "__" and inspect.isfunction(raw)):
            continue
        if key in (*found.methods, *found.statics, *found.attributes, *found.special):
            continue
        is_static = isinstance(raw, (classmethod, staticmethod))
        value = inspect.unwrap(raw.__func__) if is_static else raw
        if inspect.isroutine(value):
            function = _function(value, skip_first=not isinstance(raw, staticmethod))
            where = found.special if key[0] == "_" else found.statics if is_static else found.methods
            where[key] = function  # type: ignore[assignment]
        elif isinstance(value, property) or type(value).__name__ == "cached_property":
            getter = value.fget if isinstance(value, property) else value.func
            found.attributes[key] = _hints(getter).get("return", UNKNOWN)


def _function(function: Any, *, skip_first: bool = False) -> Function:
    signature = _signature(function)
    if skip_first and signature.parameters is not _ANYTHING:
        signature.parameters = signature.parameters[1:]
    return Function([signature], _first_line(function))


def _signature(function: Any) -> Signature:
    hints = _hints(function.__init__ if inspect.isclass(function) else function)
    result = hints.get("return", UNKNOWN)
    try:
        parameters = list(inspect.signature(function).parameters.values())
    except (TypeError, ValueError):  # Some built-in functions have none.
        return Signature(_ANYTHING, result)
    return Signature([_parameter(each, hints) for each in parameters], result)


def _parameter(parameter: Any, hints: dict[str, Type]) -> Parameter:
    is_variadic = parameter.kind in (parameter.VAR_POSITIONAL, parameter.VAR_KEYWORD)
    return Parameter(
        parameter.name,
        hints.get(parameter.name) or _type_of(parameter.annotation),
        parameter.kind.description,
        parameter.default is not inspect.Parameter.empty or is_variadic,
    )


def _hints(owner: Any) -> dict[str, Type]:
    try:
        hints = typing.get_type_hints(owner)
    except Exception:  # A name that is there for type checkers alone: the text of the annotation still tells.
        hints = getattr(owner, "__annotations__", None) or {}
    return {key: _type_of(hint) for key, hint in hints.items()}


def _type_of(annotation: Any) -> Type:
    """What inspect and typing give."""
    if annotation is inspect.Parameter.empty:
        return UNKNOWN
    if annotation is None or annotation is type(None):
        return Type("None")
    if annotation is ...:
        return Type("...")
    if isinstance(annotation, str):
        return Annotations(None).type_of_text(annotation)
    if isinstance(annotation, typing.ForwardRef):
        return Annotations(None).type_of_text(annotation.__forward_arg__)
    if isinstance(annotation, list):
        return Type("[]", tuple(map(_type_of, annotation)))
    if isinstance(annotation, typing.TypeVar):
        bound = annotation.__bound__
        return Type("TypeVar", () if bound is None else (_type_of(bound),), annotation.__name__)
    origin = typing.get_origin(annotation)
    if origin is None:
        return Type(_name(annotation), home=_home(annotation))
    arguments = typing.get_args(annotation)
    if origin is typing.Literal:
        return Type("Union", tuple(Type("Literal", value=value) for value in arguments))
    name = "Union" if getattr(origin, "__name__", "") == "UnionType" else _name(origin)
    return Type(name, tuple(map(_type_of, arguments)), home=_home(origin))


def _name(origin: Any) -> str:
    return getattr(origin, "__name__", None) or getattr(origin, "_name", None) or "Any"


def _home(cls: Any) -> str | None:
    """Of a class that is none of the standard library's, whose classes have a meaning of their own."""
    if not inspect.isclass(cls) or is_of_standard_library(cls.__module__):
        return None
    return f"{cls.__module__}.{cls.__qualname__}"


def _type_of_value(value: Any) -> Type:
    kind = type(value)
    return Type(kind.__name__, home=_home(kind)) if value is not None else UNKNOWN


def _first_line(value: Any) -> str | None:
    doc = inspect.getdoc(value)
    return doc.strip().split("\n")[0] if doc and doc.strip() else None
