"""What runs on a cluster, as something that is waited for and can be given up."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import Future
    from typing import Any


class Task:
    """Of a call that is under way."""

    #: From the engine's threads, too.
    has_ended = False
    #: Of its outcome.
    future: Future[Any]

    def __init__(self, engine: Any, handle: Any) -> None:
        self._engine = engine
        #: What the engine knows it by.
        self.handle = handle

    def settle(self, outcome: Any) -> None:
        """An exception is what its future fails with. On the future's loop."""
        self.has_ended = True
        if self.future.done():
            return
        if isinstance(outcome, BaseException):
            self.future.set_exception(outcome)
        else:
            self.future.set_result(outcome)

    def interrupt(self) -> None:
        """In whatever Python it runs."""
        raise NotImplementedError

    def kill(self) -> None:
        """Its worker."""
        raise NotImplementedError

    def end(self) -> None:
        if not self.has_ended:
            self.kill()


class EngineTask(Task):
    """A call of a function."""

    def interrupt(self) -> None:
        self._engine.interrupt(self.handle)

    def kill(self) -> None:
        self._engine.kill(self.handle)


class ContextTask(Task):
    """Something that a context was asked for."""

    def __init__(self, engine: Any, handle: Any, place: Any, number: int) -> None:
        super().__init__(engine, handle)
        self._place = place
        self._number = number

    def interrupt(self) -> None:
        self._engine.interrupt_context(self._place, self._number)

    def kill(self) -> None:
        self._engine.kill_context(self._place)
