"""Awaiting a JavaScript function."""

from __future__ import annotations

import asyncio

import _pyloom_core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


async def call_async(name: str, /, *args: Any, **kwargs: Any) -> Any:
    """Like `call`, without blocking the event loop meanwhile."""
    loop = asyncio.get_running_loop()
    if not _pyloom_core.on_loop():
        # A loop of the program's own: no native queue wakes it, so that a thread does the waiting.
        from functools import partial

        return await loop.run_in_executor(None, partial(_pyloom_core.call, name, *args, **kwargs))
    future: asyncio.Future[Any] = loop.create_future()

    def done(ok: bool, value: Any) -> None:
        if future.done():  # cancelled meanwhile
            return
        if ok:
            future.set_result(value)
        else:
            future.set_exception(value)

    _pyloom_core.call_async_start(name, args, kwargs, done)
    return await future
