"""In a free-threaded Python: notices that an extension module has switched the GIL on."""

from __future__ import annotations

import sys

import _pyloom_core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from importlib.machinery import ExtensionFileLoader
    from typing import Any

#: The module whose import did it.
culprit: str | None = None


def watch() -> None:
    """Once for each interpreter. Extension modules are the only ones that can do it, and only as they are loaded."""
    from importlib.machinery import ExtensionFileLoader

    for step in ("create_module", "exec_module"):
        setattr(ExtensionFileLoader, step, _watched(getattr(ExtensionFileLoader, step)))


def _watched(step: Callable[[ExtensionFileLoader, Any], Any]) -> Callable[[ExtensionFileLoader, Any], Any]:
    def load(self: ExtensionFileLoader, argument: Any) -> Any:
        try:
            return step(self, argument)
        finally:  # Where its warning is an error the import fails, and the GIL is on all the same.
            _look(self.name)

    return load


def _look(name: str) -> None:
    global culprit
    if culprit is None and sys._is_gil_enabled():  # type: ignore[attr-defined]
        culprit = name
        _pyloom_core.note_gil()
