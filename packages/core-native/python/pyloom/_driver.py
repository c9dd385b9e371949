"""The driver of a cluster: the one process of a client whose calls run on other machines. It hands them to the engine, and their
outcomes back.

An engine is a module of this package with a class `Engine`; `_ray` is one. docs/decisions/0016 tells more.
"""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from importlib import import_module
from itertools import count
from threading import Lock

from ._answers import result_of
from ._arrivals import Arrivals
from ._errors import ObjectLostError
from ._payload import pack
from ._request import Request
from ._setup import Steps
from ._stored import stored
from ._switchboard import Call, Switchboard
from ._tasks import EngineTask, Task

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from typing import Any

    from ._stored import Stored


#: Of calls in flight, on a small cluster.
_MANY = 64
#: Seconds that outcomes may lie for each call in flight, a tenth of what it costs to hand it over: the cluster has the rest to do meanwhile.
_PAUSE_OF_EACH = 20e-6
_LONGEST_PAUSE = 0.02


class Driver:
    """Its coroutines run on one event loop, which hands calls over in the order in which they come."""

    def __init__(self, engine: Any, session: str, kill_after: float) -> None:
        self.engine = engine
        self._kill_after = kill_after
        self._steps = Steps(session)
        self._connecting = Lock()
        self._arrivals: Arrivals | None = None
        self._switchboard: Any = None
        self._numbers = count(1)
        #: More calls in flight than that keep the cluster at work for a while.
        self._many = _MANY
        #: How often it has connected.
        self._connection = 0

    def connect(self) -> dict[str, Any]:
        """Once; again where it has failed, or where the cluster was lost. What the engine says of the cluster."""
        with self._connecting:
            if not self.engine.is_connected():
                self.engine.connect()
                self._connection += 1
                self._switchboard = Switchboard(self.engine.host(), self.engine.pickler)
                self._prepare()
            facts: dict[str, Any] = self.engine.facts()
            self._many = max(_MANY, 2 * facts["cpus"])
            return facts

    def disconnect(self) -> None:
        with self._connecting:
            if self.engine.is_connected():
                self.engine.disconnect()
                self._switchboard.close()

    def _prepare(self) -> None:
        self.engine.prepare(self._steps.setup(self._switchboard.address))

    def add_step(self, key: str, module: str, name: str, args: tuple[Any, ...]) -> None:
        self._steps.add(key, (module, name, args))
        if self.engine.is_connected():
            self._prepare()

    async def call(self, wanted: dict[str, Any] | None, module: str, name: str, args: Any, kwargs: Any) -> Any:
        def begin(request: Request, task: EngineTask, done: Callable[[Any], None]) -> None:
            task.begin(self.engine.submit(request, wanted, done))

        return await self._settle(module, name, args, kwargs, begin)

    async def keep(self, wanted: dict[str, Any] | None, module: str, name: str, args: Any, kwargs: Any) -> Stored:
        """The same; its result stays in the cluster's store."""
        reference: Any = None

        def begin(request: Request, task: EngineTask, done: Callable[[Any], None]) -> None:
            nonlocal reference
            started, reference = self.engine.keep(request, wanted, done)
            task.begin(started)

        type_name = await self._settle(module, name, args, kwargs, begin)
        return stored(reference, self._connection, type_name)

    async def _settle(
        self,
        module: str,
        name: str,
        args: Any,
        kwargs: Any,
        begin: Callable[[Request, EngineTask, Callable[[Any], None]], None],
    ) -> Any:
        loop, arrivals = await self.ready()
        future: asyncio.Future[Any] = loop.create_future()

        task = EngineTask(self.engine)

        def done(outcome: Any) -> None:
            task.has_ended = True
            arrivals.put(future, outcome)

        with self.begun() as (number, call):
            begin(self.request(number, call, f"{module}.{name}", (module, name, args, kwargs)), task, done)
            try:
                answer = await future
            except asyncio.CancelledError:
                self.give_up(loop, task)
                raise
        return result_of(answer, call.keeper)

    async def items(self, ahead: int, module: str, name: str, args: Any, kwargs: Any) -> AsyncIterator[Any]:
        """What the function gives, item by item; so many are made before they are asked for."""
        loop, _ = await self.ready()
        with self.begun() as (number, call):
            request = self.request(number, call, f"{module}.{name}", (module, name, args, kwargs))
            stream = self.engine.stream(request, ahead)
            ended = False
            try:
                async for answer in self.engine.answers(stream, request):
                    yield result_of(answer, call.keeper)
                ended = True
            finally:
                if not ended:
                    self.engine.interrupt(stream)
                    loop.call_later(self._kill_after, self.engine.kill, stream)

    async def ready(self) -> tuple[asyncio.AbstractEventLoop, Arrivals]:
        loop = asyncio.get_running_loop()
        if not self.engine.is_connected():
            await loop.run_in_executor(None, self.connect)
        if self._arrivals is None or self._arrivals.loop is not loop:
            self._arrivals = Arrivals(loop, self._pause)
        self._switchboard.answer_on(loop)
        return loop, self._arrivals

    def _pause(self) -> float:
        """Outcomes that come one by one cost the driver half as much again as in batches: its loop and the engine's thread want the GIL in turn."""
        in_flight = len(self._switchboard.calls)
        return min(_PAUSE_OF_EACH * in_flight, _LONGEST_PAUSE) if in_flight > self._many else 0

    def request(self, number: int, call: Call, label: str, parts: Any) -> Request:
        payload = pack(self.engine.pickler, parts, call.keeper)
        for each in call.keeper.stored:
            if each.connection != self._connection:
                raise ObjectLostError(f"the {each.type_name} was lost with the cluster that it was in: make it again")
        return Request(number, payload, tuple(call.keeper.stored), label)

    @contextmanager
    def begun(self) -> Iterator[tuple[int, Call]]:
        """A call, which its worker knows by that number."""
        calls = self._switchboard.calls
        call, number = Call(), next(self._numbers)
        calls[number] = call
        try:
            yield number, call
        finally:
            del calls[number]
            call.end()

    def give_up(self, loop: asyncio.AbstractEventLoop, task: Task) -> None:
        """Interrupts it, and ends its worker if that does not help."""
        if not task.has_ended:
            task.interrupt()
            loop.call_later(self._kill_after, task.end)


