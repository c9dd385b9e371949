"""Awaiting a JavaScript function."""

from __future__ import annotations

import asyncio

import _pyloom_core

from ._inbox import native_inbox

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


async def call_async(name: str, /, *args: Any, **kwargs: Any) -> Any:
    """Like `call`, without blocking the event loop meanwhile. On any thread, in any event loop."""
    loop = asyncio.get_running_loop()
    future: asyncio.Future[Any] = loop.create_future()
    is_given_up = False

    def done(ok: bool, value: Any) -> None:
        if is_given_up or future.done():
            return
        if ok:
            future.set_result(value)
        else:
            future.set_exception(value)

    number = _pyloom_core.call_async_start(name, args, kwargs, done, native_inbox(loop))
    try:
        return await future
    finally:
        if future.cancelled() or not future.done():
            is_given_up = True
            _pyloom_core.call_async_end(number)


#: As code written for erlang_python calls it.
async_call = call_async
