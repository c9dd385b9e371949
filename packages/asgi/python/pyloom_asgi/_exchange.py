"""One request and its answer: what an HTTP exchange and a WebSocket have in common."""

from __future__ import annotations

import asyncio
import sys

from ._outbox import ClientDisconnected, Outbox

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._server import Server

#: The answer of an application whose client has left.
_NONE = object()

_eager = {"eager_start": True} if sys.version_info >= (3, 12) else {}


class Exchange:
    """The application runs as a task of its own, since it may have work to do after its answer. What JavaScript asked for
    is the answer alone."""

    def __init__(self, server: Server, number: int, scope: dict[str, Any]) -> None:
        self._server = server
        self._number = number
        self._scope = scope
        self._task: asyncio.Task[None] | None = None
        #: What JavaScript gets as the result of its call, and who waits for it.
        self._answer: Any = None
        self._waiter: asyncio.Future[Any] | None = None
        self._is_gone = False
        #: Waits in receive(), where there is nothing more to receive but the end.
        self._end: asyncio.Future[None] | None = None
        self.outbox = Outbox(self._deliver)

    def begin(self) -> Any:
        """Runs the application up to its answer, or up to where it begins: what JavaScript gets, or who waits for that. Raises what the
        application raised before."""
        # From 3.12 on it runs at once, up to where it first waits. An answer often needs no more, and no turn of the loop then.
        self._task = asyncio.Task(self._run(), loop=asyncio.get_running_loop(), **_eager)
        return self._wait() if self._answer is None else self._result()

    async def _wait(self) -> Any:
        if self._answer is None:
            self._waiter = asyncio.get_running_loop().create_future()
            try:
                await self._waiter
            except asyncio.CancelledError:
                self.cancel()
                raise
        return self._result()

    def _result(self) -> Any:
        if isinstance(self._answer, BaseException):
            raise self._answer
        return None if self._answer is _NONE else self._answer

    def disconnect(self) -> None:
        """The client has left. The application is told when it next receives or sends."""
        self._is_gone = True
        self.outbox.give_up()
        self._wake_receiver()

    def cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    async def receive(self) -> dict[str, Any]:
        raise NotImplementedError

    async def send(self, message: dict[str, Any]) -> None:
        raise NotImplementedError

    def returned(self) -> None:
        """The application has returned. Raises if there is something that it has not done."""
        raise NotImplementedError

    async def _deliver(self, items: list[Any], is_last: bool) -> bool:
        raise NotImplementedError

    async def _run(self) -> None:
        try:
            await self._server.application(self._scope, self.receive, self.send)
            if not self._is_gone:
                self.returned()
            elif self._answer is None:
                self._set_answer(_NONE)
        except asyncio.CancelledError as error:
            self._fail(error)
            raise
        except Exception as error:
            self._fail(error)
        finally:
            self._server.exchanges.pop(self._number, None)

    def _set_answer(self, answer: Any) -> None:
        self._answer = answer
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    def _fail(self, error: BaseException) -> None:
        if self._answer is None:
            self._set_answer(error)
        elif not (self._is_gone and isinstance(error, (ClientDisconnected, asyncio.CancelledError))):
            self._server.failed(self._number, error)

    async def _ended(self) -> None:
        """Until there is nobody to answer any more."""
        if self._end is None:
            self._end = asyncio.get_running_loop().create_future()
        await asyncio.shield(self._end)

    def _wake_receiver(self) -> None:
        end, self._end = self._end, None
        if end is not None and not end.done():
            end.set_result(None)
