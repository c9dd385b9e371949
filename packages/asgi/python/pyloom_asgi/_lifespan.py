"""An application's own start and end."""

from __future__ import annotations

import asyncio

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class LifespanError(RuntimeError):
    """The application says that it could not start, or not end."""


class Lifespan:
    """The application runs in it from the start to the end. One that refuses to is let be, unless it is asked for."""

    def __init__(self, application: Any, is_wanted: bool) -> None:
        self._application = application
        self._is_wanted = is_wanted
        #: For scopes, once the application takes part.
        self.state: dict[str, Any] = {}
        self._messages: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._started: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._task: asyncio.Task[None] | None = None

    async def start(self) -> None:
        self._messages.put_nowait({"type": "lifespan.startup"})
        self._task = asyncio.get_running_loop().create_task(self._run())
        await self._started

    async def end(self) -> None:
        if self._task is None or self._task.done():
            return
        self._messages.put_nowait({"type": "lifespan.shutdown"})
        await self._ended
        await self._task

    async def _run(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0", "spec_version": "2.0"}, "state": self.state}
        try:
            await self._application(scope, self._messages.get, self._send)
        except Exception as error:
            if self._started.done() or self._is_wanted:
                self._settle(error)
        finally:
            self._settle(None)

    async def _send(self, message: dict[str, Any]) -> None:
        kind = message["type"]
        if kind == "lifespan.startup.complete":
            self._started.set_result(None)
        elif kind == "lifespan.startup.failed":
            self._settle(LifespanError(message.get("message") or "the application could not start"))
        elif kind == "lifespan.shutdown.complete":
            self._ended.set_result(None)
        elif kind == "lifespan.shutdown.failed":
            self._settle(LifespanError(message.get("message") or "the application could not end"))
        else:
            raise RuntimeError(f"Unexpected ASGI message {kind!r}")

    def _settle(self, error: Exception | None) -> None:
        """Whoever waits is told, or is told that there is nothing to wait for."""
        for future in (self._started, self._ended):
            if future.done():
                continue
            if error is None:
                future.set_result(None)
            else:
                future.set_exception(error)
                error = None
