"""How replies of JavaScript reach an event loop that sleeps in its selector."""

from __future__ import annotations

import socket
from weakref import WeakKeyDictionary, ref

import _pyloom_core

from ._shield import shielded

TYPE_CHECKING = False
if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from typing import Any


class Inbox:
    """Of one loop of the program's own. Holds no reference to the loop, and ends with it."""

    def __init__(self, loop: AbstractEventLoop) -> None:
        self._reader, self._writer = socket.socketpair()
        self._reader.setblocking(False)
        self._writer.setblocking(False)
        self.native = _pyloom_core.open_inbox(self._writer.fileno())
        try:
            loop.add_reader(self._reader.fileno(), self._wake)
        except NotImplementedError:
            self._watch_from_thread(loop)

    def _watch_from_thread(self, loop: AbstractEventLoop) -> None:
        """For loops that watch no sockets of ours, such as the default one of Windows."""
        from _thread import start_new_thread

        self._reader.setblocking(True)
        start_new_thread(_relay, (self._reader, ref(loop), ref(self)))

    def _wake(self) -> None:
        try:
            self._reader.recv(4096)
        except (BlockingIOError, InterruptedError):
            pass
        self.take()

    def take(self) -> None:
        _pyloom_core.take_replies(self.native)

    def __del__(self) -> None:
        # The native side first: it must not write into a descriptor that belongs to somebody else by then.
        self.native = None
        # Ends the thread, if there is one, which closes its end itself.
        self._writer.close()
        if not self._reader.getblocking():
            self._reader.close()


def _relay(reader: socket.socket, loop: ref[AbstractEventLoop], inbox: ref[Inbox]) -> None:
    while reader.recv(4096):
        running, alive = loop(), inbox()
        if running is None or alive is None:
            break
        try:
            running.call_soon_threadsafe(alive.take)
        except RuntimeError:  # The loop is closed.
            break
        del running, alive
    reader.close()


_inboxes: WeakKeyDictionary[AbstractEventLoop, Inbox | None] = WeakKeyDictionary()


_lanes: WeakKeyDictionary[AbstractEventLoop, int] = WeakKeyDictionary()


def set_lane_loop(loop: AbstractEventLoop) -> None:
    """This loop is the asyncio lane's on this thread, which has an inbox already."""
    _inboxes[loop] = None
    _lanes[loop] = _pyloom_core.lane_id()


def lane_of(loop: AbstractEventLoop) -> int | None:
    """The asyncio lane whose loop this is."""
    return _lanes.get(loop)


def _open(loop: AbstractEventLoop) -> Inbox:
    inbox = _inboxes[loop] = Inbox(loop)
    return inbox


def native_inbox(loop: AbstractEventLoop) -> Any:
    """None stands for that of the lane."""
    try:
        inbox = _inboxes[loop]
    except KeyError:
        inbox = shielded(_open, loop)
    return None if inbox is None else inbox.native
