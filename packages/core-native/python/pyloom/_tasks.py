"""What runs on a cluster, as something that can be given up."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Task:
    """Of a call that is under way. `has_ended` comes from the engine's threads."""

    has_ended = False

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

    def __init__(self, engine: Any) -> None:
        self._engine = engine
        self._task: Any = None

    def begin(self, task: Any) -> None:
        self._task = task

    def interrupt(self) -> None:
        self._engine.interrupt(self._task)

    def kill(self) -> None:
        self._engine.kill(self._task)


class ContextTask(Task):
    """Something that a context was asked for."""

    def __init__(self, engine: Any, place: Any, number: int) -> None:
        self._engine = engine
        self._place = place
        self._number = number

    def interrupt(self) -> None:
        self._engine.interrupt_context(self._place, self._number)

    def kill(self) -> None:
        self._engine.kill_context(self._place)
