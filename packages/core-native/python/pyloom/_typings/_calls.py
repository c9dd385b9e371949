"""Functions in TypeScript: what their positional and keyword arguments are, and what a call gives."""

from __future__ import annotations

import re

from ._model import Function, Parameter, Signature
from ._text import ANYTHING, Received, union_of
from ._typescript import Types

#: Words that no TypeScript function or parameter can be named.
RESERVED = set(
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends false"
    " finally for function if implements import in instanceof interface let new null package private protected public return"
    " static super switch this throw true try typeof var void while with yield".split()
)
#: Of a function with more forms, those that give by name what has a place are one.
_MOST_FORMS = 6
_POSITIONAL = ("positional-only", "positional or keyword")


class Calls:
    def __init__(self, types: Types) -> None:
        self._types = types

    def signatures(self, function: Function, by_name: bool = True) -> list[str]:
        """`by_name`: whether arguments can be given by their names. Overloads that differ in what TypeScript does not know are one, which gives what any of them does."""
        results = [self._types.received(each.result) for each in function.signatures]
        if len(set(results)) > 1:
            results = [ANYTHING if each.conditional else result for each, result in zip(function.signatures, results)]
        given: dict[str, list[Received]] = {}
        forms: list[list[str | None]] = [[*self._parameters(each)] for each in function.signatures]
        if not by_name:
            forms = [each[:1] for each in forms]
        elif sum(len(each) for each in forms) > _MOST_FORMS:
            forms = [each[:1] for each in forms]
            forms.append(self._by_name(function.signatures))
            results.append(self.results(function))
        for first in (True, False):
            for parameters, result in zip(forms, results):
                # What comes first is what an argument of any type is taken for.
                for each in parameters[:1] if first else parameters[1:]:
                    if each is not None:
                        given.setdefault(each, []).append(result)
        return [f"({parameters}): {union_of(each).expression()}" for parameters, each in given.items()]

    def results(self, function: Function) -> Received:
        """What it gives, whatever its arguments are."""
        return union_of([self._types.received(each.result) for each in function.signatures])

    def arguments(self, function: Function) -> list[list[str]]:
        """The types of the arguments of each of its signatures."""
        return [[self._types.argument(each.type) for each in signature.parameters] for signature in function.signatures]

    def _parameters(self, signature: Signature) -> list[str]:
        """What must be given by its place, and the same with ever more of it given by its name."""
        positional = [each for each in signature.parameters if each.kind in _POSITIONAL]
        # One without a default may follow one with, after overloads are merged; TypeScript knows no such thing.
        required = 0
        while required < len(positional) and not positional[required].optional:
            required += 1
        keywords, must = self._keywords(signature, positional[required:])
        placed = [f"{_safe(each.name)}: {self._types.argument(each.type)}" for each in positional[:required]]
        texts = [", ".join([*placed, *self._optional(signature, positional[required:], keywords, must)])]
        named: list[str] = []
        for each in reversed(positional[:required]):
            if each.kind == "positional-only":
                break
            placed.pop()
            named.insert(0, f"{each.name}: {self._types.argument(each.type)}")
            fields = f"{{ {'; '.join(named)} }}"
            if keywords is not None:
                fields = f"{fields[:-2]}; {keywords[2:]}" if keywords[0] == "{" else f"{fields} & {keywords}"
            texts.append(", ".join([*placed, f"keywords: Kwargs<{fields}>"]))
        return texts

    def _by_name(self, signatures: list[Signature]) -> list[str | None]:
        """For one with many overloads: whatever is given by its name, there is a parameter of that name."""
        parameters = [each for signature in signatures for each in signature.parameters]
        names = dict.fromkeys(each.name for each in parameters if each.kind in ("positional or keyword", "keyword-only"))
        fields = self._types.aliases.of(f"{{ {'; '.join(f'{name}?: unknown' for name in names)} }}")
        return [None, f"...rest: [...unknown[], Kwargs<{fields}>]"]

    def _optional(self, signature: Signature, optional: list[Parameter], keywords: str | None, must: bool) -> list[str]:
        rest = next((each for each in signature.parameters if each.kind == "variadic positional"), None)
        others = [self._types.argument(each.type) for each in (*optional, *([rest] if rest else []))]
        if keywords is not None and must and others:
            # The keywords come last, however many others there are.
            return [f"...rest: [...({_either(others)})[], Kwargs<{keywords}>]"]
        if keywords is not None and optional and rest is None:
            listed = ", ".join(f"{_safe(each.name)}?: {self._types.argument(each.type)}" for each in optional)
            return [f"...rest: Options<[{listed}], {keywords}>"]
        either = [f"Kwargs<{keywords}>"] if keywords is not None else []
        parts = [f"{_safe(each.name)}?: {_either([self._types.argument(each.type), *either])}" for each in optional]
        if rest is not None:
            parts.append(f"...{_safe(rest.name)}: ({_either([self._types.argument(rest.type), *either])})[]")
        elif either:
            name = "keywords"
            while name in {each.name for each in signature.parameters}:
                name += "_"
            parts.append(f"{name}{'' if must else '?'}: {either[0]}")
        return parts

    def _keywords(self, signature: Signature, optional: list[Parameter]) -> tuple[str | None, bool]:
        """What can be given by kwargs(): what has a default, and what has no place. And whether some of it must."""
        named = [each for each in optional if each.kind == "positional or keyword"]
        named += [each for each in signature.parameters if each.kind == "keyword-only"]
        fields = {each.name: (self._types.argument(each.type), not each.optional) for each in named}
        others = [each for each in signature.parameters if each.kind == "variadic keyword"]
        for each in others:
            unpacked = self._types.fields_of(each.type)
            if unpacked is not None:
                fields.update(unpacked)
                others = []
        must = any(has_to for _, has_to in fields.values())
        if others and not fields:
            return f"Record<string, {self._types.argument(others[0].type)}>", False
        texts = [f"{name}{'' if has_to else '?'}: {type_}" for name, (type_, has_to) in fields.items()]
        if others:
            texts.append("[name: string]: unknown")
        return (self._types.aliases.of(f"{{ {'; '.join(texts)} }}") if texts else None), must


def _either(types: list[str]) -> str:
    known = list(dict.fromkeys(types))
    return "unknown" if "unknown" in known else " | ".join(known)


def _safe(name: str) -> str:
    name = name.lstrip("_") or name
    return f"{name}_" if name in RESERVED else name


def comment(doc: str | None, indent: str = "") -> str:
    if not doc or not doc.strip():
        return ""
    line = re.sub(r"\s+", " ", doc.strip().split("\n\n")[0].split("\n")[0]).replace("*/", "*\\/")
    return f"{indent}/** {line} */\n"
