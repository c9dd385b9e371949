"""What JavaScript does with a Python object that stays here: the operations of a PyRef."""

from __future__ import annotations

from ._await import as_awaitable

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def call(target: Any, name: str, /, *args: Any, **kwargs: Any) -> Any:
    return as_awaitable(_find(target, name)(*args, **kwargs))


def get(target: Any, name: str) -> Any:
    return _find(target, name)


def set_(target: Any, name: str, value: Any) -> None:
    owner, _, last = name.rpartition(".")
    setattr(_find(target, owner) if owner else target, last, value)


def _find(target: Any, dotted: str) -> Any:
    for part in dotted.split("."):
        target = getattr(target, part)
    return target
