"""Outcomes that other threads bring to an event loop."""

from __future__ import annotations

from collections import deque

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop, Future
    from collections.abc import Callable
    from typing import Any


class Arrivals:
    """Wakes its loop once for all that comes before it looks: each wake-up is a system call, and another thread that wants the GIL."""

    def __init__(self, loop: AbstractEventLoop, pause: Callable[[], float]) -> None:
        """`pause`: for how many seconds what comes may lie, because much else is waited for. 0: not at all."""
        self.loop = loop
        self._pause = pause
        self._arrived: deque[tuple[Future[Any], Any]] = deque()
        self._is_awake = False

    def put(self, future: Future[Any], outcome: Any) -> None:
        """From any thread. An exception is what the future fails with."""
        self._arrived.append((future, outcome))
        if not self._is_awake:
            self._is_awake = True
            self.loop.call_soon_threadsafe(self._take)

    def _take(self) -> None:
        # Not where nothing came in the last one: calls may take long.
        pause = self._pause() if self._arrived else 0
        if pause > 0:
            self.loop.call_later(pause, self._take)
        else:
            self._is_awake = False
        while self._arrived:
            future, outcome = self._arrived.popleft()
            if future.done():
                continue
            if isinstance(outcome, BaseException):
                future.set_exception(outcome)
            else:
                future.set_result(outcome)
