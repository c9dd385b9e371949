"""Extension modules in lanes: none is loaded in a sub-interpreter before it is known to be made for that.

CPython finds out by running the module's `PyInit` function and refusing the result. By then a module of the old kind has
changed what all interpreters share, or has ended the process; and a package may catch the refusal and go on without what it
needs. So the main interpreter is asked first, by an import of the module there, which is what its calls would do anyway. A
refusal passes by every `except ImportError` on its way to the statement that began the import.
"""

from __future__ import annotations

import sys
from _thread import _local

import _pyloom_core

from ._errors import NeedsHome
from ._home_packages import needs_home as _is_listed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from importlib.machinery import ModuleSpec
    from types import ModuleType
    from typing import Any, NoReturn, Optional

#: The standard library's that may refuse; it has other code for where they do, or they are asked for by name.
_DOUBTFUL = {"_curses", "_curses_panel", "_tkinter", "readline"}
if sys.version_info < (3, 13):
    _DOUBTFUL |= {"_ctypes", "_datetime", "_decimal", "_elementtree", "_lsprof"}


class Refused(BaseException):
    """On its way through the bodies of the modules that are being imported; none of them is to go on without."""


class _Thread(_local):
    """What this thread is importing, outermost first, and whether something among it was refused."""

    def __init__(self) -> None:
        self.importing: list[str] = []
        self.refused = False
        self.resolving = False
        self.finding = ""


_thread = _Thread()


def refuse(name: str, file: Optional[str] = None, reason: str = "") -> NoReturn:
    _thread.refused = True
    error = _as_import_error(name, file, reason)
    if not _thread.importing:
        raise _advised(error)
    refused = Refused(str(error))
    refused.error = error  # type: ignore[attr-defined]
    raise refused


def _as_import_error(name: str, file: Optional[str], reason: str) -> ImportError:
    return ImportError(f"module {name} does not support loading in subinterpreters{reason}", name=name, path=file)


def _advised(error: ImportError) -> ImportError:
    """A function that runs already is never run again: from now on its module's calls go where they can do this."""
    if _thread.resolving:
        return error
    module = _pyloom_core.called_module() or _module_read()
    if module is None:
        return error
    if module.partition(".")[0] in sys.stdlib_module_names:
        error.msg = f"{error.msg}; a module that imports it at its top runs in the main interpreter, and so does what py.import() gives"
        return error
    _pyloom_core.learn_home(module)
    error.msg = (
        f"{error.msg}; from now on calls of {module!r} run in the main interpreter, where it can be had. So does the first "
        f"one if {module!r} imports it at its top, or is named in the option homeModules"
    )
    return error


def _module_read() -> Optional[str]:
    streams = sys.modules.get("pyloom._streams")
    return streams.module_read.get() if streams is not None else None  # type: ignore[no-any-return]


# ---------------------------------------------------------------- the import system of a lane


def install() -> None:
    from _frozen_importlib_external import ExtensionFileLoader

    import _frozen_importlib as bootstrap

    create, execute = ExtensionFileLoader.create_module, ExtensionFileLoader.exec_module
    create_builtin = bootstrap.BuiltinImporter.create_module

    def create_module(loader: Any, spec: ModuleSpec) -> ModuleType:
        _check(spec.name, loader.path)
        return create(loader, spec)

    def exec_module(loader: Any, module: ModuleType) -> None:
        try:
            execute(loader, module)
        except Exception as error:
            # It says that it can live here, and cannot: as it could in the main interpreter, it may there.
            if _is_standard(module.__name__, loader.path):
                raise
            refuse(module.__name__, loader.path, f": {type(error).__name__}: {error}")

    def create_builtin_module(spec: ModuleSpec) -> Optional[ModuleType]:
        try:
            return create_builtin(spec)
        except ImportError as error:
            error._refused = True  # type: ignore[attr-defined]
            raise

    bootstrap.BuiltinImporter.create_module = staticmethod(create_builtin_module)  # type: ignore[method-assign,assignment]
    ExtensionFileLoader.create_module = create_module  # type: ignore[method-assign]
    ExtensionFileLoader.exec_module = exec_module  # type: ignore[method-assign]
    sys.meta_path.insert(0, _HomeFinder)  # type: ignore[arg-type]
    find_and_load = bootstrap._find_and_load  # type: ignore[attr-defined]

    def noting(name: str, import_: Any) -> Any:
        importing = _thread.importing
        importing.append(name)
        try:
            return find_and_load(name, import_)
        except Refused as refused:
            if len(importing) > 1:
                raise
            error: ImportError = refused.error  # type: ignore[attr-defined]
        except ImportError as escaped:
            if len(importing) == 1 and hasattr(escaped, "_refused") and not _is_optional():
                _advised(escaped)
            raise
        finally:
            importing.pop()
        raise _advised(error) from None

    # Python cuts the import system's frames out of tracebacks by their file.
    noting.__code__ = noting.__code__.replace(co_filename="<frozen importlib._bootstrap>")
    bootstrap._find_and_load = noting  # type: ignore[attr-defined]


