"""A DataFrame of pandas, column by column, of what JavaScript sent: where there is no pyarrow that would make it."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Dict, List, Optional

_NUMBERS = {
    "c": "i1",
    "C": "u1",
    "s": "i2",
    "S": "u2",
    "i": "i4",
    "I": "u4",
    "l": "i8",
    "L": "u8",
    "e": "f2",
    "f": "f4",
    "g": "f8",
}

_UNITS = {"s": "s", "m": "ms", "u": "us", "n": "ns"}


def make(pandas: Any, schema: List[Any], arrays: List[Any]) -> Any:
    columns = []
    for position, field in enumerate(schema[3]):
        parts = [_column(pandas, field, array[4][position]) for array in arrays]
        if len(parts) == 1:
            columns.append(parts[0])
        else:
            columns.append(pandas.concat(parts or [pandas.Series([], dtype=object)], ignore_index=True))
    frame = pandas.DataFrame(dict(enumerate(columns)))
    frame.columns = [field[1] for field in schema[3]]
    return frame


def _column(pandas: Any, field: List[Any], array: List[Any]) -> Any:
    format, name = field[0], field[1]
    if field[4] is not None:
        return _dictionary(pandas, field, array)
    for prefix, convert in _CONVERTERS.items():
        if format.startswith(prefix):
            return convert(pandas, format, array)
    raise TypeError(f"the column {name!r} is of a type ({format}) that only pyarrow makes a column of pandas of: pip install pyarrow")


def _present(array: List[Any]) -> Optional[Any]:
    """A flag for each row; None where all are there."""
    length, nulls, offset, buffers = array[:4]
    return None if nulls == 0 or buffers[0] is None else _bits(buffers[0], offset, length)


def _bits(buffer: Any, offset: int, length: int) -> Any:
    import numpy

    return numpy.unpackbits(numpy.frombuffer(buffer, "u1"), bitorder="little")[offset : offset + length].astype(bool)


def _values(array: List[Any], dtype: str, index: int = 1, more: int = 0) -> Any:
    import numpy

    length, _, offset, buffers = array[:4]
    if buffers[index] is None or len(buffers[index]) == 0:
        return numpy.zeros(length + more, dtype)
    return numpy.frombuffer(buffers[index], dtype)[offset : offset + length + more]


def _numbers(pandas: Any, format: str, array: List[Any]) -> Any:
    """As pyarrow gives them: integers with nulls among them are floats."""
    import numpy

    values, present = _values(array, _NUMBERS[format]), _present(array)
    if present is not None:
        values = numpy.where(present, values, numpy.nan)
    return pandas.Series(values, copy=False)


def _flags(pandas: Any, format: str, array: List[Any]) -> Any:
    values, present = _bits(array[3][1] or b"", array[2], array[0]), _present(array)
    if present is None:
        return pandas.Series(values)
    return pandas.Series([flag if there else None for flag, there in zip(values.tolist(), present)], dtype=object)


def _times(pandas: Any, format: str, array: List[Any]) -> Any:
    kind = "datetime64" if format[1] == "s" else "timedelta64"
    values, present = _values(array, f"{kind}[{_UNITS[format[2]]}]"), _present(array)
    if present is not None:
        values = values.copy()
        values[~present] = "NaT"
    series, zone = pandas.Series(values), format[4:]
    return series.dt.tz_localize("UTC").dt.tz_convert(zone) if zone else series


def _pieces(pandas: Any, format: str, array: List[Any]) -> Any:
    offsets = _values(array, "i8" if format in "UZ" else "i4", more=1).tolist()
    data, present = memoryview(array[3][2] or b""), _present(array)
    pieces: List[Any] = [bytes(data[start:end]) for start, end in zip(offsets, offsets[1:])]
    if format in "uU":
        pieces = [piece.decode() for piece in pieces]
    if present is not None:
        pieces = [piece if there else None for piece, there in zip(pieces, present)]
    if format in "uU" and pieces and pieces.count(None) < len(pieces):
        return pandas.Series(pieces)
    return pandas.Series(pieces, dtype=object)


def _nothing(pandas: Any, format: str, array: List[Any]) -> Any:
    return pandas.Series([None] * array[0], dtype=object)


def _dictionary(pandas: Any, field: List[Any], array: List[Any]) -> Any:
    values, present = _values(array, _NUMBERS[field[0]]), _present(array)
    codes = [int(code) if present is None or present[row] else -1 for row, code in enumerate(values)]
    categories = _column(pandas, field[4], array[5])
    return pandas.Series(pandas.Categorical.from_codes(codes, categories, ordered=bool(field[2] & 1)))


_CONVERTERS: Dict[str, Callable[[Any, str, List[Any]], Any]] = {
    **dict.fromkeys(_NUMBERS, _numbers),
    "b": _flags,
    "ts": _times,
    "tD": _times,
    **dict.fromkeys("uUzZ", _pieces),
    "n": _nothing,
}
