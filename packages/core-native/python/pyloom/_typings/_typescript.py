"""Types in TypeScript: what goes to Python may be looser than what comes from there."""

from __future__ import annotations

import json

from ._model import Type


#: What a value of the type is on its way to Python, and on its way back.
_PLAIN: dict[str, tuple[str, str]] = {
    "int": ("number | bigint", "number"),
    "float": ("number", "number"),
    "bool": ("boolean", "boolean"),
    "str": ("string", "string"),
    "LiteralString": ("string", "string"),
    "bytes": ("Uint8Array", "Buffer"),
    "bytearray": ("Uint8Array", "Buffer"),
    "Buffer": ("ArrayBufferView", "Buffer"),
    "ReadableBuffer": ("ArrayBufferView", "Buffer"),
    "None": ("null | undefined", "null"),
    "NoneType": ("null | undefined", "null"),
    "NoReturn": ("never", "never"),
    "Never": ("never", "never"),
    "datetime": ("Date", "Date"),
    "Any": ("unknown", "unknown"),
    "object": ("unknown", "unknown"),
    "Incomplete": ("unknown", "unknown"),
    "StrPath": ("string", "string"),
    "StrOrBytesPath": ("string | Uint8Array", "string"),
    "SupportsIndex": ("number", "number"),
    "SupportsInt": ("number", "number"),
    "SupportsFloat": ("number", "number"),
}
_LISTS = {"list", "List", "Sequence", "MutableSequence", "Collection", "deque", "Deque", "array"}
_ITERABLES = {"Iterable", "Iterator", "Generator", "Reversible", "AsyncIterator", "AsyncIterable", "AsyncGenerator", "SupportsIter"}
_DICTS = {"dict", "Dict", "Mapping", "MutableMapping", "OrderedDict", "defaultdict", "DefaultDict"}
_SETS = {"set", "Set", "frozenset", "FrozenSet", "AbstractSet", "MutableSet"}
_WRAPPERS = {"Awaitable", "Final", "ClassVar", "Annotated", "Required", "NotRequired", "ReadOnly"}


class Types:
    """`classes` are those of the module itself, which have an interface each."""

    def __init__(self, classes: set[str]) -> None:
        self._classes = classes

    def sent(self, type_: Type) -> str:
        return self._of(type_, 0)

    def received(self, type_: Type) -> str:
        return self._of(type_, 1)

    def _of(self, type_: Type, way: int) -> str:
        name, arguments = type_.name, type_.arguments
        if name in _PLAIN and not arguments:
            return _PLAIN[name][way]
        if name == "Literal":
            return self._literal(type_.value)
        if name == "Counter":
            return f"Record<string, {_PLAIN['int'][way]}>"
        if name == "Optional":
            return self._union([*arguments, Type("None")], way)
        if name == "Union":
            return self._union(arguments, way)
        if name in _WRAPPERS:
            return self._of(arguments[0], way) if arguments else "unknown"
        if name == "Coroutine":
            return self._of(arguments[-1], way) if arguments else "unknown"
        return self._container(name, arguments, way)

    def _container(self, name: str, arguments: tuple[Type, ...], way: int) -> str:
        readonly = "" if way else "readonly "
        item = self._of(arguments[0], way) if arguments else "unknown"
        if name in _LISTS:
            return f"{readonly}{_grouped(item)}[]"
        if name in _ITERABLES:
            return "PyRef" if way else f"readonly {_grouped(item)}[] | PyRef"
        if name in _SETS:
            return f"{'' if way else 'Readonly'}Set<{item}>"
        if name in ("tuple", "Tuple"):
            return self._tuple(arguments, way)
        if name in _DICTS:
            return self._dict(arguments, way)
        if name == "Callable":
            return self._callable(arguments, way)
        return name if name in self._classes else self._other(name)

    def _other(self, name: str) -> str:
        # Type variables are named like this in most stubs; a class would have a longer name.
        is_variable = name.startswith("_") or len(name) <= 2 or name.endswith(("_T", "_co", "_contra"))
        return "unknown" if is_variable else "PyRef"

    def _union(self, members: tuple[Type, ...] | list[Type], way: int) -> str:
        parts: list[str] = []
        for member in members:
            for part in _split(self._of(member, way)):
                if part not in parts:
                    parts.append(part)
        return "unknown" if "unknown" in parts or not parts else " | ".join(parts)

    def _tuple(self, arguments: tuple[Type, ...], way: int) -> str:
        readonly = "" if way else "readonly "
        if not arguments:
            return f"{readonly}unknown[]"
        if len(arguments) == 2 and arguments[1].name == "...":
            return f"{readonly}{_grouped(self._of(arguments[0], way))}[]"
        return f"{readonly}[{', '.join(self._of(each, way) for each in arguments)}]"

    def _dict(self, arguments: tuple[Type, ...], way: int) -> str:
        if len(arguments) != 2:
            return "Record<string, unknown>"
        key, value = (self._of(each, way) for each in arguments)
        if key in ("string", "unknown"):
            return f"Record<string, {value}>"
        return f"{'' if way else 'Readonly'}Map<{key}, {value}>"

    def _callable(self, arguments: tuple[Type, ...], way: int) -> str:
        if way:
            return "PyRef"
        parameters = arguments[0] if arguments else Type("...")
        if parameters.name != "[]":
            return "((...args: any[]) => unknown) | PyRef"
        listed = ", ".join(f"arg{i}: {self.received(each)}" for i, each in enumerate(parameters.arguments))
        return f"(({listed}) => unknown) | PyRef"

    @staticmethod
    def _literal(value: object) -> str:
        if value is None:
            return "null"
        if isinstance(value, (bool, int, str)):
            return json.dumps(value)
        return "Uint8Array" if isinstance(value, bytes) else "unknown"


def _split(union: str) -> list[str]:
    """The members of a union at its top level."""
    parts, depth, start = [], 0, 0
    for i, char in enumerate(union):
        if char in "([{<":
            depth += 1
        elif char in ")]}" or (char == ">" and union[i - 1] != "="):
            depth -= 1
        elif char == "|" and depth == 0:
            parts.append(union[start:i].strip())
            start = i + 1
    return [*parts, union[start:].strip()]


def _grouped(text: str) -> str:
    """For `[]` behind it."""
    return f"({text})" if len(_split(text)) > 1 or text.startswith("readonly ") else text
