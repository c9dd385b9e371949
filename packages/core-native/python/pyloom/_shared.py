"""Arrays in memory that JavaScript and Python see at once, in every process that has one."""

from __future__ import annotations

import _pyloom_core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Tuple, Union

#: NumPy's names of the formats that JavaScript has arrays of.
_FORMATS = {
    "int8": "b",
    "uint8": "B",
    "int16": "h",
    "uint16": "H",
    "int32": "i",
    "uint32": "I",
    "int64": "q",
    "uint64": "Q",
    "float32": "f",
    "float64": "d",
    "bool": "?",
}


def shared_array(dtype: Any, shape: Union[int, Tuple[int, ...]]) -> memoryview:
    """A writable memoryview of zeros that JavaScript gets as a typed array on the same memory, wherever this runs.

    `dtype` is a format of memoryview ('d'), a name of NumPy's ('float64') or what has such a name (numpy.float64). `shape` is a
    length, or a tuple of them. `numpy.asarray(...)` makes an ndarray of it without a copy. It is freed when neither side refers to
    it any more.
    """
    name = dtype if isinstance(dtype, str) else getattr(dtype, "name", None) or getattr(dtype, "__name__", None)
    code = _FORMATS.get(name, name)
    if code not in _FORMATS.values():
        raise ValueError(f"dtype must be one of {', '.join(_FORMATS)} or of {''.join(_FORMATS.values())}, not {dtype!r}")
    lengths = shape if isinstance(shape, tuple) else (shape,)
    items = 1
    for length in lengths:
        if isinstance(length, bool) or not hasattr(length, "__index__"):
            raise TypeError(f"shape must be a length or a tuple of lengths, not {shape!r}")
        if length.__index__() < 1:
            raise ValueError(f"shape must be of lengths of at least 1, not {shape!r}")
        items *= length.__index__()
    if not lengths:
        raise ValueError("shape must have a length at least")
    size = memoryview(bytes(8)).cast(code).itemsize
    memory = _pyloom_core.make_shared(items * size)
    return memory.cast(code, [length.__index__() for length in lengths])
