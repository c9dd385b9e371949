"""Types in TypeScript as text: unions, literals, and what comes from Python."""

from __future__ import annotations

import json
from dataclasses import dataclass

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

#: More literals than these are told no better by all of them.
MOST_LITERALS = 40


@dataclass(frozen=True)
class Received:
    """As a value, and as what can be done with it in Python where that is more."""

    value: str
    object: str | None = None
    #: The interfaces of its objects.
    known: tuple[str, ...] = ()

    def expression(self) -> str:
        if self.object is not None:
            return f"PyExpression<{self.value}, {self.object}>"
        return "PyExpression" if self.value == "any" else f"PyExpression<{self.value}>"


ANYTHING = Received("any")


def union_of(members: list[Received]) -> Received:
    values = distinct(part for each in members for part in split(each.value))
    if "any" in values:
        return ANYTHING
    texts = [each for each in values if each[0] == '"']
    if "string" in values or len(texts) > MOST_LITERALS:
        values = distinct([*(each for each in values if each[0] != '"'), "string"])
    value = " | ".join(each for each in values if each != "never") or "never"
    known = tuple(distinct(name for each in members for name in each.known))
    if len(known) == 1 and "PyRef" not in values:
        # What is done with it in Python is done with the object, whatever else it may be.
        return Received(value, None if set(values) <= {known[0], "null"} else known[0], known)
    return Received(value, "ObjectOf<any>" if known else None, known)


def distinct(parts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(parts))


def stands_for_object(part: str) -> bool:
    """What stands for a function can be called as one; in a union with it TypeScript would not know a function's parameters."""
    return part.startswith(("Instance<", "AnyRef", "AnyObject", "ArrayArg", "NestedList<", "HashableArg", "Frame")) or "=>" in part


def split(union: str) -> list[str]:
    """The members of a union at its top level."""
    parts, depth, start, quoted = [], 0, 0, False
    for i, char in enumerate(union):
        if char == '"' and union[i - 1 : i] != "\\":
            quoted = not quoted
        elif quoted:
            continue
        elif char in "([{<":
            depth += 1
        elif char in ")]}" or (char == ">" and union[i - 1] != "="):
            depth -= 1
        elif char == "|" and depth == 0:
            parts.append(union[start:i].strip())
            start = i + 1
    return [*parts, union[start:].strip()]


def literal(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, (bool, int, str)):
        return json.dumps(value)
    return "Uint8Array" if isinstance(value, bytes) else "unknown"


def grouped(text: str) -> str:
    """For `[]` behind it."""
    return f"({text})" if len(split(text)) > 1 or text.startswith("readonly ") or "&" in text else text
