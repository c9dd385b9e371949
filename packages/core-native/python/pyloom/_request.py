"""What a worker of a cluster is asked for, as the driver hands it to the engine."""

from __future__ import annotations

from typing import NamedTuple

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._payload import Payload
    from ._stored import Stored


class Request(NamedTuple):
    #: Of the call, by which its worker names it to the driver.
    number: int
    #: What to call, with what. Objects of the store are places in `stored` there.
    payload: Payload | bytes
    #: What the worker is to be given beside the payload, as payloads, too.
    stored: tuple[Stored, ...]
    #: What the engine's own tools call it.
    label: str

    @property
    def references(self) -> list[Any]:
        return [each.reference for each in self.stored]
