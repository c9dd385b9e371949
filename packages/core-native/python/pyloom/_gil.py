"""In a free-threaded Python: notices that an extension module has switched the GIL on."""

from __future__ import annotations

import sys
from _thread import allocate_lock

import _pyloom_core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.machinery import ExtensionFileLoader
    from typing import Any

#: The module whose import did it.
culprit: str | None = None

_lock = allocate_lock()
_loading = 0


def watch() -> None:
    """Once for each interpreter. Extension modules are the only ones that can do it, and only as they are loaded."""
    from importlib.machinery import ExtensionFileLoader

    for step in ("create_module", "exec_module"):
        setattr(ExtensionFileLoader, step, _watched(getattr(ExtensionFileLoader, step)))


def _watched(step: Callable[[ExtensionFileLoader, Any], Any]) -> Callable[[ExtensionFileLoader, Any], Any]:
    def load(self: ExtensionFileLoader, argument: Any) -> Any:
        _begin()
        try:
            return step(self, argument)
        finally:  # Where its warning is an error the import fails, and the GIL is on all the same.
            _end(self.name)

    return load


def _begin() -> None:
    global _loading
    with _lock:
        _loading += 1


def _end(name: str) -> None:
    """Python switches the GIL on for as long as any extension module is being loaded, so only the last one can tell."""
    global _loading, culprit
    with _lock:
        _loading -= 1
        if _loading > 0 or culprit is not None or not _is_on_for_good():
            return
        culprit = name
    _pyloom_core.note_gil()


def _is_on_for_good() -> bool:
    """Loading a built-in module switches it on too, for some microseconds; nobody counts those."""
    from time import sleep

    for _ in range(3):
        if not sys._is_gil_enabled():  # type: ignore[attr-defined]
            return False
        sleep(0.001)
    return sys._is_gil_enabled()  # type: ignore[attr-defined]
