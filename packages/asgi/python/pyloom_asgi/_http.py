"""An HTTP request and its answer."""

from __future__ import annotations

import asyncio

from ._exchange import Exchange
from ._outbox import ClientDisconnected
from ._scope import header_lines

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._server import Server


class HttpExchange(Exchange):
    """A small answer is the result of the call as a whole; of a long one that is the beginning, and the outbox has the rest."""

    def __init__(self, server: Server, number: int, scope: dict[str, Any], body: bytes | None) -> None:
        super().__init__(server, number, scope)
        #: The whole body, until it is received. None: it comes piece by piece.
        self._body = body
        self._has_more = body is None
        self._status = 0
        self._headers = ""
        self._is_complete = False
        #: Whether the first piece of a long answer is there, and its beginning on the way.
        self._is_beginning = False

    async def receive(self) -> dict[str, Any]:
        body, self._body = self._body, None
        if body is not None:
            return {"type": "http.request", "body": body, "more_body": False}
        if self._has_more and not self._is_gone:
            piece = await self._server.ask("read", self._number)
            if piece is not None:
                chunk, self._has_more = piece
                return {"type": "http.request", "body": chunk, "more_body": self._has_more}
            self._has_more = False
        if not self._is_gone and not self._is_complete:
            await self._ended()
        return {"type": "http.disconnect"}

    async def send(self, message: dict[str, Any]) -> None:
        if self._is_gone:
            raise ClientDisconnected
        kind = message["type"]
        if kind == "http.response.body":
            await self._send_body(message.get("body", b""), message.get("more_body", False))
        elif kind == "http.response.start":
            if self._status:
                raise RuntimeError("The answer has been started already: a second 'http.response.start'")
            self._headers = header_lines(message.get("headers"))
            self._status = int(message["status"])
        else:
            raise RuntimeError(f"Unexpected ASGI message {kind!r}")

    def returned(self) -> None:
        if not self._status:
            raise RuntimeError("The application returned without an answer")
        if not self._is_complete:
            raise RuntimeError("The application returned before its answer was complete")

    async def _send_body(self, body: bytes, has_more: bool) -> None:
        if not self._status:
            raise RuntimeError("'http.response.start' comes before 'http.response.body'")
        if self._is_complete:
            raise RuntimeError("The answer is complete: an 'http.response.body' too many")
        if not has_more:
            self._is_complete = True
            # Who listens for a disconnect may stop.
            self._wake_receiver()
            if self._answer is None:
                self._begin(body, False)
                return
        # A copy of what the application may go on writing to.
        self.outbox.put(bytes(body), len(body), not has_more)
        if not self._is_beginning:
            self._is_beginning = True
            # What comes until the loop has its next turn goes with it; often that is all.
            asyncio.get_running_loop().call_soon(self._begin_with_pieces)
        if has_more:
            await self.outbox.room()

    def _begin_with_pieces(self) -> None:
        if self._answer is None and not self._is_gone:
            self._begin(b"", True)

    def _begin(self, last: bytes, has_more: bool) -> None:
        pieces = self.outbox.take()
        body = b"".join([*pieces, last]) if pieces else bytes(last)
        self._set_answer((self._status, self._headers, body, has_more))
        self.outbox.open()

    async def _deliver(self, items: list[Any], is_last: bool) -> bool:
        body = items[0] if len(items) == 1 else b"".join(items)
        return await self._server.ask("write", self._number, body, is_last)
