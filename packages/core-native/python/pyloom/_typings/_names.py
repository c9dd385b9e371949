"""What the names of a module stand for, through its imports: from the text alone."""

from __future__ import annotations

import ast
from dataclasses import dataclass

from ._sources import Source, Sources, is_of_standard_library, statements

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


@dataclass(frozen=True)
class Defined:
    """Statements of a module that define a name: the overloads of a function, a class, an assignment."""

    scope: Scope
    name: str
    nodes: tuple[ast.stmt, ...]

    @property
    def home(self) -> str:
        return f"{self.scope.module}.{self.name}"


@dataclass(frozen=True)
class External:
    """A name of a module that is not gone into."""

    name: str


@dataclass(frozen=True)
class ModuleNamed:
    module: str


@dataclass(frozen=True)
class _Imported:
    module: str
    name: str | None


class Scope:
    """The names of one module."""

    def __init__(self, names: Names, source: Source) -> None:
        self.names = names
        self.source = source
        self.module = source.module
        self._defined: dict[str, list[ast.stmt]] = {}
        self._imported: dict[str, _Imported] = {}
        self._stars: list[str] = []
        #: What its aliases stand for, as far as somebody has asked.
        self.aliases: dict[str, Any] = {}
        self.listed: list[str] | None = None
        self._exported: set[str] = set()
        for node in statements(source.tree.body):
            self._read(node)

    def _read(self, node: ast.stmt) -> None:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            self._define(node.name, node)
        elif isinstance(node, ast.Import):
            for alias in node.names:
                shown = alias.asname or alias.name.split(".")[0]
                self._imported[shown] = _Imported(alias.name if alias.asname else shown, None)
                self._note_export(alias)
        elif isinstance(node, ast.ImportFrom):
            self._import_from(node)
        elif isinstance(node, ast.Assign):
            for target in node.targets:
                if isinstance(target, ast.Name):
                    self._assign(target.id, node, node.value)
        elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            self._assign(node.target.id, node, node.value)
        elif isinstance(node, ast.AugAssign) and isinstance(node.target, ast.Name):
            self._list(node.target.id, node.value)
        elif type(node).__name__ == "TypeAlias":  # 3.12: `type Name = ...`
            self._define(node.name.id, node)  # type: ignore[attr-defined]

    def _define(self, name: str, node: ast.stmt) -> None:
        known = self._defined.setdefault(name, [])
        # What is defined anew, but for overloads, is another thing.
        if not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) or not isinstance(
            known[-1] if known else None, (ast.FunctionDef, ast.AsyncFunctionDef)
        ):
            known.clear()
        known.append(node)
        self._imported.pop(name, None)

    def _assign(self, name: str, node: ast.stmt, value: ast.expr | None) -> None:
        self._list(name, value)
        # `add = add` after an import, and forms of the same function, keep what is known.
        if isinstance(value, ast.Name) and value.id == name:
            return
        if not (name in self._defined and isinstance(self._defined[name][-1], (ast.FunctionDef, ast.ClassDef))):
            self._define(name, node)

    def _list(self, name: str, value: ast.expr | None) -> None:
        if name != "__all__" or value is None:
            return
        # What is picked from dir() is what is public anyway.
        if any(isinstance(node, (ast.ListComp, ast.GeneratorExp)) for node in ast.walk(value)):
            return
        self.listed = self.listed or []
        for node in ast.walk(value):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                self.listed.append(node.value)
            elif isinstance(node, ast.Attribute) and node.attr == "__all__" and isinstance(node.value, ast.Name):
                imported = self._imported.get(node.value.id)
                scope = self.names.scope(_joined(imported)) if imported else None
                self.listed.extend(scope.listed or [] if scope else [])

    def _import_from(self, node: ast.ImportFrom) -> None:
        module = self._absolute(node)
        for alias in node.names:
            if alias.name == "*":
                self._stars.append(module)
                continue
            shown = alias.asname or alias.name
            # `from numpy import x` in numpy itself is a submodule.
            self._imported[shown] = _Imported(module, alias.name)
            self._note_export(alias)

    def _note_export(self, alias: ast.alias) -> None:
        # In stubs `import x as x` exports; in sources everything without an underscore is there.
        if alias.asname == alias.name or not self.source.is_stub:
            self._exported.add(alias.asname or alias.name)

    def _absolute(self, node: ast.ImportFrom) -> str:
        if not node.level:
            return node.module or ""
        parts = self.module.split(".")
        up = node.level - (1 if self.source.is_package else 0)
        base = parts[: len(parts) - up] if up else parts
        return ".".join([*base, node.module] if node.module else base)

    def public(self) -> list[str]:
        """`__all__`, or what is defined here or exported, and has no underscore."""
        if self.listed is not None:
            return list(dict.fromkeys(self.listed))
        names = [name for name in self._defined if name[0] != "_"]
        is_package_root = self.source.is_package
        for name, imported in self._imported.items():
            if name[0] == "_" or name not in self._exported:
                continue
            # A source tells nothing of what it imports for others: a package's front does so, of its own parts.
            if self.source.is_stub or (is_package_root and imported.module.split(".")[0] == self.module.split(".")[0]):
                names.append(name)
        for module in self._stars:
            scope = self.names.scope(module)
            names += [each for each in scope.public() if each[0] != "_"] if scope else []
        return list(dict.fromkeys(names))

    def resolve(self, name: str, seen: frozenset[str] = frozenset()) -> Defined | External | ModuleNamed | None:
        """None: not here, perhaps one of Python's own."""
        key = f"{self.module}.{name}"
        if key in seen:
            return None
        seen |= {key}
        if name in self._defined:
            nodes = self._defined[name]
            renamed = _renamed(nodes[-1])
            if renamed is not None and renamed != name:
                found = self.resolve(renamed, seen)
                if isinstance(found, Defined) and not isinstance(found.nodes[-1], (ast.Assign, ast.AnnAssign)):
                    return found
            return Defined(self, name, tuple(nodes))
        if name in self._imported:
            return self._follow(self._imported[name], seen)
        for module in self._stars:
            scope = self.names.scope(module)
            found = scope.resolve(name, seen) if scope else None
            if found is not None:
                return found
        return None

    def _follow(self, imported: _Imported, seen: frozenset[str]) -> Defined | External | ModuleNamed | None:
        module, name = imported.module, imported.name
        if name is None:
            return ModuleNamed(module)
        scope = None if self._is_foreign(module) else self.names.scope(module)
        found = scope.resolve(name, seen) if scope is not None else None
        if found is not None:
            return found
        if not self._is_foreign(module) and self.names.sources.find(f"{module}.{name}") is not None:
            return ModuleNamed(f"{module}.{name}")
        return External(name)

    def _is_foreign(self, module: str) -> bool:
        return module.split(".")[0] != self.module.split(".")[0] and is_of_standard_library(module)


class Names:
    """The scopes of all modules, each read when it is first asked for."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self._scopes: dict[str, Scope | None] = {}

    def scope(self, module: str) -> Scope | None:
        if module not in self._scopes:
            source = self.sources.find(module)
            self._scopes[module] = None
            if source is not None:
                self._scopes[module] = Scope(self, source)
        return self._scopes[module]


def _joined(imported: _Imported) -> str:
    return imported.module if imported.name is None else f"{imported.module}.{imported.name}"


def _renamed(node: ast.stmt) -> str | None:
    """`new = old`."""
    value = getattr(node, "value", None) if isinstance(node, ast.Assign) else None
    return value.id if isinstance(value, ast.Name) else None
