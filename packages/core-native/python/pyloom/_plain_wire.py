"""Plain data in the wire format, for a worker of a cluster, which has no native half. It knows what most programs store. All else is Foreign,
and left to that half: nothing is converted in two ways. docs/wire.md is the format."""

from __future__ import annotations

import struct
from datetime import datetime

from ._integers import to_bytes
from ._time import to_milliseconds

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Above this the native half counts exactly, and says where it is too deep.
_DEEPEST = 100
#: Shorter lists of numbers are written item by item.
_BLOCK = 32
_SAFE = 2**53 - 1

_TIMESTAMP, _INTEGER, _SURROGATES, _MAPPING, _SET, _NUMBERS = 0xFF, 1, 2, 3, 4, 8

_uint8, _uint16, _uint32, _uint64 = (struct.Struct(form) for form in (">BB", ">BH", ">BI", ">BQ"))
_int8, _int16, _int32, _int64 = (struct.Struct(form) for form in (">Bb", ">Bh", ">Bi", ">Bq"))
_double = struct.Struct(">Bd")
_timestamp = struct.Struct(">Iq")


class Foreign(Exception):
    """The value is none of the plain ones."""


def encode(value: Any) -> bytes:
    """The bytes that the native half makes of it."""
    out = bytearray()
    _write(out, value, 0)
    return bytes(out)


def _write(out: bytearray, value: Any, depth: int) -> None:
    writer = _writers.get(type(value))
    if writer is None or depth > _DEEPEST:
        raise Foreign
    writer(out, value, depth)


def _write_none(out: bytearray, value: None, depth: int) -> None:
    out.append(0xC0)


def _write_bool(out: bytearray, value: bool, depth: int) -> None:
    out.append(0xC3 if value else 0xC2)


def _write_int(out: bytearray, value: int, depth: int) -> None:
    if -32 <= value < 0x80:
        out.append(value & 0xFF)
    elif value >= 0:
        if value < 1 << 8:
            out += _uint8.pack(0xCC, value)
        elif value < 1 << 16:
            out += _uint16.pack(0xCD, value)
        elif value < 1 << 32:
            out += _uint32.pack(0xCE, value)
        elif value < 1 << 64:
            out += _uint64.pack(0xCF, value)
        else:
            _write_extension(out, _INTEGER, to_bytes(value))
    elif value >= -(1 << 7):
        out += _int8.pack(0xD0, value)
    elif value >= -(1 << 15):
        out += _int16.pack(0xD1, value)
    elif value >= -(1 << 31):
        out += _int32.pack(0xD2, value)
    elif value >= -(1 << 63):
        out += _int64.pack(0xD3, value)
    else:
        _write_extension(out, _INTEGER, to_bytes(value))


def _write_float(out: bytearray, value: float, depth: int) -> None:
    out += _double.pack(0xCB, value)


def _write_str(out: bytearray, value: str, depth: int) -> None:
    try:
        data = value.encode()
    except UnicodeEncodeError:
        _write_extension(out, _SURROGATES, value.encode("utf-8", "surrogatepass"))
        return
    if len(data) < 32:
        out.append(0xA0 | len(data))
    else:
        _write_length(out, len(data), 0xD9, 0xDA, 0xDB)
    out += data


def _write_bytes(out: bytearray, value: bytes, depth: int) -> None:
    _write_length(out, len(value), 0xC4, 0xC5, 0xC6)
    out += value


def _write_tuple(out: bytearray, value: Any, depth: int) -> None:
    _write_count(out, len(value), 0x90, 0xDC, 0xDD)
    for item in value:
        _write(out, item, depth + 1)


def _write_list(out: bytearray, value: list[Any], depth: int) -> None:
    items = tuple(value)  # Another thread may change it.
    if len(items) >= _BLOCK:
        kind = type(items[0])
        if kind is float and all(type(item) is float for item in items):
            _write_numbers(out, b"d", items)
            return
        if kind is int and all(type(item) is int and -_SAFE <= item <= _SAFE for item in items):
            _write_numbers(out, b"n", items)
            return
    _write_tuple(out, items, depth)


def _write_numbers(out: bytearray, kind: bytes, items: Any) -> None:
    _begin_extension(out, _NUMBERS, kind + struct.pack(f"<{len(items)}d", *items))


def _write_dict(out: bytearray, value: dict[Any, Any], depth: int) -> None:
    entries = tuple(value.items())
    if all(type(key) is str for key, _ in entries):
        _write_count(out, len(entries), 0x80, 0xDE, 0xDF)
        _write_entries(out, entries, depth)
    elif all(isinstance(key, str) for key, _ in entries):
        raise Foreign
    else:
        payload = bytearray()
        _write_entries(payload, entries, depth)
        _begin_extension(out, _MAPPING, payload)


def _write_entries(out: bytearray, entries: tuple[Any, ...], depth: int) -> None:
    for key, item in entries:
        _write(out, key, depth + 1)
        _write(out, item, depth + 1)


def _write_set(out: bytearray, value: Any, depth: int) -> None:
    payload = bytearray()
    for item in tuple(value):
        _write(payload, item, depth + 1)
    _begin_extension(out, _SET, payload)


def _write_moment(out: bytearray, value: datetime, depth: int) -> None:
    if value.tzinfo is None or value.utcoffset() is None:
        raise Foreign  # It is of the driver's time zone, by the driver's clock.
    try:
        seconds, rest = divmod(to_milliseconds(value) or 0, 1000)
    except (OverflowError, ValueError):
        raise Foreign from None
    _write_extension(out, _TIMESTAMP, _timestamp.pack(rest * 1_000_000, seconds))


def _write_length(out: bytearray, length: int, short: int, middle: int, long: int) -> None:
    if length < 1 << 8:
        out += _uint8.pack(short, length)
    else:
        _write_long(out, length, middle, long)


def _write_count(out: bytearray, count: int, few: int, middle: int, long: int) -> None:
    if count < 16:
        out.append(few | count)
    else:
        _write_long(out, count, middle, long)


def _write_long(out: bytearray, length: int, middle: int, long: int) -> None:
    if length < 1 << 16:
        out += _uint16.pack(middle, length)
    elif length < 1 << 32:
        out += _uint32.pack(long, length)
    else:
        raise Foreign


def _write_extension(out: bytearray, kind: int, payload: bytes) -> None:
    if len(payload) < 1 << 8:
        out += _uint8.pack(0xC7, len(payload))
        out.append(kind)
        out += payload
    else:
        _begin_extension(out, kind, payload)


def _begin_extension(out: bytearray, kind: int, payload: Any) -> None:
    """As the native half writes those whose length it does not know beforehand."""
    if len(payload) >= 1 << 32:
        raise Foreign
    out += _uint32.pack(0xC9, len(payload))
    out.append(kind)
    out += payload


_writers: dict[type, Any] = {
    type(None): _write_none,
    bool: _write_bool,
    int: _write_int,
    float: _write_float,
    str: _write_str,
    bytes: _write_bytes,
    list: _write_list,
    tuple: _write_tuple,
    dict: _write_dict,
    set: _write_set,
    frozenset: _write_set,
    datetime: _write_moment,
}
