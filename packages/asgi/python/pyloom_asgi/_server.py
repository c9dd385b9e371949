"""What JavaScript calls: one application on the event loop of a lane."""

from __future__ import annotations

import asyncio
import inspect
import os
from contextvars import Context
from traceback import format_exception

import pyloom

from ._http import HttpExchange
from ._lifespan import Lifespan
from ._loading import load
from ._scope import scope_of
from ._web_socket import WebSocketExchange

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from ._exchange import Exchange


def on_loop(function: Any) -> Any:
    """Of a function that gives a result or a coroutine: it is called on the event loop as a coroutine function is. What it gives at once
    takes no task."""
    function._is_coroutine_marker = function
    return function


class BadRequest(ValueError):
    """A head that is none."""


class Server:
    """Made by the module that JavaScript defines for a worker; in a process that took another one's place, anew."""

    def __init__(self, host: str, settings: dict[str, Any]) -> None:
        self._host = host
        self._settings = settings
        self.application: Any = None
        self._lifespan: Lifespan | None = None
        self._starting: asyncio.Future[None] | None = None
        self._events: asyncio.Task[None] | None = None
        self.exchanges: dict[int, Exchange] = {}
        #: Of clients that left before their request had its turn.
        self._gone: set[int] = set()

    async def start(self) -> None:
        """Once, whoever asks. Raises what keeps the application from starting; then it may be asked again."""
        starting = self._starting
        if starting is None:
            starting = self._starting = asyncio.ensure_future(self._start())
        try:
            await asyncio.shield(starting)
        except BaseException:
            if starting.done() and self._starting is starting:
                self._starting = None
            raise

    async def _start(self) -> None:
        settings = self._settings
        application = load(
            settings["module"], settings["name"], settings["factory"], settings["interface"], settings["wsgiThreads"]
        )
        if settings["lifespan"] != "off":
            lifespan = Lifespan(application, settings["lifespan"] == "on")
            await lifespan.start()
            self._lifespan = lifespan
        self.application = application

    async def stop(self) -> None:
        """The application's own end; what is under way is given up."""
        for exchange in list(self.exchanges.values()):
            exchange.disconnect()
            exchange.cancel()
        lifespan, self._lifespan = self._lifespan, None
        self._starting = self.application = None
        if lifespan is not None:
            await lifespan.end()

    @on_loop
    def http(self, number: int, head: str, headers: str, body: bytes | None) -> Any:
        """The answer to a request: its status, headers, body, and whether there is more; or, of a client that has left, nothing."""
        if self.application is None:
            return self._once_started(self.http, number, head, headers, body)
        if number in self._gone:
            return self._gone.discard(number)
        return self._enter(number, HttpExchange(self, number, self._scope("http", head, headers), body))

    @on_loop
    def web_socket(self, number: int, head: str, headers: str) -> Any:
        """The answer to a handshake."""
        if self.application is None:
            return self._once_started(self.web_socket, number, head, headers)
        if number in self._gone:
            return self._gone.discard(number)
        return self._enter(number, WebSocketExchange(self, number, self._scope("websocket", head, headers)))

    async def _once_started(self, function: Callable[..., Any], *args: Any) -> Any:
        await self.start()
        result = function(*args)
        return await result if inspect.isawaitable(result) else result

    async def ask(self, *args: Any) -> Any:
        """Asks JavaScript for something of an exchange."""
        return await pyloom.call_async(self._host, *args)

    def failed(self, number: int, error: BaseException) -> None:
        """Of an application that failed behind the beginning of its answer."""
        kind = type(error).__name__
        told = [kind, f"{kind}: {error}", "".join(format_exception(type(error), error, error.__traceback__))]
        asyncio.get_running_loop().create_task(self._tell(number, told))

    async def _tell(self, number: int, told: list[str]) -> None:
        try:
            await self.ask("failed", number, told)
        except Exception:
            pass  # The JavaScript side has closed.

    def _enter(self, number: int, exchange: Exchange) -> Any:
        self.exchanges[number] = exchange
        if self._events is None:
            # On behalf of nobody's call.
            self._events = Context().run(asyncio.get_running_loop().create_task, self._listen())
        return exchange.begin()

    def _scope(self, kind: str, head: str, headers: str) -> dict[str, Any]:
        state = None if self._lifespan is None else self._lifespan.state
        try:
            return scope_of(kind, head, headers, state)
        except ValueError as error:
            raise BadRequest(str(error)) from None

    async def _listen(self) -> None:
        """What JavaScript has to say of exchanges. It answers when there is something; or nothing, when it has had no request for a
        while: a call that waits there keeps its process alive."""
        try:
            while True:
                events = await self.ask("events", os.getpid())
                for what, number in events:
                    self._heed(what, number)
                if not events and not self.exchanges:
                    return
        except Exception:
            pass  # It has closed.
        finally:
            self._events = None

    def _heed(self, what: str, number: int) -> None:
        exchange = self.exchanges.get(number)
        if what == "forget":
            self._gone.discard(number)
        elif exchange is None:
            if what == "gone":
                self._gone.add(number)
        else:
            exchange.disconnect()
            if what == "cancel":
                exchange.cancel()
