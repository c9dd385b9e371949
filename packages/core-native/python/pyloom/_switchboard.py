"""Where the lines of a cluster's workers come together, in the driver: what they ask of JavaScript is done within the call that asks."""

from __future__ import annotations

import asyncio
import pickle
import socket
from contextvars import copy_context

import _pyloom_core

from ._call_async import call_async
from ._errors import Interrupted
from ._kept_here import Keeper
from ._line import HEADER, SIZE, body_length, frame, is_proof, nonce, proof
from ._payload import pack, unpack

TYPE_CHECKING = False
if TYPE_CHECKING:
    from contextvars import Context
    from typing import Any

    from ._payload import Payload


class Call:
    """One that is under way, for what its worker asks meanwhile: from entering it to its end."""

    def __init__(self, calls: dict[int, Call], number: int) -> None:
        self._calls = calls
        #: As its worker knows it.
        self.number = number
        #: What is done in it is on behalf of the call's chain.
        self.context: Context = copy_context()
        self.keeper = Keeper()
        #: As JavaScript knows it.
        self.identity = _pyloom_core.call_id()
        self.asked: set[asyncio.Task[Any]] = set()

    def __enter__(self) -> Call:
        self._calls[self.number] = self
        return self

    def __exit__(self, *_: object) -> None:
        del self._calls[self.number]
        for task in list(self.asked):
            task.cancel()


class Switchboard:
    """Listens from the start; answers from the moment that there is a loop."""

    def __init__(self, host: str, pickler: Any) -> None:
        self._pickler = pickler
        self._socket = socket.create_server((host, 0), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
        self._key = nonce()
        self.address = (host, self._socket.getsockname()[1], self._key)
        self.calls: dict[int, Call] = {}
        self._nobody = Call(self.calls, 0)
        self._loop: asyncio.AbstractEventLoop | None = None

    def answer_on(self, loop: asyncio.AbstractEventLoop) -> None:
        """In a coroutine of the loop's: the lines are served there."""
        if self._loop is loop:
            return
        self._loop = loop
        self._server = loop.create_task(asyncio.start_server(self._serve, sock=self._socket))

    def close(self) -> None:
        self._socket.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        tasks: dict[int, asyncio.Task[Any]] = {}
        try:
            await self._meet(reader, writer)
            while True:
                length = body_length(await reader.readexactly(HEADER))
                number, call, kind, body = pickle.loads(await reader.readexactly(length))
                self._take(number, self.calls.get(call, self._nobody), kind, body, writer, tasks)
        except (OSError, EOFError):
            pass  # Its worker has ended.
        finally:
            for task in tasks.values():
                task.cancel()
            writer.close()

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        own = nonce()
        writer.write(own)
        shown, given = await reader.readexactly(SIZE), await reader.readexactly(SIZE)
        if not is_proof(self._key, b"worker", own, shown):
            raise EOFError
        writer.write(proof(self._key, b"driver", given))

    def _take(self, number: int, call: Call, kind: str, body: Payload, writer: Any, tasks: dict[int, Any]) -> None:
        parts = unpack(body, call.keeper)
        if kind == "give_up":
            task = tasks.get(parts[0])
            if task is not None:
                task.cancel()
            return
        if kind == "emit":
            self._emit(call, *parts)
            return
        # In the context of the call: its chain, its permit.
        task = call.context.copy().run(asyncio.ensure_future, self._answer(number, call, kind, parts, writer))
        tasks[number] = task
        call.asked.add(task)
        task.add_done_callback(lambda _: (tasks.pop(number, None), call.asked.discard(task)))

    def _emit(self, call: Call, kind: str, payload: Any) -> None:
        if isinstance(payload, dict) and "call" in payload:
            payload["call"] = call.identity
        call.context.copy().run(_pyloom_core.emit, kind, payload)

    async def _answer(self, number: int, call: Call, kind: str, parts: Any, writer: Any) -> None:
        try:
            ok, value = True, await _ask(kind, parts, call.keeper)
            body = pack(self._pickler, value, call.keeper)
        except asyncio.CancelledError:
            ok, body = False, pack(self._pickler, Interrupted(), call.keeper)
        except BaseException as error:
            ok, body = False, self._pack_error(error, call.keeper)
        writer.write(frame(pickle.dumps((number, ok, body), 5)))

    def _pack_error(self, error: BaseException, keeper: Keeper) -> Payload:
        try:
            return pack(self._pickler, error, keeper)
        except Exception as other:
            return pack(self._pickler, RuntimeError(f"{type(error).__name__}: {error} ({other})"), keeper)


async def _ask(kind: str, parts: Any, keeper: Keeper) -> Any:
    if kind == "call":
        name, args, kwargs = parts
        return await call_async(name, *args, **kwargs)
    if kind == "native":
        name, args, kwargs = parts
        # It may wait, for a database.
        return await _in_thread(_pyloom_core.native, name, *args, **kwargs)
    if kind == "function":
        number, args, kwargs = parts
        return await _in_thread(keeper.thing(number), *args, **kwargs)
    if kind == "is_registered":
        return _pyloom_core.is_registered(*parts)
    if kind == "listens":
        return _pyloom_core.listens(*parts)
    described = parts[0]
    return _pyloom_core.describe(keeper.thing(described).func if isinstance(described, int) else described)


async def _in_thread(function: Any, *args: Any, **kwargs: Any) -> Any:
    context = copy_context()
    return await asyncio.get_running_loop().run_in_executor(None, lambda: context.run(function, *args, **kwargs))
