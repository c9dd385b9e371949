"""A worker's end of the line to the driver: what Python asks of JavaScript there."""

from __future__ import annotations

import pickle
import socket
import threading
from contextvars import ContextVar
from itertools import count

from ._line import HEADER, SIZE, Lost, body_length, frame, is_proof, nonce, proof
from ._payload import pack, unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    #: Where the driver listens, and the key to it.
    Address = tuple[str, int, bytes]

#: The number of the call that this code runs for; 0: for none, in a thread of its own.
call_number: ContextVar[int] = ContextVar("call_number", default=0)

#: Seconds after which a thread that waits looks whether it was interrupted: that wakes nobody up.
_PULSE = 0.05


class WorkerLine:
    """One for all threads of a worker."""

    def __init__(self, address: Address, pickler: Any) -> None:
        host, port, key = address
        self.address = address
        self._pickler = pickler
        self._numbers = count(1)
        self._waiting: dict[int, Callable[[bool, Any], None]] = {}
        self._sending = threading.Lock()
        self.is_lost = False
        try:
            self._socket = socket.create_connection((host, port))
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._meet(key)
        except OSError as error:
            raise Lost() from error
        threading.Thread(target=self._read, name="pyloom line", daemon=True).start()

    def _meet(self, key: bytes) -> None:
        own = nonce()
        self._socket.sendall(proof(key, b"worker", self._receive(SIZE)) + own)
        if not is_proof(key, b"driver", own, self._receive(SIZE)):
            raise Lost("the driver of this cluster does not know its own key")

    def ask(self, kind: str, *parts: Any) -> Any:
        """Blocks this thread, with the GIL free. Raises what the driver says."""
        arrived = threading.Event()
        answer: list[Any] = []

        def done(ok: bool, value: Any) -> None:
            answer.extend((ok, value))
            arrived.set()

        number = self.start(kind, parts, done)
        try:
            while not arrived.wait(_PULSE):
                pass
        except BaseException:
            self.give_up(number)
            raise
        ok, value = answer
        value = unpack(value) if not isinstance(value, BaseException) else value
        if ok:
            return value
        raise value

    def start(self, kind: str, parts: tuple[Any, ...], done: Callable[[bool, Any], None]) -> int:
        """`done` is called from another thread, with a payload; or with Lost."""
        body = pack(self._pickler, parts)
        number = next(self._numbers)
        self._waiting[number] = done
        self._send((number, call_number.get(), kind, body))
        return number

    def tell(self, kind: str, *parts: Any) -> None:
        """Without an answer."""
        self._send((0, call_number.get(), kind, pack(self._pickler, parts)))

    def give_up(self, number: int) -> None:
        if self._waiting.pop(number, None) is not None:
            self.tell("give_up", number)

    def _send(self, message: Any) -> None:
        data = frame(pickle.dumps(message, 5))
        try:
            with self._sending:
                self._socket.sendall(data)
        except OSError as error:
            raise Lost() from error

    def _read(self) -> None:
        try:
            while True:
                number, ok, value = pickle.loads(self._receive(body_length(self._receive(HEADER))))
                done = self._waiting.pop(number, None)
                if done is not None:
                    done(ok, value)
        except (OSError, EOFError):
            pass
        self.is_lost = True
        while self._waiting:
            self._waiting.popitem()[1](False, Lost())

    def _receive(self, count: int) -> bytes:
        data = bytearray()
        while len(data) < count:
            part = self._socket.recv(min(count - len(data), 1 << 20))
            if not part:
                raise EOFError
            data += part
        return bytes(data)


_address: Address | None = None
_pickler: Any = None
_line: WorkerLine | None = None
_opening = threading.Lock()


def know(address: Address, pickler: Any) -> None:
    """Where the driver is that this worker's calls come from."""
    global _address, _pickler
    _address, _pickler = address, pickler


def driver_address() -> Address | None:
    return _address


def line() -> WorkerLine:
    """Opened with its first use."""
    global _line
    with _opening:
        if _address is None:
            raise RuntimeError("JavaScript cannot be called from here: this process serves no driver")
        if _line is None or _line.is_lost or _line.address != _address:
            _line = WorkerLine(_address, _pickler)
        return _line
