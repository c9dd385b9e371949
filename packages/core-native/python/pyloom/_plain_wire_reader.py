"""Reads plain data in the wire format; see `_plain_wire`."""

from __future__ import annotations

import struct

from ._plain_wire import Foreign
from ._time import from_timestamp

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_DEEPEST = 100
_SAFE = 2**53 - 1

#: By their first byte: numbers, and the lengths in front of texts, bytes, arrays, maps, extensions.
_numbers = {
    0xCA: struct.Struct(">f"),
    0xCB: struct.Struct(">d"),
    0xCC: struct.Struct(">B"),
    0xCD: struct.Struct(">H"),
    0xCE: struct.Struct(">I"),
    0xCF: struct.Struct(">Q"),
    0xD0: struct.Struct(">b"),
    0xD1: struct.Struct(">h"),
    0xD2: struct.Struct(">i"),
    0xD3: struct.Struct(">q"),
}
_lengths = {
    **dict.fromkeys((0xC4, 0xC7, 0xD9), struct.Struct(">B")),
    **dict.fromkeys((0xC5, 0xC8, 0xDA, 0xDC, 0xDE), struct.Struct(">H")),
    **dict.fromkeys((0xC6, 0xC9, 0xDB, 0xDD, 0xDF), struct.Struct(">I")),
}
_timestamp64 = struct.Struct(">Q")
_timestamp96 = struct.Struct(">Iq")
_constants = {0xC0: None, 0xC2: False, 0xC3: True}


def decode(data: bytes) -> Any:
    """What the native half makes of it. Raises Foreign for what is not plain, and for what that half would refuse."""
    reader = _Reader(data)
    try:
        value = reader.value(0)
    except (IndexError, struct.error, UnicodeDecodeError, TypeError, ValueError, OverflowError) as error:
        raise Foreign from error
    if reader.place != len(data):
        raise Foreign
    return value


class _Reader:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.place = 0

    def value(self, depth: int) -> Any:
        if depth > _DEEPEST:
            raise Foreign
        first = self.data[self.place]
        self.place += 1
        if first < 0x80:
            return first
        if first >= 0xE0:
            return first - 0x100
        if first < 0x90:
            return self._map(first & 0x0F, depth)
        if first < 0xA0:
            return self._list(first & 0x0F, depth)
        if first < 0xC0:
            return self._take(first & 0x1F).decode()
        if first in _constants:
            return _constants[first]
        if first in _numbers:
            return self._number(_numbers[first])
        if 0xD4 <= first <= 0xD8:
            return self._extension(1 << (first - 0xD4), depth)
        return self._long(first, self._number(_lengths[first]) if first in _lengths else -1, depth)

    def _long(self, first: int, length: int, depth: int) -> Any:
        if 0xD9 <= first <= 0xDB:
            return self._take(length).decode()
        if 0xC4 <= first <= 0xC6:
            return self._take(length)
        if first in (0xDC, 0xDD):
            return self._list(length, depth)
        if first in (0xDE, 0xDF):
            return self._map(length, depth)
        if 0xC7 <= first <= 0xC9:
            return self._extension(length, depth)
        raise Foreign

    def _take(self, length: int) -> bytes:
        data = self.data[self.place : self.place + length]
        if len(data) != length:
            raise Foreign
        self.place += length
        return data

    def _number(self, form: struct.Struct) -> Any:
        return form.unpack(self._take(form.size))[0]

    def _list(self, count: int, depth: int) -> list[Any]:
        return [self.value(depth + 1) for _ in range(count)]

    def _map(self, count: int, depth: int) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for _ in range(count):
            key = self.value(depth + 1)
            if type(key) is not str:
                raise Foreign
            found[key] = self.value(depth + 1)
        return found

    def _extension(self, length: int, depth: int) -> Any:
        kind = self._take(1)[0]
        payload = self._take(length)
        read = _extensions.get(kind)
        if read is None:
            raise Foreign
        return read(payload, depth)


def _integer(payload: bytes, depth: int) -> int:
    return int.from_bytes(payload, "little", signed=True)


def _surrogates(payload: bytes, depth: int) -> str:
    return payload.decode("utf-8", "surrogatepass")


def _items(payload: bytes, depth: int) -> list[Any]:
    reader, found = _Reader(payload), []
    while reader.place < len(payload):
        found.append(reader.value(depth + 1))
    return found


def _mapping(payload: bytes, depth: int) -> dict[Any, Any]:
    items = _items(payload, depth)
    found = dict(zip(items[::2], items[1::2]))
    if 2 * len(found) != len(items):
        raise Foreign  # Two are the same key in Python, or a value is missing.
    return found


def _set(payload: bytes, depth: int) -> set[Any]:
    items = _items(payload, depth)
    found = set(items)
    if len(found) != len(items):
        raise Foreign
    return found


def _tuple(payload: bytes, depth: int) -> tuple[Any, ...]:
    return tuple(_items(payload, depth))


def _block(payload: bytes, depth: int) -> list[Any]:
    kind, count = payload[:1], len(payload) // 8
    numbers = struct.unpack_from(f"<{count}d", payload, 1)
    if len(payload) != 1 + 8 * count or kind not in (b"n", b"d"):
        raise Foreign
    return list(numbers) if kind == b"d" else [_as_in_javascript(number) for number in numbers]


def _as_in_javascript(number: float) -> Any:
    if number == 0:
        return 0 if str(number) == "0.0" else number
    return int(number) if -_SAFE <= number <= _SAFE and number.is_integer() else number


def _moment(payload: bytes, depth: int) -> Any:
    if len(payload) == 4:
        return from_timestamp(int.from_bytes(payload, "big"), 0)
    if len(payload) == 8:
        both = _timestamp64.unpack(payload)[0]
        nanoseconds, seconds = both >> 34, both & 0x3FFFFFFFF
    else:
        nanoseconds, seconds = _timestamp96.unpack(payload)
    if nanoseconds >= 1_000_000_000:
        raise Foreign
    return from_timestamp(seconds, nanoseconds // 1000)


_extensions = {
    0xFF: _moment,
    1: _integer,
    2: _surrogates,
    3: _mapping,
    4: _set,
    8: _block,
    9: _tuple,
}
