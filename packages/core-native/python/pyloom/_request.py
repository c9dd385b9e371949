"""What a worker of a cluster is asked for, as the driver hands it to the engine."""

from __future__ import annotations

from struct import Struct
from typing import NamedTuple

from ._payload import pack, unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._kept_here import Keeper
    from ._payload import Payload
    from ._stored import Stored

#: Of the payload: the number of the call, by which its worker names it to the driver. An engine takes an argument of its own for it dearly.
_HEAD = Struct("<Q")


class Request(NamedTuple):
    #: The number of the call; what to call, with what. Objects of the store are places in `stored` there.
    payload: Payload | bytes
    #: What the worker is to be given beside the payload, as payloads, too.
    stored: tuple[Stored, ...]
    #: What the engine's own tools call it.
    label: str

    @property
    def references(self) -> list[Any]:
        return [each.reference for each in self.stored]


def request(number: int, label: str, parts: Any, pickler: Any, keeper: Keeper) -> Request:
    payload = pack(pickler, parts, keeper, _HEAD.pack(number))
    return Request(payload, tuple(keeper.stored), label)


def number_of(payload: Payload | bytes) -> int:
    data = payload if type(payload) is bytes else payload.data  # type: ignore[union-attr]
    return _HEAD.unpack_from(data)[0]  # type: ignore[no-any-return]


def parts_of(payload: Payload | bytes, stored: tuple[Payload, ...]) -> Any:
    """What to call, with what: objects of the store are in their places."""
    return unpack(payload, None, tuple(map(unpack, stored)), _HEAD.size)
