"""The threads that Python waits for at its end: a program's own that are no daemons, and those of executors with work.

Executors of threads are left as they are, since the interpreter goes on: those that wait for work are no reason to wait. Executors
of processes end, as their processes would outlive this one.
"""

from __future__ import annotations

import sys
import threading
import time

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType
    from typing import Any

_ending: threading.Thread | None = None


class StillAtWork(Exception):
    """There are such threads. Whoever asked asks again."""


def await_threads() -> None:
    """Raises StillAtWork as long as there are any."""
    _end_processes()
    if not _awaited():
        return
    for _ in range(2):
        if _at_work():
            raise StillAtWork
        time.sleep(0.001)  # a worker that has just taken something to do looks idle


def go_on() -> None:
    """Executors that are made from now on work."""
    global _ending
    _ending = None
    for module in _process_pools():
        module._global_shutdown = False


def _process_pools() -> list[Any]:
    """The modules that `threading` would tell of Python's end first."""
    names = ("concurrent.futures.process", "loky.process_executor", "joblib.externals.loky.process_executor")
    return [sys.modules[name] for name in names if name in sys.modules]


def _end_processes() -> None:
    global _ending
    modules = _process_pools()
    if _ending is not None or not modules:
        return

    def end() -> None:
        for module in modules:
            module._python_exit()

    # They wait for work that is under way, for as long as that takes.
    _ending = threading.Thread(target=end, name="pyloom-ending")
    _ending.start()


def _awaited() -> list[threading.Thread]:
    apart = (threading.current_thread(), threading.main_thread())
    return [thread for thread in threading.enumerate() if not thread.daemon and thread not in apart]


def _at_work() -> bool:
    frames = sys._current_frames()
    return any(not _waits_for_work(thread, frames.get(thread.ident or 0)) for thread in _awaited())


def _waits_for_work(thread: threading.Thread, frame: FrameType | None) -> bool:
    module: Any = sys.modules.get("concurrent.futures.thread")
    queue = None if module is None else module._threads_queues.get(thread)
    return queue is not None and frame is not None and frame.f_code is module._worker.__code__ and queue.qsize() == 0
