"""What is done to an interpreter's modules: reload, sys.path, aliases of `pyloom`."""

from __future__ import annotations

import sys

import _pyloom_core

from ._errors import NeedsHome

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any

_in_lane = _pyloom_core.interpreter_id() != 0


def load(name: str) -> ModuleType:
    """`import name`, and the module of that name rather than its topmost package. NeedsHome if it refuses this interpreter."""
    module = sys.modules.get(name)
    if module is not None and not _is_half_there(module):
        if _in_lane and _pyloom_core.is_home(name):
            raise NeedsHome(name)
        return module
    if not _in_lane:
        return _import(name)
    from ._extensions import load

    return load(name, _import)


def _is_half_there(module: ModuleType) -> bool:
    """Another lane is importing it: an import waits until all of it is there."""
    return getattr(getattr(module, "__spec__", None), "_initializing", False)


def _import(name: str) -> ModuleType:
    # In 3.13.0 this module puts another in its place when it is imported: a thread that waits for that meanwhile has the first one,
    # which has no names. Nearly every module imports it.
    import collections.abc  # noqa: F401

    try:
        if not _is_found(name):
            _look_at_folders_again()
            __import__(name)
    except ImportError as error:
        if not refuses_subinterpreter(error):
            raise
        raise NeedsHome(name) from error
    module = sys.modules.get(name)
    if module is None or _is_half_there(module):
        # The import that __import__ waited for has failed on another lane, and a third one tries again, perhaps. This looks
        # again, under the module's lock.
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


def find(module: str, path: str | list[Any]) -> Any:
    return attribute(load(module), path)


def attribute(owner: Any, path: str | list[Any]) -> Any:
    """`Path.cwd` is the attribute of an attribute; nothing is the owner itself. A list is what a function gives for arguments."""
    if type(path) is list:
        return attribute(owner, path[0])(*path[1:])
    for part in path.split(".") if path else ():
        owner = getattr(owner, part)
    return owner


def set_attribute(module: str, name: str, value: Any) -> None:
    """Does nothing where the module cannot live."""
    from ._references import set_

    try:
        set_(load(module), name, value)
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


def refuses_subinterpreter(error: ImportError) -> bool:
    if not _in_lane:
        return False
    seen: BaseException | None = error
    while seen is not None:
        if "does not support loading in subinterpreters" in str(seen):
            return True
        seen = seen.__cause__ or seen.__context__
    return False
