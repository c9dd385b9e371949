"""Children of uvloop's event loops are started as those of asyncio's own loops are.

uvloop has libuv fork, with Python taking part: of two loops that do it at once one gets a RuntimeError, the child dies where there
are sub-interpreters, and descriptors that JavaScript has made non-blocking reach it as they are. subprocess.Popen knows none of
that, and asyncio's transport around it asks of a loop only that it reads and writes pipes.
"""

from __future__ import annotations

import os

from ._after_import import after_import

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any


def install() -> None:
    """Once for each interpreter, as it starts."""
    if os.name == "posix":
        after_import("uvloop", _change)


def _change(uvloop: ModuleType) -> None:
    from asyncio import BaseEventLoop

    loop: Any = uvloop.Loop
    loop.subprocess_exec = BaseEventLoop.subprocess_exec
    loop.subprocess_shell = BaseEventLoop.subprocess_shell
    loop._make_subprocess_transport = _make_subprocess_transport
    loop._debug = False  # what asyncio's two methods ask before they log


async def _make_subprocess_transport(
    loop: Any, protocol: Any, args: Any, shell: bool, stdin: Any, stdout: Any, stderr: Any, bufsize: int, **options: Any
) -> Any:
    from asyncio.unix_events import _UnixSubprocessTransport  # type: ignore[attr-defined]
    from threading import Thread

    connected = loop.create_future()
    transport = _UnixSubprocessTransport(
        loop, protocol, args, shell, stdin, stdout, stderr, bufsize, waiter=connected, **options
    )
    Thread(target=_wait_for_end, args=(loop, transport), name=f"wait-{transport.get_pid()}", daemon=True).start()
    try:
        await connected
    except BaseException:
        transport.close()
        await transport._wait()
        raise
    return transport


def _wait_for_end(loop: Any, transport: Any) -> None:
    status = transport.get_extra_info("subprocess").wait()
    try:
        loop.call_soon_threadsafe(transport._process_exited, status)
    except RuntimeError:  # The loop has been closed: nobody asks any more.
        pass
