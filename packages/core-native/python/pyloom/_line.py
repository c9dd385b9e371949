"""The line between a worker of a cluster and the driver: frames, and how both sides make sure of each other."""

from __future__ import annotations

import hmac
import os
import struct

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_length = struct.Struct(">Q")

#: Of a nonce, and of a proof.
SIZE = 32


def nonce() -> bytes:
    return os.urandom(SIZE)


def proof(key: bytes, side: bytes, given: bytes) -> bytes:
    """That whoever writes it has the key. Neither side can give back what it was given."""
    return hmac.digest(key, side + given, "sha256")


def is_proof(key: bytes, side: bytes, given: bytes, shown: bytes) -> bool:
    return hmac.compare_digest(proof(key, side, given), shown)


def frame(body: bytes) -> bytes:
    return _length.pack(len(body)) + body


#: Of what comes before a frame's body.
HEADER = _length.size


def body_length(header: bytes) -> int:
    return _length.unpack(header)[0]  # type: ignore[no-any-return]


class Lost(RuntimeError):
    """The other side is gone."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*(args or ("the driver of this cluster is gone, and JavaScript with it",)))
