"""A DataFrame of pandas as Arrow lays tables out, column by column, where there is no pyarrow that would do it."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, List, Optional, Tuple

    #: A format and the buffers of a column, the validity bits excepted.
    Column = Tuple[str, List[Any]]

_NULLABLE = 2

_NUMBERS = {
    "i1": "c",
    "u1": "C",
    "i2": "s",
    "u2": "S",
    "i4": "i",
    "u4": "I",
    "i8": "l",
    "u8": "L",
    "f2": "e",
    "f4": "f",
    "f8": "g",
}

_UNITS = {"s": "s", "ms": "m", "us": "u", "ns": "n"}


def is_frame(value: Any) -> bool:
    pandas = sys.modules.get("pandas")
    return pandas is not None and isinstance(value, pandas.DataFrame)


def read(frame: Any) -> Tuple[Any, List[Any]]:
    """What read_arrow_stream() gives."""
    fields, arrays = [], []
    for position, name in enumerate(frame.columns):
        series = frame.iloc[:, position]
        missing = series.isna().to_numpy()
        format, buffers = _column(series, missing)
        validity = _bits(~missing) if missing.any() else None
        fields.append((format, str(name), _NULLABLE, [], None, None))
        arrays.append((len(series), int(missing.sum()), 0, [validity, *buffers], [], None))
    return ("+s", "", 0, fields, None, None), [(len(frame), 0, 0, [None], arrays, None)]


def _column(series: Any, missing: Any) -> Column:
    for convert in (_times, _numbers, _objects):
        column = convert(series, missing)
        if column is not None:
            return column
    raise TypeError(
        f"the column {series.name!r} has values of dtype {series.dtype} that only pyarrow makes a column of: pip install pyarrow"
    )


def _times(series: Any, missing: Any) -> Optional[Column]:
    zone = getattr(series.dtype, "tz", None)
    if zone is not None:
        series = series.dt.tz_convert("UTC").dt.tz_localize(None)
    kind = getattr(series.dtype, "kind", "")
    if kind not in ("M", "m"):
        return None
    array = series.to_numpy()
    unit = _UNITS[str(array.dtype).partition("[")[2].rstrip("]")]
    format = f"ts{unit}:{'' if zone is None else zone}" if kind == "M" else f"tD{unit}"
    return format, [_bytes(array.view("i8"))]


def _numbers(series: Any, missing: Any) -> Optional[Column]:
    dtype = getattr(series.dtype, "numpy_dtype", series.dtype)
    kind = getattr(dtype, "kind", "")
    if kind == "b":
        return "b", [_bits(_filled(series, missing, "bool"))]
    format = _NUMBERS.get(getattr(dtype, "str", "")[1:])
    if format is not None:
        dtype = dtype.newbyteorder("=")
    return None if format is None else (format, [_bytes(_filled(series, missing, dtype))])


def _filled(series: Any, missing: Any, dtype: Any) -> Any:
    """Extension arrays have no number for what is missing."""
    if hasattr(series.dtype, "numpy_dtype") and missing.any():
        return series.to_numpy(dtype=dtype, na_value=0)
    return series.to_numpy(dtype=dtype)


def _objects(series: Any, missing: Any) -> Optional[Column]:
    values = [None if gone else value for value, gone in zip(series.astype(object), missing)]
    if any(missing) and all(value is None or isinstance(value, bool) for value in values):
        return "b", [_bits([value is True for value in values])]
    encoders: List[Tuple[type, str, Callable[[Any], bytes]]] = [(str, "U", str.encode), (bytes, "Z", bytes)]
    for kind, format, encode in encoders:
        if all(value is None or isinstance(value, kind) for value in values):
            return format, _pieces([b"" if value is None else encode(value) for value in values])
    return None


def _pieces(pieces: List[bytes]) -> List[Any]:
    import numpy

    offsets = numpy.zeros(len(pieces) + 1, "i8")
    numpy.cumsum([len(piece) for piece in pieces], out=offsets[1:])
    return [_bytes(offsets), b"".join(pieces)]


def _bits(flags: Any) -> Any:
    import numpy

    return numpy.packbits(flags, bitorder="little")


def _bytes(array: Any) -> Any:
    import numpy

    return numpy.ascontiguousarray(array).view("u1")
