"""Classes in TypeScript: an interface for their objects, and one for the class itself."""

from __future__ import annotations

from ._calls import Calls, comment
from ._model import Class, Function, Signature, Value
from ._text import Received, distinct
from ._typescript import Types

#: What JavaScript asks every object for.
_TAKEN = {"toString", "then", "toJSON"}
#: Classes of which every name is known, although nobody reads them.
_PLAIN_ANCESTORS = {"object", "Generic", "Protocol", "ABC", "Enum", "IntEnum", "StrEnum", "Flag", "IntFlag", "NamedTuple", "Hashable", "Sized"}
_PLAIN_ANCESTORS |= {"int", "str", "float", "bytes", "datetime", "SupportsIndex"}

_BINARY = {
    "add": "+",
    "sub": "-",
    "mul": "*",
    "truediv": "/",
    "floordiv": "//",
    "mod": "%",
    "pow": "**",
    "matmul": "@",
    "and": "&",
    "or": "|",
    "xor": "^",
    "lshift": "<<",
    "rshift": ">>",
    "eq": "==",
    "ne": "!=",
    "lt": "<",
    "le": "<=",
    "gt": ">",
    "ge": ">=",
}
_UNARY = {"neg": "-", "pos": "+", "invert": "~"}


class Interfaces:
    def __init__(self, types: Types, calls: Calls) -> None:
        self._types = types
        self._calls = calls
        #: The members of those that others may inherit, by the homes of their classes.
        self._written: dict[str, dict[str, list[str]]] = {}

    def of_objects(self, cls: Class, name: str, names: dict[str, str]) -> str:
        """`names`: those of the interfaces that are there, by the homes of their classes."""
        self._types.own = cls
        any_name = self._any_name(cls)
        is_open = any_name == "any"
        shown = self._shown(name, any_name)
        brand = " | ".join(f"'{each}'" for each in cls.ancestors if "." in each)
        members = self._members(cls)
        self._written[cls.home] = {} if is_open or shown != name else members
        base, own = self._inherited(cls, members, names)
        lines = [f"{comment(cls.doc)}export interface {shown} extends {base}, Instance<{brand}> {{"]
        lines += [line for each in own.values() for line in each]
        if is_open:
            lines.append("  readonly [name: string]: any;")
        lines.append("}")
        if shown != name:
            # Apart, so that the names that are known keep their types.
            lines.append(f"export type {name} = {shown} & {{ readonly [name: string]: {any_name} }};")
        self._types.own = None
        return "\n".join(lines)

    def _inherited(self, cls: Class, members: dict[str, list[str]], names: dict[str, str]) -> tuple[str, dict[str, list[str]]]:
        """The interface that most of the members come from, and those that do not."""
        best, own = "PyObject", members
        for home in cls.ancestors[1:]:
            written = self._written.get(home)
            if not written or "()" in members:
                continue
            differing = {key: lines for key, lines in members.items() if written.get(key) != lines}
            if len(differing) < len(own) - 5 and not set(written) - set(members):
                left_out = " | ".join(f"'{key}'" for key in differing if key in written and key[0] != "[")
                left_out += " | typeof Symbol.asyncIterator" if any(key[0] == "[" for key in differing if key in written) else ""
                best = f"Inherited<{names[home]}{', ' + left_out.lstrip(' |') if left_out else ''}>"
                own = differing
        return best, own

    def _any_name(self, cls: Class) -> str | None:
        """What an attribute is of which nothing is known; None: there is none."""
        if any("." not in each and each not in _PLAIN_ANCESTORS for each in cls.ancestors):
            return "any"
        dynamic = cls.special.get("__getattr__")
        result = self._calls.results(dynamic).expression() if dynamic is not None else None
        return "any" if result == "PyExpression" else result

    @staticmethod
    def _shown(name: str, any_name: str | None) -> str:
        """The interface of the names that are known."""
        return name if any_name in (None, "any") else f"{name}Names"

    def _members(self, cls: Class) -> dict[str, list[str]]:
        """The lines of each of them."""
        members = {"()": [f"  {each};" for each in self._overloads(cls.special.get("__call__"))]}
        for name, type_ in cls.attributes.items():
            if name not in _TAKEN:
                members[name] = [f"  readonly {name}: {self._types.received(type_).expression()};"]
        functions = {**{name: each for name, each in cls.statics.items() if isinstance(each, Function)}, **cls.methods}
        for name, function in functions.items():
            if name not in _TAKEN and name not in cls.attributes:
                members[name] = self._method(name, function)
        members.update(self._items(cls))
        members["$op"] = self._operators(cls)
        members["[Symbol.asyncIterator]"] = self._iteration(cls)
        return {name: lines for name, lines in members.items() if lines}

    def _method(self, name: str, function: Function) -> list[str]:
        first, *more = self._overloads(function)
        return [f"{comment(function.doc, '  ')}  {name}{first};", *(f"  {name}{each};" for each in more)]

    def _overloads(self, function: Function | None, *, by_name: bool = True) -> list[str]:
        return self._calls.signatures(function, by_name) if function is not None else []

    def _items(self, cls: Class) -> dict[str, list[str]]:
        getter, setter = cls.special.get("__getitem__"), cls.special.get("__setitem__")
        items: dict[str, list[str]] = {"$item": [f"  $item{each};" for each in self._overloads(getter, by_name=False)]}
        if setter is not None:
            keyed = distinct(", ".join(each) for each in self._keyed(setter))
            items["$setItem"] = [f"  $setItem({each}): Promise<void>;" for each in keyed]
        return items

    def _keyed(self, setter: Function) -> list[list[str]]:
        pairs = [each for each in self._calls.arguments(setter) if len(each) == 2]
        return [[f"key: {key}", f"value: {value}"] for key, value in pairs]

    def _operators(self, cls: Class) -> list[str]:
        given: dict[str, list[str]] = {}
        for kinds, other in ((_BINARY, "other: unknown"), (_UNARY, "")):
            for name, operator in kinds.items():
                function = cls.special.get(f"__{name}__")
                if function is None:
                    continue
                result = self._calls.results(function)
                given.setdefault(f"{other}): {result.expression()}", []).append(f"'{operator}'")
        lines = []
        for rest, operators in given.items():
            comma = ", " if rest[0] != ")" else ""
            lines.append(f"  $op(operator: {' | '.join(operators)}{comma}{rest};")
        return [*lines, "  $op(operator: string, other?: unknown): PyExpression;"] if lines else []

    def _iteration(self, cls: Class) -> list[str]:
        function = cls.special.get("__iter__")
        result = function.signatures[0].result if function is not None else None
        if result is None or not result.arguments:
            return []
        return [f"  [Symbol.asyncIterator](): AsyncIterator<{self._types.received(result.arguments[0]).value}>;"]

    def of_class(self, cls: Class, shown: str, made: Received, objects: str | None) -> tuple[str, str]:
        """Its interface, which is called `shown`, and what the class is as a value."""
        self._types.own = cls
        lines = [f"export interface {shown} extends PyClass<{made.value}> {{"]
        constructors = Function([Signature(each.parameters, each.result) for each in cls.constructors])
        lines += [f"  {each};" for each in self._calls.signatures(constructors)]
        for key, static in cls.statics.items():
            if key in _TAKEN:
                continue
            if isinstance(static, Value):
                lines.append(f"  readonly {key}: {self._types.received(static.type).expression()};")
            else:
                lines += self._method(key, static)
        known = self._shown(objects or "", self._any_name(cls))
        self._types.own = None
        return "\n".join([*lines, "}"]), f"{shown} & Unbound<{known}, {shown}>" if objects else shown
