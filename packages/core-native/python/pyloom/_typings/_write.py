"""The `.d.ts` of a module: what `py.module()` and `py.import()` give, for `typeof import('./module')`."""

from __future__ import annotations

from ._model import Class, Function, Module, Parameter
from ._typescript import Types

#: Words that no TypeScript function or parameter can be named.
_RESERVED = set(
    "arguments await break case catch class const continue debugger default delete do else enum eval export extends false"
    " finally for function if implements import in instanceof interface let new null package private protected public return"
    " static super switch this throw true try typeof var void while with yield".split()
)
_POSITIONAL = ("positional-only", "positional or keyword")
#: What a PyRef has itself.
_TAKEN = {"call", "get", "set", "toString", "then", "catch", "finally", "toJSON", "constructor", "prototype"}


def write(name: str, module: Module, source: str) -> str:
    writer = _Writer(module)
    body = writer.body()
    used = [each for each in ("Kwargs", "PyRef") if f"{each}" in body]
    imports = [f"import type {{ {', '.join(used)} }} from '@pyloom/client';", ""] if used else []
    head = [
        f"// Types of the Python module {name}, from {source}. Written by: pyloom types {name}",
        f"//   const {name.split('.')[-1]} = py.module<typeof import('./{name}.types')>('{name}');",
        *imports,
    ]
    return "\n".join([*head, body, "export {};", ""])


class _Writer:
    def __init__(self, module: Module) -> None:
        self._module = module
        self._types = Types({each.name for each in module.classes})

    def body(self) -> str:
        blocks: list[str] = []
        for cls in self._module.classes:
            blocks.append(self._interface(cls))
            blocks.extend(self._exported(cls.constructors, cls.name))
        for functions in _overloads(self._module.functions):
            blocks.extend(self._exported(functions, None))
        for name, type_ in self._module.values.items():
            if name not in _RESERVED:
                blocks.append(f"export declare const {name}: PromiseLike<{self._types.received(type_)}>;")
        return "\n".join(blocks)

    def _interface(self, cls: Class) -> str:
        lines = [f"{_comment(cls.doc)}export interface {cls.name} extends PyRef {{"]
        for name, type_ in cls.attributes.items():
            if name not in _TAKEN:
                lines.append(f"  readonly {name}: PromiseLike<{self._types.received(type_)}>;")
        for function in cls.methods:
            if function.name not in _TAKEN and function.name not in cls.attributes:
                lines.append(f"{_comment(function.doc, '  ')}  {function.name}{self._signature(function)};")
        return "\n".join([*lines, "}"])

    def _exported(self, functions: list[Function], result: str | None) -> list[str]:
        lines = []
        for function in functions:
            word = f"{function.name}_" if function.name in _RESERVED else function.name
            export = "declare" if word != function.name else "export declare"
            lines.append(f"{_comment(function.doc)}{export} function {word}{self._signature(function, result)};")
        if functions and functions[0].name in _RESERVED:
            lines.append(f"export {{ {functions[0].name}_ as {functions[0].name} }};")
        return lines

    def _signature(self, function: Function, result: str | None = None) -> str:
        positional = [each for each in function.parameters if each.kind in _POSITIONAL]
        # One without a default may follow one with, after overloads are merged; TypeScript knows no such thing.
        required = 0
        while required < len(positional) and not positional[required].optional:
            required += 1
        keywords = self._keywords(function, positional[required:])
        parts = [f"{_safe(each.name)}: {self._types.sent(each.type)}" for each in positional[:required]]
        for each in positional[required:]:
            parts.append(f"{_safe(each.name)}?: {_either(self._types.sent(each.type), keywords)}")
        parts.extend(self._rest(function, keywords))
        return f"({', '.join(parts)}): Promise<{result or self._types.received(function.result)}>"

    def _rest(self, function: Function, keywords: str | None) -> list[str]:
        for each in function.parameters:
            if each.kind == "variadic positional":
                return [f"...{_safe(each.name)}: ({_either(self._types.sent(each.type), keywords)})[]"]
        if keywords is None:
            return []
        must = any(each.kind == "keyword-only" and not each.optional for each in function.parameters)
        can_end = not any(each.kind in _POSITIONAL and each.optional for each in function.parameters)
        name = "keywords"
        while name in {each.name for each in function.parameters}:
            name += "_"
        return [f"{name}{'' if must and can_end else '?'}: {keywords}"]

    def _keywords(self, function: Function, optional: list[Parameter]) -> str | None:
        """What can be given by kwargs(): what has a default, and what has no place."""
        named = [each for each in optional if each.kind == "positional or keyword"]
        named += [each for each in function.parameters if each.kind == "keyword-only"]
        fields = [
            f"{each.name}{'?' if each.optional else ''}: {self._types.sent(each.type)}" for each in named
        ]
        others = [each for each in function.parameters if each.kind == "variadic keyword"]
        if others and not fields:
            return f"Kwargs<Record<string, {self._types.sent(others[0].type)}>>"
        if others:
            fields.append("[name: string]: unknown")
        return f"Kwargs<{{ {'; '.join(fields)} }}>" if fields else None


def _either(type_: str, keywords: str | None) -> str:
    if keywords is None or type_ == "unknown":
        return type_
    return f"{type_} | {keywords}"


def _safe(name: str) -> str:
    name = name.lstrip("_") or name
    return f"{name}_" if name in _RESERVED else name


def _overloads(functions: list[Function]) -> list[list[Function]]:
    groups: dict[str, list[Function]] = {}
    for function in functions:
        groups.setdefault(function.name, []).append(function)
    return list(groups.values())


def _comment(doc: str | None, indent: str = "") -> str:
    if not doc:
        return ""
    line = doc.strip().split("\n")[0].replace("*/", "*\\/")
    return f"{indent}/** {line} */\n"
