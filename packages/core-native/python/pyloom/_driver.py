"""The driver of a cluster: the one process of a client whose calls run on other machines. It hands them to the engine, and their
outcomes back.

An engine is a module of this package with a class `Engine`; `_ray` is one. docs/decisions/0016 tells more.
"""

from __future__ import annotations

import asyncio
from importlib import import_module
from itertools import count
from threading import Lock

from ._answers import result_of
from ._errors import ObjectLostError
from ._outcomes import Outcomes
from ._request import request
from ._setup import Steps
from ._stored import stored
from ._switchboard import Call, Switchboard
from ._tasks import EngineTask

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from typing import Any

    from ._request import Request
    from ._stored import Stored
    from ._tasks import Task


#: Of calls in flight, on a small cluster.
_MANY = 64


class Driver:
    """Its coroutines run on one event loop, which hands calls over in the order in which they come."""

    def __init__(self, engine: Any, session: str, kill_after: float) -> None:
        self.engine = engine
        self._kill_after = kill_after
        self._steps = Steps(session)
        self._connecting = Lock()
        self._outcomes: Outcomes | None = None
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
                self._outcomes = None
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
        outcomes = self.ready() or await self.get_ready()
        with self.begun() as call:
            request = self.request(call, f"{module}.{name}", (module, name, args, kwargs))
            task = EngineTask(self.engine, self.engine.submit(request, wanted))
            answer = await self.outcome(outcomes, task, request)
        return result_of(answer, call.keeper)

    async def keep(self, wanted: dict[str, Any] | None, module: str, name: str, args: Any, kwargs: Any) -> Stored:
        """The same; its result stays in the cluster's store."""
        outcomes = self.ready() or await self.get_ready()
        with self.begun() as call:
            request = self.request(call, f"{module}.{name}", (module, name, args, kwargs))
            handle, reference = self.engine.keep(request, wanted)
            answer = await self.outcome(outcomes, EngineTask(self.engine, handle), request)
        return stored(reference, self._connection, result_of(answer, call.keeper))

    async def outcome(self, outcomes: Outcomes, task: Task, request: Request) -> Any:
        """The answer to the request. Cancelled, it interrupts the task, and ends its worker if that does not help."""
        try:
            return await outcomes.expect(task, request)
        except asyncio.CancelledError:
            if not task.has_ended:
                task.interrupt()
                outcomes.loop.call_later(self._kill_after, task.end)
            raise

    async def items(self, ahead: int, module: str, name: str, args: Any, kwargs: Any) -> AsyncIterator[Any]:
        """What the function gives, item by item; so many are made before they are asked for."""
        loop = (self.ready() or await self.get_ready()).loop
        with self.begun() as call:
            request = self.request(call, f"{module}.{name}", (module, name, args, kwargs))
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

    def ready(self) -> Outcomes | None:
        """Where outcomes come to. None: there is more to do first."""
        outcomes = self._outcomes
        is_ready = outcomes is not None and outcomes.loop is asyncio.get_running_loop() and self.engine.is_connected()
        return outcomes if is_ready else None

    async def get_ready(self) -> Outcomes:
        loop = asyncio.get_running_loop()
        if not self.engine.is_connected():
            await loop.run_in_executor(None, self.connect)
        self._switchboard.answer_on(loop)
        outcomes = self._outcomes
        if outcomes is None or outcomes.loop is not loop:
            outcomes = self._outcomes = Outcomes(self.engine, loop, self._are_many)
        return outcomes

    def _are_many(self) -> bool:
        return len(self._switchboard.calls) > self._many

    def request(self, call: Call, label: str, parts: Any) -> Request:
        made = request(call.number, label, parts, self.engine.pickler, call.keeper)
        for each in made.stored:
            if each.connection != self._connection:
                raise ObjectLostError(f"the {each.type_name} was lost with the cluster that it was in: make it again")
        return made

    def begun(self) -> Call:
        """A call, to be entered."""
        return Call(self._switchboard.calls, next(self._numbers))


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
