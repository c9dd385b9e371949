"""Threads that a program starts: what they print goes where the call that has started them prints."""

from __future__ import annotations

from threading import Thread
from functools import wraps

import _pyloom_core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def install() -> None:
    """Once for each interpreter, as it starts."""
    start, bootstrap = Thread.start, Thread._bootstrap  # type: ignore[attr-defined]

    @wraps(start)
    def start_with_client(self: Any) -> None:
        self._pyloom_client = _pyloom_core.client()
        start(self)

    @wraps(bootstrap)
    def bootstrap_with_client(self: Any) -> None:
        _pyloom_core.belong_to_client(getattr(self, "_pyloom_client", 0))
        bootstrap(self)

    Thread.start = start_with_client  # type: ignore[method-assign]
    Thread._bootstrap = bootstrap_with_client  # type: ignore[attr-defined]
