"""Threads that a program starts: what they print goes where the call that has started them prints.

They are no daemons unless the program says so. Python's own answer is what the thread is that makes them, and a lane, which Python
knows only in passing, passes for a daemon.
"""

from __future__ import annotations

import sys
import threading
from functools import partial, wraps
from operator import attrgetter
from threading import Condition, Thread

import _pyloom_core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class _MethodOfLock(property):
    """A condition's own is a function that calls the lock's, and an interrupt may strike between the two: the lock stays taken.

    By this `with` gets the lock's own method.
    """

    def __init__(self, name: str) -> None:
        super().__init__(attrgetter(f"_lock.{name}"))

    def __call__(self, condition: Condition, *args: Any) -> Any:
        """As a function of the class, which subclasses may call."""
        return self.__get__(condition)(*args)


def install() -> None:
    """Once for each interpreter, as it starts."""
    init, start, bootstrap = Thread.__init__, Thread.start, Thread._bootstrap  # type: ignore[attr-defined]

    @wraps(init)
    def init_as_of_main_thread(self: Any, *args: Any, daemon: bool | None = None, **options: Any) -> None:
        if daemon is None and isinstance(threading.current_thread(), threading._DummyThread):
            daemon = False
        init(self, *args, daemon=daemon, **options)

    @wraps(start)
    def start_with_client(self: Any) -> None:
        self._pyloom_client = _pyloom_core.client()
        start(self)

    @wraps(bootstrap)
    def bootstrap_with_client(self: Any) -> None:
        _pyloom_core.belong_to_client(getattr(self, "_pyloom_client", 0))
        bootstrap(self)

    # Queues, futures, events and semaphores are made of conditions.
    Condition.__enter__ = _MethodOfLock("__enter__")  # type: ignore[assignment]
    Condition.__exit__ = _MethodOfLock("__exit__")  # type: ignore[assignment]

    Thread.__init__ = init_as_of_main_thread  # type: ignore[method-assign]
    Thread.start = start_with_client  # type: ignore[method-assign]
    if sys.version_info >= (3, 12):
        Thread._bootstrap = bootstrap_with_client  # type: ignore[attr-defined]
    else:
        # Until it runs, a new thread bears the number of the one that starts it, which an interrupt finds a thread by.
        Thread._bootstrap = property(lambda self: partial(_pyloom_core.begin_thread, bootstrap_with_client, self))  # type: ignore[attr-defined]
