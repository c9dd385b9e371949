"""A connection to a Redis or Valkey server: commands of its protocol, RESP 2, and nothing besides. A worker of a cluster may have no client
library of Python's, and what a state needs of one is little."""

from __future__ import annotations

import select
import socket

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Union

    Part = Union[str, bytes]

#: Seconds that a server may take to accept.
_PATIENCE = 3
#: Seconds after which a thread that waits looks whether it was interrupted.
_PULSE = 0.05


class ServerError(Exception):
    """The server has refused the command: the text of its answer."""


class Connection:
    """For one command at a time."""

    def __init__(self, host: str, port: int) -> None:
        self._socket = socket.create_connection((host, port), _PATIENCE)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        self._socket.settimeout(_PULSE)
        self._arrived = bytearray()

    def close(self) -> None:
        self._socket.close()

    def is_open(self) -> bool:
        """Whether the other side has not closed it while nobody asked: it has no reason to say anything else."""
        watching = select.poll()
        watching.register(self._socket, select.POLLIN)
        return not watching.poll(0)

    def ask(self, *command: Part) -> Any:
        """The answer: an int, bytes, None or a list of these. An OSError leaves open whether the command was carried out."""
        self._send(command)
        answer = self._answer()
        if isinstance(answer, ServerError):
            raise answer
        return answer

    def _send(self, command: tuple[Part, ...]) -> None:
        message = bytearray(b"*%d\r\n" % len(command))
        for part in command:
            data = part.encode() if isinstance(part, str) else part
            message += b"$%d\r\n%b\r\n" % (len(data), data)
        left = memoryview(message)
        while left:
            try:
                left = left[self._socket.send(left) :]
            except socket.timeout:
                pass

    def _answer(self) -> Any:
        line = self._line()
        kind, rest = line[:1], line[1:]
        if kind == b"+":
            return rest
        if kind == b"-":
            return ServerError(rest.decode("utf-8", "replace"))
        if kind == b":":
            return int(rest)
        if kind == b"$":
            return None if rest == b"-1" else self._take(int(rest) + 2)[:-2]
        if kind == b"*":
            return None if rest == b"-1" else [self._answer() for _ in range(int(rest))]
        raise OSError(f"the server answers what is not RESP 2: {line[:40]!r}")

    def _line(self) -> bytes:
        while True:
            end = self._arrived.find(b"\r\n")
            if end >= 0:
                return self._take(end + 2)[:-2]
            self._receive()

    def _take(self, count: int) -> bytes:
        while len(self._arrived) < count:
            self._receive()
        data = bytes(self._arrived[:count])
        del self._arrived[:count]
        return data

    def _receive(self) -> None:
        try:
            data = self._socket.recv(1 << 16)
        except socket.timeout:
            return
        if not data:
            raise ConnectionResetError("the server has closed the connection")
        self._arrived += data
