"""What is done to an interpreter's modules: reload, sys.path, aliases of `pyloom`, source to run at the start."""

from __future__ import annotations

import sys

import _pyloom_core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

_in_lane = _pyloom_core.interpreter_id() != 0


def load(name: str) -> ModuleType:
    """`import name`, and the module of that name rather than its topmost package. NeedsHome if it refuses this interpreter."""
    module = sys.modules.get(name)
    # While another lane is importing it, half of it is there already: __import__ waits until all is.
    if module is not None and not getattr(getattr(module, "__spec__", None), "_initializing", False):
        if _in_lane and _pyloom_core.is_home(name):
            from ._resolve import NeedsHome

            raise NeedsHome(name)
        return module
    if not _in_lane:
        return _import(name)
    from ._extensions import load

    return load(name, _import)


def _import(name: str) -> ModuleType:
    try:
        if not _is_found(name):
            _look_at_folders_again()
            __import__(name)
    except ImportError as error:
        if not refuses_subinterpreter(error):
            raise
        from ._resolve import NeedsHome

        raise NeedsHome(name) from error
    module = sys.modules.get(name)
    if module is None:
        # The import that __import__ waited for has failed on another lane. This looks again, under the module's lock.
        import importlib

        module = importlib.import_module(name)
    return module


def _is_found(name: str) -> bool:
    """Imports it, unless it or a package around it cannot be found."""
    try:
        __import__(name)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{name}.".startswith(f"{error.name}."):
            raise
        return False
    return True


def _look_at_folders_again() -> None:
    """A file that was written within the same tick of the clock as the last look at its folder is not seen otherwise."""
    import importlib

    importlib.invalidate_caches()


def find(module: str, dotted: str) -> Any:
    return attribute(load(module), dotted)


def attribute(owner: Any, dotted: str) -> Any:
    """`Path.cwd` is the attribute of an attribute; nothing is the owner itself."""
    for part in dotted.split(".") if dotted else ():
        owner = getattr(owner, part)
    return owner


def set_attribute(module: str, name: str, value: Any) -> None:
    """Does nothing where the module cannot live."""
    from ._resolve import NeedsHome

    try:
        setattr(load(module), name, value)
    except NeedsHome:
        pass


def reload(name: str) -> None:
    _pyloom_core.forget_home(name)
    module = sys.modules.get(name)
    if module is None:
        return
    import importlib

    importlib.invalidate_caches()
    run_again(module)


def run_again(module: ModuleType) -> None:
    """importlib.reload(); a module that has come to need what refuses this interpreter is no longer loaded here."""
    from importlib import reload

    try:
        reload(module)
    except ImportError as error:
        if not refuses_subinterpreter(error):
            raise
        sys.modules.pop(module.__name__, None)


def put_in_front(folders: list[str]) -> None:
    """The folders come first in sys.path, in their order; one that is there already moves."""
    rest = [entry for entry in sys.path if entry not in folders]
    sys.path[:] = [*folders, *rest]


def alias(names: list[str]) -> None:
    """Lets `import name` and `from name import call` give the module pyloom."""
    pyloom = sys.modules["pyloom"]
    for name in names:
        sys.modules[name] = pyloom


def run_preload(source: str) -> None:
    """Runs `source` in the interpreter's `__main__`.

    What refuses sub-interpreters is left to the main interpreter, where calls of such modules run.
    """
    from ._contexts import namespace
    from ._evaluate import execute_in

    try:
        execute_in(namespace(None), source)
    except ImportError as error:
        if not refuses_subinterpreter(error):
            raise


def refuses_subinterpreter(error: ImportError) -> bool:
    if not _in_lane:
        return False
    seen: BaseException | None = error
    while seen is not None:
        if "does not support loading in subinterpreters" in str(seen):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
