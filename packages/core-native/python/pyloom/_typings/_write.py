"""The `.d.ts` of a module: what `py.module()` and `py.import()` give, for `typeof import('./module')`."""

from __future__ import annotations

import re

from ._aliases import Aliases
from ._calls import RESERVED, Calls, comment
from ._interfaces import Interfaces
from ._model import SELF, Class, Function, Module, Type, Value
from ._typescript import Types

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Protocol

    from ._model import Member

    class Modules(Protocol):
        def module(self, name: str) -> Module | None: ...
        def find_class(self, home: str) -> Class | None: ...


_VOCABULARY = (
    "AnyObject AnyRef Arg ArrayArg ArrayValue FloatArg Frame HashableArg Instance Kwargs Naive NdArray NestedList ObjectOf Options Inherited PyClass"
    " PyExpression PyObject PyRef Slice TupleArg Unbound"
).split()
#: Names that types of TypeScript have, and those that are made use of here.
_TYPE_NAMES = {
    *_VOCABULARY,
    *"any unknown never number bigint boolean string symbol object void undefined null".split(),
    *"Array ArrayBuffer AsyncIterator Buffer Date Map Promise PromiseLike Readonly ReadonlyMap ReadonlySet Record Set Symbol".split(),
    *(f"{kind}Array" for kind in "Int8 Uint8 Int16 Uint16 Int32 Uint32 BigInt64 BigUint64 Float32 Float64".split()),
}


