"""What an application sends, on its way to JavaScript: in one crossing what gathers while the one before is under way."""

from __future__ import annotations

import asyncio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from typing import Any

#: Bytes that may lie here before send() waits, as in a transport of asyncio.
_HIGH_WATER = 65536


class ClientDisconnected(OSError):
    """What send() raises once the client has left."""

    def __init__(self) -> None:
        super().__init__("the client has left")


class Outbox:
    """Of one exchange. JavaScript answers each crossing as soon as the socket takes more."""

    def __init__(self, deliver: Callable[[list[Any], bool], Awaitable[bool]]) -> None:
        self._deliver = deliver
        self._items: list[Any] = []
        self._size = 0
        self._is_last = False
        self._is_open = False
        self._is_gone = False
        self._pump: asyncio.Task[None] | None = None
        self._room: asyncio.Future[None] | None = None

    def open(self) -> None:
        """From now on it is delivered; until then it gathers."""
        self._is_open = True
        if self._items or self._is_last:
            self._start()

    def put(self, item: Any, size: int, is_last: bool) -> None:
        self._items.append(item)
        self._size += size
        self._is_last = is_last
        if self._is_open:
            self._start()

    async def room(self) -> None:
        """Waits while too much lies here."""
        while self._size > _HIGH_WATER and not self._is_gone:
            if self._room is None:
                self._room = asyncio.get_running_loop().create_future()
            await asyncio.shield(self._room)
        if self._is_gone:
            raise ClientDisconnected

    def take(self) -> list[Any]:
        items, self._items, self._size = self._items, [], 0
        self._wake()
        return items

    def give_up(self) -> None:
        """Nobody is there any more to take it."""
        self._is_gone = True
        self.take()

    def _start(self) -> None:
        if self._pump is None and not self._is_gone:
            self._pump = asyncio.get_running_loop().create_task(self._run())

    async def _run(self) -> None:
        try:
            while (self._items or self._is_last) and not self._is_gone:
                is_last, self._is_last = self._is_last, False
                # What is under way counts until it has arrived.
                items, self._items, size = self._items, [], self._size
                if not await self._deliver(items, is_last):
                    return self.give_up()
                self._size -= size
                self._wake()
        except Exception:
            # The JavaScript side has closed: there is no client to it either.
            self.give_up()
        finally:
            self._pump = None

    def _wake(self) -> None:
        room, self._room = self._room, None
        if room is not None and not room.done():
            room.set_result(None)
