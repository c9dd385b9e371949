"""A thread that lives as long as its process: what starts programs that end with the thread that started them."""

from __future__ import annotations

import queue
import threading

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any


class LastingThread:
    """On Linux a program may ask to be killed when its parent ends, and that means the thread (PR_SET_PDEATHSIG): lanes come and go."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._work: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def run(self, function: Callable[[], Any]) -> Any:
        """Waits for it, and raises what it raises."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._serve, name=self._name, daemon=True)
            self._thread.start()
        outcome: queue.SimpleQueue[Any] = queue.SimpleQueue()
        self._work.put((function, outcome))
        ok, value = outcome.get()
        if ok:
            return value
        raise value

    def _serve(self) -> None:
        while True:
            function, outcome = self._work.get()
            try:
                outcome.put((True, function()))
            except BaseException as error:
                outcome.put((False, error))
