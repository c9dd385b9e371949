"""What the user's own modules import inside their functions, found by reading their sources.

A function that imports NumPy only when it is called would be refused in the middle of its first call, which cannot be made
again. So the sources are looked at once, when a lane has imported a module. What is installed into site-packages is not: it
often imports such packages for what few of its users need, and _home_packages knows the exceptions.
"""

from __future__ import annotations

import sys
from types import FunctionType, ModuleType

import _pyloom_core

from ._home_packages import needs_home as _is_listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from importlib.machinery import ModuleSpec
    from typing import Optional

_decided: dict[str, bool] = {}


def needs_home(name: str) -> bool:
    """Whether something that the module `name`, which has been imported, may call imports what may not be loaded in a lane."""
    seen: set[str] = set()
    return any(_refuses(each) for spec in _reachable(name, seen) for each in _later_imports(spec, seen, at_top=False))


def _is_own(spec: ModuleSpec) -> bool:
    """Whether it is the user's, and no extension file. A package without `__init__.py` has folders only."""
    package = spec.name.partition(".")[0]
    if package == "pyloom" or package in sys.stdlib_module_names:
        return False
    place = spec.origin or "".join(list(spec.submodule_search_locations or ())[:1])
    return not ("site-packages" in place or "dist-packages" in place or _is_extension(place))


def _is_extension(file: str) -> bool:
    from importlib.machinery import EXTENSION_SUFFIXES

    return file.endswith(tuple(EXTENSION_SUFFIXES))


def _reachable(name: str, seen: set[str]) -> Iterator[ModuleSpec]:
    """The module, and those of the user's that it has something of."""
    names = [name]
    while names:
        module = sys.modules.get(names.pop())
        spec = _spec_of(module)
        if module is None or spec is None or spec.name in seen or not _is_own(spec):
            continue
        yield spec
        for value in list(vars(module).values()):
            if isinstance(value, ModuleType):
                names.append(value.__name__)
            elif isinstance(value, (FunctionType, type)):
                names.append(value.__module__)


def _spec_of(module: object) -> Optional[ModuleSpec]:
    """Anything may lie in sys.modules."""
    from importlib.machinery import ModuleSpec

    spec = module.__dict__.get("__spec__") if isinstance(module, ModuleType) else None
    return spec if isinstance(spec, ModuleSpec) else None


# ---------------------------------------------------------------- in sources


def _later_imports(spec: ModuleSpec, seen: set[str], at_top: bool) -> Iterator[str]:
    """The packages of others that it imports inside functions, or with `at_top` anywhere."""
    seen.add(spec.name)
    source = _source_of(spec)
    if not at_top and not _has_indented_import(source):
        return
    for name in _imported(spec, source, at_top):
        for found in _path_to(name):
            if not _is_own(found) or _is_named(found.name):
                yield found.name
                break
            if found.name not in seen and found.name not in sys.modules:
                yield from _later_imports(found, seen, at_top=True)  # its body runs when the function does


def _path_to(name: str) -> Iterator[ModuleSpec]:
    """What is imported for `a.b.c`, as far as it is the user's: `a`, `a.b` and `a.b.c`; else `a` alone."""
    parts = name.split(".")
    if parts[0] in sys.stdlib_module_names or "" in parts:  # `from . import a` outside of a package
        return
    for count in range(1, len(parts) + 1):
        found = _find(".".join(parts[:count]))
        if found is None:
            return
        yield found


def _source_of(spec: ModuleSpec) -> str:
    get_source = getattr(spec.loader, "get_source", None)
    try:
        return (get_source and get_source(spec.name)) or ""
    except (ImportError, OSError):
        return ""  # there is only byte code


def _has_indented_import(source: str) -> bool:
    """Most sources have no such line, and parsing takes a millisecond for a hundred lines."""
    return any(line[0] in " \t" and line.lstrip().startswith(("import ", "from ")) for line in source.splitlines() if line)


def _imported(spec: ModuleSpec, source: str, at_top: bool) -> Iterator[str]:
    import ast

    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError, RecursionError):
        return  # what its import says, if it comes to that
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    roots = [tree] if at_top else [node for node in ast.walk(tree) if isinstance(node, functions)]
    for node in (node for root in roots for node in ast.walk(root)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(spec, node.module or "", node.level)
            # `from package import name` may mean a module of the package.
            yield from (f"{base}.{alias.name}" for alias in node.names)


def _absolute(spec: ModuleSpec, module: str, level: int) -> str:
    if level == 0:
        return module
    package = (spec.name if spec.submodule_search_locations is not None else spec.parent or "").split(".")
    return ".".join([*package[: len(package) - level + 1], *filter(None, [module])])


def _find(name: str) -> Optional[ModuleSpec]:
    """Its spec, without importing its package as `importlib.util.find_spec` would."""
    from importlib.machinery import PathFinder

    from ._defined_finder import find_spec

    loaded = _spec_of(sys.modules.get(name))
    if loaded is not None:
        return loaded
    parent = name.rpartition(".")[0]
    package = _find(parent) if parent else None
    if parent and (package is None or package.submodule_search_locations is None):
        return None
    return find_spec(name) or PathFinder.find_spec(name, package and package.submodule_search_locations)


# ---------------------------------------------------------------- on disk


def _is_named(name: str) -> bool:
    return _pyloom_core.is_named_home(name) or _is_listed(name)


def _refuses(name: str) -> bool:
    """Whether it is known to belong home, or is or has an extension that is not known to be made for lanes: hardly any is."""
    if _is_named(name):
        return True
    if name not in _decided:
        from ._extension_cache import known

        _decided[name] = any(not known(file) for file in _extensions_of(name))
    return _decided[name]


def _extensions_of(name: str) -> Iterator[str]:
    import os

    spec = _find(name)
    if spec is None:
        return
    if _is_extension(spec.origin or ""):
        yield spec.origin or ""
    for folder in spec.submodule_search_locations or ():
        for where, _, files in os.walk(folder):
            yield from (os.path.join(where, file) for file in files if _is_extension(file))
