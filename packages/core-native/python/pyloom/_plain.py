"""An object as JavaScript values throughout, also where it would stay in Python by itself."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: What is asked for first: how libraries themselves say what an object is in plain values.
_METHODS = ("model_dump", "tolist", "to_list", "isoformat")


def plain(value: Any) -> Any:
    """What has no plain value stays as it is, within; as a whole it is a TypeError."""
    found = _plain(value, ())
    if found is value and not _crosses(value):
        raise TypeError(
            f"a {type(value).__qualname__} is no value that JavaScript knows: read its attributes or items, or call what turns it into one"
        )
    return found


def _plain(value: Any, around: tuple[int, ...]) -> Any:
    kind = type(value)
    if kind in (str, int, float, bool, bytes, type(None)):
        return value
    if id(value) in around:
        raise ValueError(f"a {kind.__qualname__} that contains itself has no plain value")
    around = (*around, id(value))
    if _is_enum_member(value):
        return _plain(value.value, around)
    if isinstance(value, dict):
        return {_hashable(_plain(key, around)): _plain(item, around) for key, item in value.items()}
    if isinstance(value, (set, frozenset)):
        return {_hashable(_plain(item, around)) for item in value}
    if isinstance(value, (list, tuple)) and not hasattr(kind, "_fields"):
        return [_plain(item, around) for item in value]
    if hasattr(kind, "__dataclass_fields__"):
        return {name: _plain(getattr(value, name), around) for name in kind.__dataclass_fields__}
    if _crosses(value):
        return value
    for name in _METHODS:
        method = getattr(kind, name, None)
        if callable(method):
            return _plain(method(value), around)
    if hasattr(kind, "keys") and hasattr(kind, "__getitem__"):  # A mapping; a table of pandas, by its columns.
        return {_hashable(_plain(key, around)): _plain(value[key], around) for key in value.keys()}
    if callable(getattr(kind, "to_dict", None)):
        return _plain(value.to_dict(), around)
    return [_plain(item, around) for item in value] if hasattr(kind, "__iter__") else value


def _hashable(value: Any) -> Any:
    if isinstance(value, list):
        return tuple(map(_hashable, value))
    return frozenset(value) if isinstance(value, set) else value


def _is_enum_member(value: Any) -> bool:
    enum = sys.modules.get("enum")
    return enum is not None and isinstance(value, enum.Enum)


def _crosses(value: Any) -> bool:
    """Whether it has a counterpart already: numbers, texts, dates, memory and what is made of them."""
    if isinstance(value, (str, int, float, bytes, bytearray, dict, list, tuple, set, frozenset, type(None))):
        return True
    datetime = sys.modules.get("datetime")
    if datetime is not None and isinstance(value, datetime.datetime):
        return True
    try:
        memoryview(value).release()
    except TypeError:
        return False
    return True
