"""Contexts of a cluster, as the driver sees them."""

from __future__ import annotations

from ._answers import result_of
from ._tasks import ContextTask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Any

#: How many items of a stream a context makes at a time.
_AHEAD = 16


class ContextElsewhere:
    """JavaScript has a reference to it: when that goes, its worker ends."""

    def __init__(self, driver: Any) -> None:
        self._driver = driver
        self._engine = driver.engine
        self._place = self._engine.open_context()

    def close(self) -> None:
        """Waits until the worker has given up what the namespace held."""
        place, self._place = self._place, None
        if place is not None:
            self._engine.close_context(place)

    async def ask(self, module: str | None, name: str, label: str, args: Any, kwargs: Any) -> Any:
        """A function of the glue, called in the context."""
        outcomes = self._driver.ready() or await self._driver.get_ready()
        place = self._place
        if place is None:
            raise RuntimeError("the context is closed")
        with self._driver.begun() as call:
            request = self._driver.request(call, label, (module, name, args, kwargs))
            task = ContextTask(self._engine, self._engine.ask_context(place, request), place, call.number)
            answer = await self._driver.outcome(outcomes, task, request)
        return result_of(answer, call.keeper)

    async def items(self, opening: str, *parts: Any) -> AsyncIterator[Any]:
        stream = await self.ask(None, opening, opening, parts, {})
        more = True
        try:
            while more:
                items, more = await self.ask(None, "pull", "pull", (stream, _AHEAD), {})
                for item in items:
                    yield item
        finally:
            if more and self._place is not None:
                await self.ask(None, "close_stream", "close", (stream,), {})


async def opened(driver: Any) -> list[Any]:
    """A context, and the name of its module."""
    loop = (await driver.get_ready()).loop
    context = await loop.run_in_executor(None, ContextElsewhere, driver)
    return [context, await context.ask(None, "module_name", "context", (), {})]
