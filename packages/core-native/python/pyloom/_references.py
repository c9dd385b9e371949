"""What JavaScript does with a Python object that stays here: the operations of a PyRef."""

from __future__ import annotations

import sys

import _pyloom_core

from ._await import as_awaitable
from ._frames import call_from

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def call(target: Any, name: str, /, *args: Any, **kwargs: Any) -> Any:
    owner, _, method = name.rpartition(".")
    if owner:
        target = _find(target, owner)
    function = getattr(target, method)
    _check_loop(target)
    return as_awaitable(call_from(None, function, args, kwargs))


def get(target: Any, name: str) -> Any:
    return _find(target, name)


def set_(target: Any, name: str, value: Any) -> None:
    owner, _, last = name.rpartition(".")
    setattr(_find(target, owner) if owner else target, last, value)


def _find(target: Any, dotted: str) -> Any:
    for part in dotted.split("."):
        target = getattr(target, part)
    return target


def _check_loop(target: Any) -> None:
    """Raises NeedsLoop for a lock, event, queue or task of asyncio: from another thread than its loop's nobody is woken by it."""
    events = sys.modules.get("asyncio.events")
    if events is None or events._get_running_loop() is not None or not _is_of_asyncio(type(target)):
        return
    if not _pyloom_core.is_bound():
        from ._resolve import NeedsLoop

        raise NeedsLoop


def _is_of_asyncio(kind: type) -> bool:
    return any(str(base.__module__).partition(".")[0] in ("asyncio", "_asyncio") for base in kind.__mro__)
