"""Tables of any library that speaks Arrow's C data interface (the Arrow PyCapsule interface)."""

from __future__ import annotations

import _pyloom_core

from . import _pandas_columns

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, List, Tuple


def read(value: Any) -> Tuple[Any, List[Any]]:
    """Its schema and its arrays, on the memory where they are."""
    has_stream = hasattr(value, "__arrow_c_stream__")
    if _pandas_columns.is_frame(value) and not (has_stream and _has_pyarrow()):
        return _pandas_columns.read(value)
    if has_stream:
        return _pyloom_core.read_arrow_stream(value.__arrow_c_stream__())
    if hasattr(value, "__arrow_c_array__"):
        return _pyloom_core.read_arrow_array(*value.__arrow_c_array__())
    raise TypeError(
        f"a {type(value).__qualname__} is no table: it has neither __arrow_c_stream__ nor __arrow_c_array__, as tables of pandas, "
        "polars, pyarrow and DuckDB have"
    )


def _has_pyarrow() -> bool:
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        return False
    return True
