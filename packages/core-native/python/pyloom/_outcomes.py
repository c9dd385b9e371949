"""Outcomes of a cluster's tasks, on their way to the event loop where they are waited for."""

from __future__ import annotations

from collections import deque
from functools import partial
from itertools import islice

from ._errors import WorkerLostError

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Future
    from collections.abc import Callable
    from typing import Any

    from ._request import Request
    from ._tasks import Task

#: Seconds between two looks for each task that is looked at, a tenth of what it costs to hand it over: the cluster has the rest to do meanwhile.
_PAUSE_OF_EACH = 50e-6
_LONGEST_PAUSE = 0.05
#: Tasks that are looked at at a time, which takes Ray half a millisecond.
_AT_A_TIME = 1000


class Outcomes:
    """Each of a few tasks is watched: a thread of the engine's brings what it comes to, and wakes the loop. Of many, that thread and the loop
    want the GIL in turn, which costs the driver half as much again: the loop itself looks for those from time to time."""

    def __init__(self, engine: Any, loop: AbstractEventLoop, are_many: Callable[[], bool]) -> None:
        """`are_many`: whether what is in flight keeps the cluster at work for a while."""
        self.loop = loop
        self._engine = engine
        self._are_many = are_many
        self._arrived: deque[tuple[Task, Any]] = deque()
        self._is_awake = False
        #: In the order in which they began, by what the engine knows them by.
        self._unwatched: dict[Any, tuple[Task, Request]] = {}
        self._is_looking = False

    def expect(self, task: Task, request: Request) -> Future[Any]:
        """The answer to the request, or the exception that the engine says instead."""
        future = task.future = self.loop.create_future()
        if self._are_many():
            self._unwatched[task.handle] = (task, request)
            self._look_again()
        else:
            self._watch(task, request)
        return future

    # ---------------------------------------------------------------- few

    def _watch(self, task: Task, request: Request) -> None:
        self._engine.watch(task.handle, request, partial(self._put, task))

    def _put(self, task: Task, outcome: Any) -> None:
        """From any thread. Wakes the loop once for all that comes before it looks."""
        task.has_ended = True
        self._arrived.append((task, outcome))
        if not self._is_awake:
            self._is_awake = True
            self.loop.call_soon_threadsafe(self._take)

    def _take(self) -> None:
        self._is_awake = False
        while self._arrived:
            task, outcome = self._arrived.popleft()
            task.settle(outcome)

    # ---------------------------------------------------------------- many

    def _look_again(self) -> None:
        if self._unwatched and not self._is_looking:
            self._is_looking = True
            self.loop.call_later(min(_PAUSE_OF_EACH * len(self._unwatched), _LONGEST_PAUSE), self._look)

    def _look(self) -> None:
        self._is_looking = False
        if not self._engine.is_connected():
            self._lose_all()
            return
        looked_at = list(islice(self._unwatched, _AT_A_TIME))
        ended, answers = self._engine.ended(looked_at)
        for place, handle in enumerate(ended):
            task, request = self._unwatched.pop(handle)
            if answers is None:
                self._watch(task, request)
            else:
                task.settle(answers[place])
        if not self._are_many():
            self._watch_all()
        elif len(self._unwatched) > _AT_A_TIME:
            self._put_behind(looked_at)
        self._look_again()

    def _watch_all(self) -> None:
        unwatched, self._unwatched = self._unwatched, {}
        for task, request in unwatched.values():
            self._watch(task, request)

    def _put_behind(self, handles: list[Any]) -> None:
        """The others come first next time."""
        for handle in handles:
            kept = self._unwatched.pop(handle, None)
            if kept is not None:
                self._unwatched[handle] = kept

    def _lose_all(self) -> None:
        unwatched, self._unwatched = self._unwatched, {}
        for task, _ in unwatched.values():
            task.settle(WorkerLostError("the driver has left the cluster"))
