"""What is known of a module: its functions, classes and values, with their types in one notation."""

from __future__ import annotations

from dataclasses import dataclass, field

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Union

    Member = Union["Function", "Class", "Value", "Module"]


@dataclass(frozen=True)
class Type:
    """`list[int]` is Type("list", (Type("int"),)). Names are without their module; unions are Union, parameters of a Callable `[]`."""

    name: str
    arguments: tuple[Type, ...] = ()
    #: Of Literal: the value.
    value: object = None
    #: Of a class that can be read: where it is, "numpy.ndarray".
    home: str | None = None


UNKNOWN = Type("Any")
SELF = Type("Self")


@dataclass
class Parameter:
    name: str
    type: Type
    #: As inspect names them: "positional-only", "positional or keyword", "variadic positional", "keyword-only", "variadic keyword".
    kind: str
    optional: bool


@dataclass
class Signature:
    parameters: list[Parameter]
    result: Type
    #: It holds for some of the objects of a generic class alone: its `self` says which.
    conditional: bool = False


@dataclass
class Function:
    #: More than one when it is overloaded.
    signatures: list[Signature]
    doc: str | None = None
    #: Where it is written, of one that several modules may have.
    home: str | None = None


@dataclass
class Value:
    type: Type


@dataclass
class Class:
    name: str
    home: str
    #: With those of the classes that it derives from, those of its own first.
    constructors: list[Signature] = field(default_factory=list)
    methods: dict[str, Function] = field(default_factory=dict)
    #: Class and static methods, and what the class itself has.
    statics: dict[str, Function | Value] = field(default_factory=dict)
    attributes: dict[str, Type] = field(default_factory=dict)
    #: `__getitem__` and the like, by their names.
    special: dict[str, Function] = field(default_factory=dict)
    #: The names of the classes that it is of, its own among them.
    ancestors: tuple[str, ...] = ()
    is_protocol: bool = False
    #: The fields of a TypedDict or of a NamedTuple, with whether they must be there.
    fields: dict[str, tuple[Type, bool]] | None = None
    doc: str | None = None


@dataclass
class Module:
    name: str
    members: dict[str, Member] = field(default_factory=dict)
    doc: str | None = None
