"""What Python sets in its environment is seen by the C code of extension modules, too."""

from __future__ import annotations

import os
from functools import wraps

import _pyloom_core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def install() -> None:
    """Once for each interpreter. `os.environ` calls these by their names in the module."""
    if not _pyloom_core.share_environ():
        return  # The C library has one environment for all.
    for name in ("putenv", "unsetenv"):
        setattr(os, name, _shared(getattr(os, name)))


def _shared(change: Any) -> Any:
    @wraps(change)
    def change_and_share(*args: Any) -> None:
        change(*args)
        _pyloom_core.share_environ()

    return change_and_share