def _is_optional() -> bool:
    """Whether the standard library imports it in a function, where it can do without: whatever `warnings` shows, it looks for
    tracemalloc, and pdb for readline."""
    module = sys._getframe(2).f_globals.get("__name__") or ""
    top = module.partition(".")[0]
    return top in sys.stdlib_module_names and top != "importlib"


class _HomeFinder:
    """Modules that are known to belong into the main interpreter are found, and refuse to be loaded."""

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> Optional[ModuleSpec]:
        # Other finders ask all finders, as this one does.
        if name == _thread.finding or not (_pyloom_core.is_named_home(name) or _is_listed(name)):
            return None
        outer, _thread.finding = _thread.finding, name
        try:
            spec = next(filter(None, (finder.find_spec(name, path, target) for finder in sys.meta_path)), None)
        finally:
            _thread.finding = outer
        if spec is not None:
            spec.loader = _HomeLoader()  # type: ignore[assignment]
        return spec

    @staticmethod
    def invalidate_caches() -> None:
        pass


class _HomeLoader:
    def create_module(self, spec: ModuleSpec) -> ModuleType:
        refuse(spec.name, spec.origin)

    def exec_module(self, module: ModuleType) -> None:
        raise NotImplementedError


# ---------------------------------------------------------------- whether a file may be loaded here


def _is_standard(name: str, file: str) -> bool:
    return name in sys.stdlib_module_names and ("lib-dynload" in file or "DLLs" in file)


def _check(name: str, file: str) -> None:
    if not _is_standard(name, file):
        reason = _refusal(name, file)
        if reason is not None:
            refuse(name, file, reason)
    elif name in _DOUBTFUL and _refusal(name, file) is not None:
        # The standard library has other code for where it is not there. Nobody else is to be told.
        error = _as_import_error(name, file, "")
        error._refused = True  # type: ignore[attr-defined]
        raise error


def _refusal(name: str, file: str) -> Optional[str]:
    """None: it may be loaded here. Else what there is to say about it."""
    from ._extension_cache import known, remember

    allowed = known(file)
    if allowed is None:
        allowed = _pyloom_core.allows_lanes(name, file)
        if isinstance(allowed, str):
            return f", and importing it in the main interpreter ended with {allowed}"
        remember(file, allowed)
    return None if allowed else ""


def _imports_refusing_later(name: str) -> bool:
    if name.partition(".")[0] in sys.stdlib_module_names:
        return False
    from ._later_imports import needs_home

    return needs_home(name)


def load_here(name: str, file: str) -> ModuleType:
    """In the main interpreter: the module of that file, imported as its package would be."""
    from importlib import import_module

    try:
        module = import_module(name)
    except BaseException as error:
        # Whatever a module's body ends with ends its import, and nothing else.
        if isinstance(error, Exception):
            raise
        raise ImportError(f"{type(error).__name__} while importing {name}") from error
    if getattr(getattr(module, "__spec__", None), "origin", None) != file:
        raise ImportError(f"{name} is another module there", name=name)
    return module


# ---------------------------------------------------------------- the module of a call


def load(name: str, plainly: Callable[[str], ModuleType]) -> ModuleType:
    """The module, imported by `plainly`. NeedsHome if it, or something that it imports, cannot be had here.

    The first lane finds out while the others wait: a module's body is not run by each of them only to be refused.
    """
    if _is_listed(name):
        _pyloom_core.learn_home(name)
    found = _pyloom_core.begin_import(name)
    if found == "home":
        raise NeedsHome(name)
    outer = _thread.refused, _thread.resolving
    _thread.refused, _thread.resolving = False, True
    home: Optional[bool] = None
    try:
        module = plainly(name)
        home = found == "find" and _imports_refusing_later(name)
    except NeedsHome:
        home = True
        raise
    finally:
        if _thread.refused:
            home = True  # somebody has caught even this
        _thread.refused, _thread.resolving = outer
        if found == "find" or home:
            _pyloom_core.end_import(name, home)
    if home:
        sys.modules.pop(name, None)
        raise NeedsHome(name)
    return module
