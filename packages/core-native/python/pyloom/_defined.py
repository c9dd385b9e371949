"""`defineModule` as JavaScript sees it: a module's source handed over, which is importable like any other from then on."""

from __future__ import annotations

import sys

import _pyloom_core

from ._defined_finder import Loader, Source, filename_of, install, sources
from ._indented import compile_statements
from ._modules import run_again
from ._source import show_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType


def check(name: str, text: str) -> None:
    """Raises what is wrong with the source, or with the place that its dotted name gives it, before anything changes."""
    compile_statements(text, filename_of(name))
    parent = name.rpartition(".")[0]
    if parent and not _exists(parent):
        raise ModuleNotFoundError(f"No module named {parent!r}: define {parent!r} before {name!r}", name=parent)


def define(name: str, text: str) -> None:
    """Makes `text` what `import name` runs. A module that is loaded already runs it at once, in its own namespace."""
    code = compile_statements(text, filename_of(name))
    install()
    sources[name] = Source(text, code)
    _pyloom_core.forget_home(name)
    show_lines(filename_of(name), text)
    _open_parent(name)
    if name in sys.modules:
        _replace(name, sys.modules[name])


def _exists(name: str) -> bool:
    if name in sources or name in sys.modules:
        return True
    from importlib.util import find_spec

    return find_spec(name) is not None


def _open_parent(name: str) -> None:
    """A module that was imported before it got its first submodule becomes a package now."""
    parent = sys.modules.get(name.rpartition(".")[0])
    if parent is None or hasattr(parent, "__path__"):
        return
    parent.__path__ = []  # type: ignore[attr-defined]
    if parent.__spec__ is not None:
        parent.__spec__.submodule_search_locations = []


def _replace(name: str, module: ModuleType) -> None:
    if getattr(module, "__spec__", None) is None or not isinstance(module.__spec__.loader, Loader):
        # It came from somewhere else until now; reload() asks the finders again, and ours comes first.
        sys.modules[name] = module
    run_again(module)
