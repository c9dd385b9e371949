"""Tables that JavaScript sends: what frame() of the client makes in Python."""

from __future__ import annotations

import _pyloom_core

from ._modules import load

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Dict, List, Optional


class Table:
    """Speaks the Arrow PyCapsule interface, on the memory that JavaScript has."""

    def __init__(self, schema: List[Any], arrays: List[Any]) -> None:
        self._schema = schema
        self._arrays = arrays

    def __arrow_c_schema__(self) -> Any:
        return _pyloom_core.write_arrow_schema(self._schema)

    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any:
        """In the types that it has: another schema may be asked for, and whoever asks looks at what comes."""
        if requested_schema is not None:
            self._check(_pyloom_core.read_arrow_schema(requested_schema))
        return _pyloom_core.write_arrow_stream(self._schema, self._arrays)

    def _check(self, requested: Any) -> None:
        columns, wanted = len(self._schema[3]), len(requested[3])
        if columns != wanted:
            raise ValueError(f"a table of {columns} columns cannot be given as one of {wanted}")

    def __len__(self) -> int:
        return sum(array[0] for array in self._arrays)

    def __repr__(self) -> str:
        columns = ", ".join(f"{field[1]!r}" for field in self._schema[3])
        return f"<table from JavaScript: {len(self)} rows of {columns}>"


def make(schema: List[Any], arrays: List[Any], library: Optional[str]) -> Any:
    """A library's own table if one is named. NeedsHome where the library refuses this interpreter."""
    table = Table(schema, arrays)
    return table if library is None else _LIBRARIES[library](table)


def _pyarrow(table: Table) -> Any:
    return _load("pyarrow").table(table)


def _polars(table: Table) -> Any:
    return _load("polars").DataFrame(table)


def _pandas(table: Table) -> Any:
    pandas = _load("pandas")
    try:
        pyarrow: Any = load("pyarrow")
    except ModuleNotFoundError:
        from ._pandas_frames import make

        return make(pandas, table._schema, table._arrays)
    return pyarrow.table(table).to_pandas()


_LIBRARIES: Dict[str, Callable[[Table], Any]] = {"pandas": _pandas, "polars": _polars, "pyarrow": _pyarrow}


def _load(name: str) -> Any:
    try:
        return load(name)
    except ModuleNotFoundError as error:
        if error.name != name:
            raise
        message = f"a frame that is sent as a table of {name} needs it in this Python: pip install {name}"
        raise ModuleNotFoundError(message, name=name) from None
