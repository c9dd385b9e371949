"""Signals for a program on Python's main thread, in a process whose first thread is JavaScript's."""

from __future__ import annotations

import signal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

#: Ends a wait in C code and does nothing else. Nobody sends it to a process on purpose, and its default is to be ignored.
_NUDGE = getattr(signal, "SIGURG", None)

#: For these Node sets handlers of its own: it resets the terminal and ends, or starts its debugger. What is not of Python's
#: making has no name there, and a program could not put it back: `signal.signal(SIGTERM, signal.signal(SIGTERM, mine))`.
_OF_NODE = [getattr(signal, name) for name in ("SIGTERM", "SIGUSR1") if hasattr(signal, name)]


def take_signals() -> None:
    """Ctrl-C is KeyboardInterrupt, and the program may set handlers of its own. On Python's main thread."""
    _keep_fault_handlers()
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:  # as a shell starts `program &`
        signal.signal(signal.SIGINT, signal.default_int_handler)
    for number in _OF_NODE:
        if signal.getsignal(number) is None:
            signal.signal(number, signal.SIG_DFL)
    if _NUDGE is not None:
        _nudge_this_thread(_NUDGE)
        _kill_itself_at_once()


def _keep_fault_handlers() -> None:
    """As _faults does for faulthandler."""
    from functools import wraps

    import _pyloom_core

    set_alone = signal.signal

    @wraps(set_alone)
    def set_handler(signalnum: Any, handler: Any) -> Any:
        previous = set_alone(signalnum, handler)
        _pyloom_core.keep_fault_handlers()
        return previous

    signal.signal = set_handler


def leave_interrupts() -> None:
    """Ctrl-C ends the process again."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _kill_itself_at_once() -> None:
    """What a program sends to its own process has struck when `os.kill` returns, not when JavaScript's thread is awake."""
    import os
    from functools import wraps

    send = os.kill

    @wraps(send)
    def kill(pid: int, number: int, /) -> None:
        if pid == os.getpid() and number:
            signal.raise_signal(number)
        else:
            send(pid, number)

    os.kill = kill


def _nudge_this_thread(nudge: int) -> None:
    """The system hands signals to any thread, mostly JavaScript's: what waits on this one would not notice."""
    import os
    from _thread import get_ident, start_new_thread

    waiting = get_ident()
    reader, writer = os.pipe()
    os.set_blocking(writer, False)

    def pass_on() -> None:
        while True:
            arrived = os.read(reader, 64)
            if any(number != nudge for number in arrived):
                signal.pthread_kill(waiting, nudge)

    signal.signal(nudge, lambda number, frame: None)
    signal.set_wakeup_fd(writer, warn_on_full_buffer=False)
    start_new_thread(pass_on, ())
