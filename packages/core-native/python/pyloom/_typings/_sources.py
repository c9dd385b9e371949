"""The text of modules, as stubs and as sources: found and parsed, never run."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

#: Where packages that read types keep those of the standard library.
_TYPESHEDS = ("mypy/typeshed/stdlib", "jedi/third_party/typeshed/stdlib")


class Source:
    """One module's."""

    def __init__(self, module: str, path: Path, tree: ast.Module) -> None:
        self.module = module
        self.path = path
        self.tree = tree
        self.is_package = path.stem == "__init__"
        self.is_stub = path.suffix == ".pyi"


class Sources:
    """
    `folders` are looked in first. Then packages of stubs, `name-stubs`, which may leave modules out; what lies beside the module; a
    typeshed that an installed package has brought.
    """

    def __init__(self, folders: list[str]) -> None:
        typesheds = [str(Path(folder or ".", typeshed)) for folder in sys.path for typeshed in _TYPESHEDS]
        self._folders = [*folders, *sys.path, *typesheds]
        self._found: dict[str, Source | None] = {}

    def find(self, module: str) -> Source | None:
        if module not in self._found:
            self._found[module] = self._parse(module)
        return self._found[module]

    def _parse(self, module: str) -> Source | None:
        for path in self._candidates(module):
            try:
                tree = ast.parse(path.read_text("utf-8"), str(path))
            except (SyntaxError, UnicodeDecodeError):  # Of a newer Python.
                continue
            return Source(module, path, tree)
        return None

    def _candidates(self, module: str) -> Iterator[Path]:
        first, *rest = module.split(".")
        for suffix, packages in ((".pyi", (f"{first}-stubs", first)), (".py", (first,))):
            for folder in self._folders:
                for package in packages:
                    stem = Path(folder or ".", package, *rest)
                    for path in (stem / f"__init__{suffix}", stem.with_name(f"{stem.name}{suffix}")):
                        if path.is_file():
                            yield path


def is_of_standard_library(module: str) -> bool:
    """What the types of other modules need not go into."""
    first = module.split(".")[0]
    names = getattr(sys, "stdlib_module_names", None)
    if names is not None:
        return first in names or first in ("_typeshed", "typing_extensions")
    return first in _OFTEN_IMPORTED  # 3.9


_OFTEN_IMPORTED = set(
    "__future__ _typeshed abc array ast asyncio builtins collections contextlib ctypes dataclasses datetime decimal enum fractions"
    " functools inspect io logging mmap numbers operator os pathlib pickle random re sqlite3 string sys textwrap threading time types"
    " typing typing_extensions unittest uuid warnings weakref zoneinfo".split()
)


def statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """With the branches that hold for this Python and platform, and what may not be there."""
    for node in body:
        if isinstance(node, ast.If):
            yield from statements(node.body if _holds(node.test) else node.orelse)
        elif isinstance(node, ast.Try):
            for handler in node.handlers:
                yield from statements(handler.body)
            yield from statements([*node.body, *node.orelse, *node.finalbody])
        elif isinstance(node, ast.With):
            yield from statements(node.body)
        else:
            yield node


def _holds(test: ast.expr) -> bool:
    if isinstance(test, ast.Attribute) and test.attr == "TYPE_CHECKING":
        return True
    names = {"sys": sys, "TYPE_CHECKING": True}
    try:
        return bool(eval(compile(ast.Expression(test), "<stub>", "eval"), {"__builtins__": {}}, names))
    except Exception:  # What it asks for is known to type checkers only.
        return True
