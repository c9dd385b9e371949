"""A WebSocket: its handshake is an exchange with an answer, and what comes after that goes through the outbox."""

from __future__ import annotations

from ._exchange import Exchange
from ._outbox import ClientDisconnected
from ._scope import header_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._server import Server

_FORBIDDEN = 403


class WebSocketExchange(Exchange):
    """Accepted, the answer is the subprotocol and headers; refused, it is an HTTP answer: status, headers, body."""

    def __init__(self, server: Server, number: int, scope: dict[str, Any]) -> None:
        super().__init__(server, number, scope)
        self._is_connecting = True
        self._is_accepted = False
        self._is_closed = False
        self._refusal: tuple[int, str] | None = None
        self._refusal_body = b""
        self._left: dict[str, Any] = {"type": "websocket.disconnect", "code": 1006, "reason": ""}

    async def receive(self) -> dict[str, Any]:
        if self._is_connecting:
            self._is_connecting = False
            return {"type": "websocket.connect"}
        if not self._is_accepted and not self._is_gone and not self._is_closed:
            await self._ended()
        if self._is_accepted and not self._is_gone:
            got = await self._server.ask("read", self._number)
            if isinstance(got, str):
                return {"type": "websocket.receive", "text": got}
            if isinstance(got, bytes):
                return {"type": "websocket.receive", "bytes": got}
            if got is not None:
                self._left = {"type": "websocket.disconnect", "code": got[0], "reason": got[1]}
            self.disconnect()
        return self._left

    async def send(self, message: dict[str, Any]) -> None:
        if self._is_gone:
            raise ClientDisconnected
        if self._is_closed:
            raise RuntimeError(f"The WebSocket is closed: {message['type']!r} comes too late")
        if self._is_accepted:
            await self._send_accepted(message)
        else:
            self._send_first(message)

    def returned(self) -> None:
        if self._answer is None:
            raise RuntimeError("The application returned without accepting or closing the WebSocket")
        if self._is_accepted and not self._is_closed:
            self._close(1000, "")

    def _send_first(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        if kind == "websocket.accept":
            self._is_accepted = True
            headers = header_lines(message.get("headers"))
            self._set_answer((message.get("subprotocol"), headers))
            self.outbox.open()
            # A receive() that came too early goes on.
            self._wake_receiver()
        elif kind == "websocket.close":
            self._refuse(_FORBIDDEN, "")
        elif kind == "websocket.http.response.start":
            self._refusal = (int(message["status"]), header_lines(message.get("headers")))
        elif kind == "websocket.http.response.body" and self._refusal is not None:
            self._refusal_body += message.get("body", b"")
            if not message.get("more_body", False):
                self._refuse(*self._refusal)
        else:
            raise RuntimeError(f"Unexpected ASGI message {kind!r} before the WebSocket is accepted")

    def _refuse(self, status: int, headers: str) -> None:
        self._is_closed = True
        self._set_answer((status, headers, self._refusal_body))
        self._wake_receiver()

    async def _send_accepted(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        if kind == "websocket.send":
            data = message.get("text")
            if data is None:
                data = bytes(message["bytes"])
            self.outbox.put(data, len(data), False)
            await self.outbox.room()
        elif kind == "websocket.close":
            self._close(message.get("code", 1000), message.get("reason") or "")
        else:
            raise RuntimeError(f"Unexpected ASGI message {kind!r}")

    def _close(self, code: int, reason: str) -> None:
        self._is_closed = True
        self.outbox.put([code, reason], 0, True)

    async def _deliver(self, items: list[Any], is_last: bool) -> bool:
        return await self._server.ask("write", self._number, items, is_last)
