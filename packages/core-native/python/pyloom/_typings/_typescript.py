"""Types in TypeScript: what goes to Python, and what comes from there."""

from __future__ import annotations

import builtins
import json

from ._model import UNKNOWN, Class, Type
from ._text import ANYTHING, MOST_LITERALS, Received, distinct, grouped, literal, stands_for_object, union_of
from ._tables import (
    ARRAY,
    COUNTERPARTS,
    COVERED,
    DICTS,
    ITERATORS,
    LISTS,
    MISSING,
    PLAIN,
    SCALARS,
    SEQUENCES,
    SETS,
    TABLES,
    TYPED_ARRAYS,
    WRAPPERS,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Protocol

    from ._aliases import Aliases

    class Classes(Protocol):
        """Those that have an interface."""

        def find(self, home: str) -> Class | None: ...
        def name_of(self, cls: Class) -> str | None: ...


#: Values that have the methods of a Protocol can be given for it.
_VALUES = ("int", "float", "str", "bytes", "bool", "list", "dict")


_REFERENCE = Received("PyRef")


class Types:
    def __init__(self, classes: Classes, aliases: Aliases) -> None:
        self._classes = classes
        self.aliases = aliases
        self._own: Class | None = None
        #: Of the class, or of none.
        self._arguments: dict[Type, str] = {}
        self._records: dict[tuple[str, bool], str] = {}
        self._waiting: list[tuple[Class, bool]] = []

    @property
    def own(self) -> Class | None:
        """The class whose interface is being written, which is what Self is."""
        return self._own

    @own.setter
    def own(self, cls: Class | None) -> None:
        self._own = cls
        self._arguments.clear()

    def argument(self, type_: Type) -> str:
        """A value, or what Python has in its place."""
        if type_ not in self._arguments:
            self._arguments[type_] = self._argument(type_)
        return self._arguments[type_]

    def _argument(self, type_: Type) -> str:
        parts = self._sent(type_)
        if "unknown" in parts:
            return "unknown"
        plain = [each for each in parts if not stands_for_object(each)]
        others = [each for each in parts if stands_for_object(each)]
        return self.aliases.of(" | ".join([*([f"Arg<{' | '.join(plain)}>"] if plain else []), *others]))

    def sent(self, type_: Type) -> str:
        return " | ".join(self._sent(type_))

    def _sent(self, type_: Type) -> list[str]:
        parts = distinct(self._each_sent(type_))
        if "unknown" in parts:
            return ["unknown"]
        texts = [each for each in parts if each[0] == '"']
        if "string" in parts or len(texts) > MOST_LITERALS:
            parts = distinct([*(each for each in parts if each[0] != '"'), "string"])
        covered = {each for part in parts for each in COVERED.get(part, ())}
        if "AnyObject" in parts or "ArrayArg" in parts:
            parts = [each for each in parts if not each.startswith("Instance<")]
        return [each for each in parts if each not in covered]

    def _each_sent(self, type_: Type) -> list[str]:
        name, arguments = type_.name, type_.arguments
        if type_.home is not None:
            return self._sent_class(type_)
        if name == "Self":
            return self._sent_class(Type("Self", home=self.own.home)) if self.own else ["unknown"]
        if name == "Literal":
            return [literal(type_.value)]
        if name in ("Optional", "Union"):
            union = [*arguments, Type("None")] if name == "Optional" else arguments
            return [part for member in union for part in self._sent(member)]
        if name == "TypeVar":
            return self._sent(arguments[0]) if arguments else ["unknown"]
        if name in WRAPPERS:
            return self._sent(arguments[0]) if arguments else ["unknown"]
        if name in PLAIN:
            return list(PLAIN[name][0])
        if name == "Callable":
            return [self._callable(arguments), "AnyObject"]
        return self._sent_container(name, arguments)

    def _sent_container(self, name: str, arguments: tuple[Type, ...]) -> list[str]:
        if name in ("tuple", "Tuple"):
            return [f"TupleArg<{self._tuple(arguments, self.sent, 'readonly ')}>"]
        if name in DICTS:
            return self._sent_dict(arguments)
        item = self.sent(arguments[0]) if arguments else "unknown"
        if name in LISTS or name in SEQUENCES:
            listed = [f"readonly {grouped(item)}[]"]
            if name in LISTS:
                return [*listed, "AnyRef"]
            # What Python has for it may be of any class.
            return [f"TupleArg<{listed[0]}>", *(["ArrayArg"] if "number" in item or "FloatArg" in item else []), *self._sets(name, item), "AnyObject"]
        if name in ITERATORS:
            return [f"readonly {grouped(item)}[]", "AnyObject"]
        if name in SETS:
            return [f"ReadonlySet<{item}>", "AnyRef"]
        if name == "ndarray":
            return ["ArrayArg"]
        return [self._other(name)]

    @staticmethod
    def _sets(name: str, item: str) -> list[str]:
        return [] if name.startswith("Sequence") else [f"ReadonlySet<{item}>"]

    @staticmethod
    def _other(name: str) -> str:
        # Type variables and protocols are named like this in most stubs; a class would have a longer name.
        is_variable = name.startswith(("_", "Supports")) or len(name) <= 2 or name.endswith(("_T", "_co", "_contra"))
        return "unknown" if is_variable or name in ("Sized", "Container", "Protocol") else "AnyRef"

    def _sent_dict(self, arguments: tuple[Type, ...]) -> list[str]:
        key, value = map(self.sent, arguments) if len(arguments) == 2 else ("unknown", "unknown")
        both = [f"Readonly<Record<string, {value}>>", f"ReadonlyMap<{key}, {value}>", "AnyRef"]
        return both if key == "unknown" or "string" in key or "Hashable" in key else both[1:]

    def _sent_class(self, type_: Type) -> list[str]:
        home = type_.home or ""
        cls = self._classes.find(home)
        if cls is None:
            return ["AnyRef"]
        if ARRAY in cls.ancestors:
            return ["ArrayArg"]
        if cls.is_protocol:
            return self._sent_protocol(cls, type_)
        if "TypedDict" in cls.ancestors:
            return [self._record(cls, True), "AnyRef"]
        if home in SCALARS:
            return ["HashableArg"]
        parts = [f"Instance<'{home}'>"]
        if home in TABLES:
            parts.append("Frame")
        counterpart = _counterpart(cls)
        if counterpart is not None:
            # Of others there are no objects in JavaScript.
            return [*PLAIN[counterpart][0], *(parts if counterpart == "datetime" else ["AnyRef"])]
        return ["null", *parts] if cls.name in MISSING else parts

    def _sent_protocol(self, cls: Class, type_: Type) -> list[str]:
        names = {*cls.methods, *cls.attributes, *cls.special}
        if cls.name == "_NestedSequence":
            return [f"NestedList<{self.sent(type_.arguments[0]) if type_.arguments else 'unknown'}>"]
        if cls.name == "SequenceNotStr":
            return self._sent_container("Sequence", type_.arguments)
        if "__array__" in names:
            return ["ArrayArg"]
        having = [each for each in _VALUES if all(hasattr(getattr(builtins, each), name) for name in names)]
        return [*(part for each in having for part in self._sent(Type(each))), "AnyObject"]

    def received(self, type_: Type) -> Received:
        name, arguments = type_.name, type_.arguments
        if type_.home is not None:
            return self._received_class(type_)
        if name == "Self":
            return self._received_class(Type("Self", home=self.own.home)) if self.own else ANYTHING
        if name == "Literal":
            return Received(literal(type_.value))
        if name in ("Optional", "Union"):
            return union_of([self.received(each) for each in ([*arguments, Type("None")] if name == "Optional" else arguments)])
        if name == "TypeVar":
            return ANYTHING
        if name in WRAPPERS or name == "Coroutine":
            return self.received(arguments[-1 if name == "Coroutine" else 0]) if arguments else ANYTHING
        if name in PLAIN:
            return Received(PLAIN[name][1])
        return self._received_container(name, arguments)

    def _received_container(self, name: str, arguments: tuple[Type, ...]) -> Received:
        item = self._value(arguments[0]) if arguments else "any"
        if name in ITERATORS or name == "Callable":
            return _REFERENCE
        if name in LISTS or name in SEQUENCES:
            return Received(f"{grouped(item)}[]")
        if name in SETS:
            return Received(f"Set<{item}>")
        if name in ("tuple", "Tuple"):
            return Received(self._tuple(arguments, self._value, ""))
        if name in DICTS:
            return Received(self._received_dict(arguments))
        if name == "Counter":
            return Received("Record<string, number>")
        if name == "ndarray":
            return Received("ArrayValue")
        return ANYTHING if self._other(name) == "unknown" else _REFERENCE

    def _received_dict(self, arguments: tuple[Type, ...]) -> str:
        key, value = map(self._value, arguments) if len(arguments) == 2 else ("any", "any")
        return f"Record<string, {value}>" if key in ("string", "any") else f"Map<{key}, {value}>"

    def _received_class(self, type_: Type) -> Received:
        home = type_.home or ""
        cls = self._classes.find(home)
        if cls is None:
            return _REFERENCE
        if "TypedDict" in cls.ancestors:
            return Received(self._record(cls, False))
        if "NamedTuple" in cls.ancestors and cls.fields is not None:
            fields = self._fields(cls, self._value)
            return Received(f"[{', '.join(self._value(each) for each, _ in cls.fields.values())}] & {fields}")
        if cls.name in MISSING:
            return Received("null")
        if home in SCALARS or cls.is_protocol and not cls.special.get("__call__"):
            return ANYTHING
        counterpart = _counterpart(cls)
        if counterpart is not None and counterpart != "datetime":
            return Received(PLAIN[counterpart][1])
        name = self._classes.name_of(cls)
        if name is None:
            return _REFERENCE
        if ARRAY in cls.ancestors:
            return Received(_array(type_), name, (name,))
        return Received("Date", name, (name,)) if counterpart == "datetime" else Received(name, known=(name,))

    def _value(self, type_: Type) -> str:
        return self.received(type_).value

    def _record(self, cls: Class, is_sent: bool) -> str:
        """The name of a TypedDict, which may be made of itself."""
        key = (cls.home, is_sent)
        if key not in self._records:
            self._records[key] = self.aliases.unused(f"{cls.name}Arg" if is_sent else cls.name)
            self._waiting.append((cls, is_sent))
        return self._records[key]

    def write_records(self) -> bool:
        """Those that have been named since; not while they are named, since each may name many more. False: there are none."""
        waiting, self._waiting = self._waiting, []
        for cls, is_sent in waiting:
            text = self._fields(cls, self.sent if is_sent else self._value)
            self.aliases.declared[self._records[cls.home, is_sent]] = text
        return bool(waiting)

    @staticmethod
    def _fields(cls: Class, text: Callable[[Type], str]) -> str:
        fields = (cls.fields or {}).items()
        return f"{{ {'; '.join(f'{json.dumps(name)}{_question(must)}: {text(each)}' for name, (each, must) in fields)} }}"

    def fields_of(self, type_: Type) -> dict[str, tuple[str, bool]] | None:
        """The keyword arguments that `**kwargs: Unpack[TypedDict]` stands for, and whether they must be given."""
        inner = type_.arguments[0] if type_.name == "Unpack" and type_.arguments else UNKNOWN
        cls = self._classes.find(inner.home) if inner.home else None
        if cls is None or cls.fields is None:
            return None
        return {name: (self.argument(each), must) for name, (each, must) in cls.fields.items()}

    @staticmethod
    def _tuple(arguments: tuple[Type, ...], text: object, readonly: str) -> str:
        if not arguments:
            return f"{readonly}{'unknown' if readonly else 'any'}[]"
        if len(arguments) == 2 and arguments[1].name == "...":
            return f"{readonly}{grouped(text(arguments[0]))}[]"  # type: ignore[operator]
        if any(each.name == "Unpack" for each in arguments):
            return f"{readonly}{'unknown' if readonly else 'any'}[]"
        return f"{readonly}[{', '.join(text(each) for each in arguments)}]"  # type: ignore[operator]

    def _callable(self, arguments: tuple[Type, ...]) -> str:
        parameters = arguments[0] if arguments else Type("...")
        if parameters.name != "[]":
            return "((...args: any[]) => unknown)"
        listed = ", ".join(f"arg{i}: {self._value(each)}" for i, each in enumerate(parameters.arguments))
        return f"(({listed}) => unknown)"


def _question(must: bool) -> str:
    return "" if must else "?"


def _counterpart(cls: Class) -> str | None:
    return next((COUNTERPARTS[each] for each in cls.ancestors if each in COUNTERPARTS), None)


def _array(type_: Type) -> str:
    """By its dtype and its shape, as far as they are known."""
    shape, dtype = type_.arguments if len(type_.arguments) == 2 else (UNKNOWN, UNKNOWN)
    scalar = dtype.arguments[0] if dtype.name == "dtype" and dtype.arguments else UNKNOWN
    typed = TYPED_ARRAYS.get(scalar.name)
    if typed is None:
        return "ArrayValue"
    dimensions = len(shape.arguments) if shape.name == "tuple" and shape.arguments[-1:] != (Type("..."),) else 0
    if dimensions == 1:
        return typed
    return "NdArray" if dimensions > 1 and "[]" not in typed else f"{typed} | NdArray"