_driver: Driver | None = None


def configure(engine: str, session: str, options: dict[str, Any], kill_after: float) -> None:
    """What this process is from now on. `engine` is the name of a module of this package."""
    global _driver
    _driver = Driver(import_module(f"{__package__}.{engine}").Engine(options), session, kill_after / 1000)


def _the_driver() -> Driver:
    if _driver is None:
        raise RuntimeError("this process is no driver of a cluster")
    return _driver


def connect() -> dict[str, Any]:
    return _the_driver().connect()


def disconnect() -> None:
    if _driver is not None:
        _driver.disconnect()


def add_step(key: str, module: str, name: str, /, *args: Any) -> None:
    """Every worker is to do this before its next call, those to come included. `module` is one of this package."""
    _the_driver().add_step(key, module, name, args)


async def call(wanted: dict[str, Any] | None, module: str, name: str, /, *args: Any, **kwargs: Any) -> Any:
    """The function, called by a worker."""
    return await _the_driver().call(wanted, module, name, args, kwargs)


async def call_kept(wanted: dict[str, Any] | None, module: str, name: str, /, *args: Any, **kwargs: Any) -> Any:
    from ._kept import Kept

    return Kept(await _the_driver().keep(wanted, module, name, args, kwargs))


async def open_stream(
    stream: str, count: int, context: None, module: str, name: str, /, *args: Any, **kwargs: Any
) -> Any:
    """A stream of what the function gives, made by a worker; see _streams.open_()."""
    from ._streams import open_

    return await open_(stream, count, _the_driver().items(max(count, 1), module, name, args, kwargs))


def call_here(wanted: dict[str, Any] | None, module: str, name: str, /, *args: Any, **kwargs: Any) -> Any:
    """The function, called in this process, where an object among the arguments is."""
    from . import _modules
    from ._frames import call_from
    from ._references import check_on_loop
    from ._resolve import belongs_on_loop

    function = _modules.find(module, name)
    if belongs_on_loop(function):
        check_on_loop()
    return call_from(None, function, args, kwargs)


def call_here_kept(wanted: dict[str, Any] | None, module: str, name: str, /, *args: Any, **kwargs: Any) -> Any:
    from ._kept import kept

    return kept(call_here(wanted, module, name, *args, **kwargs))


async def open_context() -> list[Any]:
    from ._driver_contexts import opened

    return await opened(_the_driver())


async def in_context(context: Any, module: str, function: str, /, *args: Any, **kwargs: Any) -> Any:
    """A function of the glue, whose first argument is a context."""
    label = f"{module}.{function}"
    if module != "_kept":
        return await context.ask(module, function, label, args, kwargs)
    from ._kept import Kept

    return Kept(await context.ask("_contexts" if function == "call" else "_evaluate", function, label, args, kwargs))


async def open_context_call(
    stream: str, count: int, context: Any, module: str, name: str, /, *args: Any, **kwargs: Any
) -> Any:
    from ._streams import open_

    return await open_(stream, count, context.items("open_call", module, name, args, kwargs))


async def open_context_expression(
    stream: str, count: int, context: Any, expression: str, names: dict[str, Any] | None
) -> Any:
    from ._streams import open_

    return await open_(stream, count, context.items("open_expression", expression, names))
