"""What is known of a module: its functions, classes and values, with their types in one notation."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Type:
    """`list[int]` is Type("list", (Type("int"),)). Names are without their module; unions are Union, parameters of a Callable `[]`."""

    name: str
    arguments: tuple[Type, ...] = ()
    #: Of Literal: the value.
    value: object = None


UNKNOWN = Type("Any")


@dataclass
class Parameter:
    name: str
    type: Type
    #: As inspect names them: "positional-only", "positional or keyword", "variadic positional", "keyword-only", "variadic keyword".
    kind: str
    optional: bool


@dataclass
class Function:
    name: str
    parameters: list[Parameter]
    result: Type
    doc: str | None = None


@dataclass
class Class:
    name: str
    #: More than one when it is overloaded.
    constructors: list[Function] = field(default_factory=list)
    methods: list[Function] = field(default_factory=list)
    attributes: dict[str, Type] = field(default_factory=dict)
    doc: str | None = None


@dataclass
class Module:
    #: Overloads follow each other under the same name.
    functions: list[Function] = field(default_factory=list)
    classes: list[Class] = field(default_factory=list)
    values: dict[str, Type] = field(default_factory=dict)
    doc: str | None = None