class Written:
    """One file, and which classes of the module others may name by it."""

    def __init__(self, name: str, module: Module, modules: Modules, others: dict[str, tuple[str, str]], taken: set[str]) -> None:
        self._module = module
        self._modules = modules
        self._others = others
        self._taken = taken
        self._package = name.split(".")[0]
        self._names: dict[str, str] = {}
        self._used = set(_TYPE_NAMES)
        self._waiting: list[Class] = []
        self._modules_waiting: list[tuple[str, str]] = []
        self._module_names: dict[str, str] = {}
        self._imported: dict[str, str] = {}
        self._blocks: list[str] = []
        self._class_values: dict[str, str] = {}
        self._function_names: dict[str, str] = {}
        self._aliases = Aliases(self._unused)
        self._types = Types(self, self._aliases)
        self._calls = Calls(self._types)
        self._interfaces = Interfaces(self._types, self._calls)

    # What the types ask for.

    def find(self, home: str) -> Class | None:
        return self._modules.find_class(home)

    def name_of(self, cls: Class) -> str | None:
        if cls.home in self._names:
            return self._names[cls.home]
        other = self._others.get(cls.home)
        if cls.home.split(".")[0] != self._package:
            if other is None:
                return None
            file, name = other
            self._names[cls.home] = self._unused(name)
            self._imported[self._names[cls.home]] = f"import type {{ {name} as {self._names[cls.home]} }} from './{file}.js';"
            return self._names[cls.home]
        self._names[cls.home] = self._unused(cls.name)
        self._waiting.append(cls)
        return self._names[cls.home]

    def _unused(self, name: str) -> str:
        while name in self._used:
            name += "_"
        self._used.add(name)
        return name

    def name_classes(self) -> dict[str, str]:
        """The interfaces of the module's own classes, which have their own names, as its functions have."""
        for key, member in self._module.members.items():
            if isinstance(member, Function) and member.home and member.home.split(".")[-1] == key:
                self._function_names[member.home] = f"typeof {_word(key)}"
            if isinstance(member, Class) and self._has_interface(member):
                self.name_of(member)
        return dict(self._names)

    def text(self, head: list[str], file: str) -> str:
        body = [line for key, member in self._module.members.items() for line in self._exported(key, member)]
        self._write_waiting()
        blocks, aliases = self._aliases.resolve("\n".join([*body, *self._blocks]))
        blocks = "\n".join([blocks, *aliases])
        used = [each for each in _VOCABULARY if re.search(rf"\b{each}\b", blocks)]
        imports = [f"import type {{ {', '.join(used)} }} from '@pyloom/client';"] if used else []
        imports += [line for name, line in self._imported.items() if re.search(rf"\b{name}\b", blocks)]
        return "\n".join([*head, *imports, "", blocks, *self._declared(file), "export {};", ""])

    def _declared(self, file: str) -> list[str]:
        """By which `py.import()` and `py.module()` know the module."""
        if not file:
            return []
        lines = [f"    '{self._module.name}': typeof import('./{file}.js');"]
        lines += [f"    '{module}': {name};" for module, name in self._module_names.items() if module not in self._taken]
        return ["declare module '@pyloom/client' {", "  interface PythonModules {", *lines, "  }", "}"]

    def _write_waiting(self) -> None:
        while self._types.write_records() or self._waiting or self._modules_waiting:
            while self._waiting:
                # Those that others derive from come first.
                cls = min(self._waiting, key=lambda each: len(each.ancestors))
                self._waiting.remove(cls)
                self._blocks.append(self._interfaces.of_objects(cls, self._names[cls.home], self._names))
            if self._modules_waiting:
                self._write_module(*self._modules_waiting.pop(0))

    def _write_module(self, module: str, name: str) -> None:
        found = self._modules.module(module)
        lines = [f"{comment(found.doc if found else None)}export interface {name} extends PyObject {{"]
        for key, member in (found.members if found else {}).items():
            if isinstance(member, Function):
                known = self._function_names.setdefault(member.home, f"{name}['{key}']") if member.home else ""
                if known not in ("", f"{name}['{key}']"):
                    lines.append(f"  readonly {key}: {known};")
                    continue
                signatures = self._calls.signatures(member)
                lines.append(f"{comment(member.doc, '  ')}  {key}{signatures[0]};")
                lines += [f"  {key}{each};" for each in signatures[1:]]
            else:
                lines.append(f"  readonly {key}: {self._value(member)};")
        self._blocks.append("\n".join([*lines, "}"]))

    # What the module has.

    def _exported(self, name: str, member: Member) -> list[str]:
        word = _word(name)
        export = "declare" if word != name else "export declare"
        again = [f"export {{ {word} as {name} }};"] if word != name else []
        if not name.isidentifier():
            return []
        if isinstance(member, Function):
            if member.home:
                known = self._function_names.setdefault(member.home, f"typeof {word}")
                if known != f"typeof {word}":
                    return [f"{export} const {word}: {known};", *again]
            lines = [f"{export} function {word}{each};" for each in self._calls.signatures(member)]
            return [f"{comment(member.doc)}{lines[0]}", *lines[1:], *again]
        doc = comment(member.doc) if isinstance(member, Class) else ""
        return [f"{doc}{export} const {word}: {self._value(member)};", *again]

    def _value(self, member: Member) -> str:
        if isinstance(member, Class):
            return self._class_value(member)
        if isinstance(member, Module):
            return self._module_value(member.name)
        assert isinstance(member, Value)
        return self._types.received(member.type).expression()

    def _module_value(self, module: str) -> str:
        if module.split(".")[0] != self._package or self._modules.module(module) is None:
            return "PyExpression"
        if module not in self._module_names:
            last = module.split(".")[-1]
            self._module_names[module] = self._unused(f"{last[0].upper()}{last[1:]}Module")
            self._modules_waiting.append((module, self._module_names[module]))
        return self._module_names[module]

    def _class_value(self, cls: Class) -> str:
        if cls.home not in self._class_values:
            if cls.home.split(".")[0] != self._package:
                self._class_values[cls.home] = "PyExpression"
                return "PyExpression"
            self._types.own = cls
            made = self._types.received(SELF)
            self._types.own = None
            objects = self.name_of(cls) if made.known else None
            shown = self._unused(f"{objects or cls.name}Class")
            text, value = self._interfaces.of_class(cls, shown, made, objects)
            self._blocks.append(text)
            self._class_values[cls.home] = value
        return self._class_values[cls.home]

    def _has_interface(self, cls: Class) -> bool:
        self._types.own = cls
        known = self._types.received(Type("Self")).known
        self._types.own = None
        return bool(known)


def _word(name: str) -> str:
    return f"{name}_" if name in RESERVED else name
