"""Values on their way between the driver of a cluster and its workers: pickled, with large memory beside the rest."""

from __future__ import annotations

import io
import pickle
from types import FunctionType

from ._kept_here import reading, reduce

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._kept_here import Keeper

#: Less memory than this is copied into the pickle: a buffer of its own costs more.
_SMALL = 4096


class Payload:
    """A pickle and its buffers, which an engine that pickles this again takes out of band: none of them is copied for that."""

    __slots__ = ("data", "buffers")

    def __init__(self, data: bytes, *buffers: Any) -> None:
        self.data = data
        self.buffers = buffers

    def __reduce_ex__(self, protocol: Any) -> Any:
        return Payload, (self.data, *self.buffers)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Payload) and (self.data, self.buffers) == (other.data, other.buffers)


def unpack(payload: Payload | bytes, keeper: Keeper | None = None, beside: tuple[Any, ...] = (), after: int = 0) -> Any:
    """`beside`: the objects of the store that are part of it. `after`: the length of its head."""
    with reading(keeper, beside):
        if type(payload) is bytes:
            return pickle.loads(memoryview(payload)[after:] if after else payload)
        return pickle.loads(memoryview(payload.data)[after:], buffers=payload.buffers)  # type: ignore[union-attr]


def pack(pickler: Any, value: Any, keeper: Keeper | None = None, head: bytes = b"") -> Payload | bytes:
    """Bytes where there are no buffers: these an engine passes on as they are. `pickler` is its class, for what has no module of its own.
    `head` comes before the pickle, for what has to be known before that is read."""
    try:
        return _dump(_PlainPickler, value, keeper, head)
    except _NotPlain:
        return _dump(pickler, value, keeper, head)


def _dump(pickler: Any, value: Any, keeper: Keeper | None, head: bytes) -> Payload | bytes:
    buffers: list[pickle.PickleBuffer] = []

    def keep(buffer: pickle.PickleBuffer) -> bool:
        with memoryview(buffer) as view:
            if view.nbytes < _SMALL or not view.c_contiguous:
                return True
        buffers.append(buffer)
        return False

    file = io.BytesIO()
    file.write(head)
    writer = pickler(file, protocol=5, buffer_callback=keep)
    writer.keeper = keeper
    writer.dump(value)
    return Payload(file.getvalue(), *buffers) if buffers else file.getvalue()


class _NotPlain(Exception):
    """There is something that an engine's own pickler may have to take apart."""


#: Modules whose objects come to nothing but themselves.
_KNOWN = frozenset(["datetime", "decimal", "numpy", "uuid"])


class _PlainPickler(pickle.Pickler):
    """Ten times as quick as an engine's, which is written in Python: for what most calls have."""

    keeper: Keeper | None = None

    def reducer_override(self, value: Any) -> Any:
        kind = type(value)
        if kind is memoryview:
            return _reduce_view(value)
        if kind is type or kind is FunctionType or kind.__module__ not in _KNOWN:
            raise _NotPlain
        return NotImplemented


def pickler_of(base: Any) -> Any:
    """A pickler that knows what JavaScript sends: typed arrays are views, which keep their format and their shape."""

    class Pickler(base):  # type: ignore[misc]
        keeper: Keeper | None = None

        def reducer_override(self, value: Any) -> Any:
            if type(value) is memoryview:
                return _reduce_view(value)
            reduced = reduce(value, self.keeper)
            if reduced is not NotImplemented:
                return reduced
            return super().reducer_override(value)

    return Pickler


def _reduce_view(view: memoryview) -> Any:
    whole = view if view.c_contiguous else memoryview(view.tobytes())
    return _view, (pickle.PickleBuffer(whole), view.format, view.shape)


def _view(buffer: Any, form: str, shape: tuple[int, ...]) -> memoryview:
    """Read-only, as elsewhere: who writes into it would write into a copy."""
    view = memoryview(buffer).cast("B").toreadonly()
    if form == "B" and len(shape) == 1:
        return view
    return view.cast(form, shape) if len(shape) > 1 else view.cast(form)  # type: ignore[call-overload, no-any-return]
