"""Ray as an engine: a call is a task of it."""

from __future__ import annotations

import os
import sys
from logging import ERROR, getLogger

from ._errors import ClusterError, ObjectLostError, WorkerLostError
from ._lasting_thread import LastingThread
from ._payload import Payload, pickler_of
from ._ray_tasks import TaskFunction
from ._ray_versions import check_versions
from ._remote import items, keep, run
from ._remote_context import RemoteContext

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator
    from typing import Any

    from ._request import Request
    from ._setup import Setup
    from ._stored import Stored


#: A Ray of its own ends with the thread that started it.
_thread = LastingThread("pyloom ray")

#: Seconds that the head of a cluster may take to answer.
_PATIENCE = 10
#: Seconds for answers that are there, unless their machine is lost in this moment.
_BRIEFLY = 1


class Engine:
    """One client's use of Ray. `submit` and `prepare` are called from one thread at a time; what is watched comes from Ray's own."""

    def __init__(self, options: dict[str, Any]) -> None:
        self._options = options
        self._function: TaskFunction | None = None
        #: The same, for a result that stays.
        self._keeping: TaskFunction | None = None
        self._generator: Any = None
        self._setup: Setup | None = None

    @property
    def pickler(self) -> Any:
        return pickler()

    def is_connected(self) -> bool:
        ray = sys.modules.get("ray")
        return ray is not None and ray.is_initialized()

    def connect(self) -> None:
        try:
            import ray
        except ModuleNotFoundError as error:
            raise ClusterError(_missing(error)) from error
        # What it says of signal handlers and tokens is for those who start it themselves.
        for name in ("ray", "ray._private.worker"):
            getLogger(name).setLevel(ERROR)
        address = self._options.get("address")
        try:
            if address is not None:
                _check_port(address)
                check_versions(address)
            settings = self._settings(address is None)
            _thread.run(lambda: ray.init(address=address or "local", **settings))
        except ClusterError:
            raise
        except Exception as error:
            ray.shutdown()
            raise ClusterError(_unreachable(address, error)) from error

    def _settings(self, is_local: bool) -> dict[str, Any]:
        options = self._options
        settings: dict[str, Any] = {"runtime_env": _with_package(options.get("runtimeEnv") or {}), "logging_level": "error"}
        if is_local:
            settings["include_dashboard"] = False
            names = {"numCpus": "num_cpus", "numGpus": "num_gpus", "objectStoreMemory": "object_store_memory"}
            settings.update({name: options[key] for key, name in names.items() if options.get(key) is not None})
        return settings

    def disconnect(self) -> None:
        import ray

        self._function = self._keeping = self._generator = None
        ray.shutdown()

    def facts(self) -> dict[str, Any]:
        import ray

        return {"version": ray.__version__, "cpus": int(ray.cluster_resources().get("CPU", 0))}

    def prepare(self, setup: Setup) -> None:
        """Calls from now on find their worker so. Ray exports a function once, and workers keep it: the setup goes along for nothing."""
        import ray

        self._setup = setup
        self._function = TaskFunction(_task_of(setup), max_retries=0)
        self._keeping = TaskFunction(_keeping_task_of(setup), max_retries=0, num_returns=2)
        # It may wait for its reader for as long as it likes: that takes no processor from others.
        self._generator = ray.remote(max_retries=0, num_cpus=0)(_generator_of(setup))

    def host(self) -> str:
        import ray

        return ray.util.get_node_ip_address()  # type: ignore[no-any-return]

    def submit(self, request: Request, wanted: dict[str, Any] | None) -> Any:
        return _begin(self._function, request, wanted)

    def keep(self, request: Request, wanted: dict[str, Any] | None) -> tuple[Any, Any]:
        """The task, and what it puts into the store."""
        reference, kept = _begin(self._keeping, request, wanted)
        return reference, kept

    def watch(self, task: Any, request: Request, done: Callable[[Any], None]) -> None:
        task._on_completed(lambda outcome: done(_outcome(outcome, request)))

    def ended(self, tasks: list[Any]) -> tuple[list[Any], list[Any] | None]:
        """Those that have, with their answers. None for these: watched, each tells what has become of it."""
        import ray

        ready = tasks
        try:
            ready, _ = ray.wait(tasks, num_returns=len(tasks), timeout=0)
            return ready, ray.get(ready, timeout=_BRIEFLY)
        except Exception:
            return ready, None

    def stream(self, request: Request, ahead: int) -> Any:
        options = {"name": request.label, "num_returns": "streaming", "_generator_backpressure_num_objects": ahead}
        return self._generator.options(**options).remote(request.payload, *request.references)

    async def answers(self, stream: Any, request: Request) -> AsyncIterator[Any]:
        async for reference in stream:
            try:
                answer = await reference
            except Exception as error:
                raise _outcome(error, request) from None
            yield answer

    # ---------------------------------------------------------------- contexts

    def open_context(self) -> Any:
        # A context waits most of its life: that takes no processor from others.
        kind = ray_actor()
        return Place(kind.options(num_cpus=0).remote())

    def ask_context(self, place: Place, request: Request) -> Any:
        setup = None if place.setup is self._setup else self._setup
        place.setup = self._setup
        ask = place.actor.ask.options(name=request.label)
        return ask.remote(setup, request.payload, *request.references)

    def interrupt_context(self, place: Place, number: int) -> None:
        place.actor.interrupt.remote(number)

    def kill_context(self, place: Place) -> None:
        import ray

        ray.kill(place.actor)

    def close_context(self, place: Place) -> None:
        import ray

        try:
            ray.get(place.actor.close.remote(), timeout=_PATIENCE)
        except Exception:
            pass  # It has ended, or does not answer.
        if ray.is_initialized():
            ray.kill(place.actor)

    def interrupt(self, task: Any) -> None:
        _cancel(task, False)

    def kill(self, task: Any) -> None:
        _cancel(task, True)


class Place:
    """Where a context is, and what it was prepared with."""

    def __init__(self, actor: Any) -> None:
        self.actor = actor
        self.setup: Setup | None = None


def ray_actor() -> Any:
    import ray

    class PyloomContext:
        def __init__(self) -> None:
            self._context = RemoteContext(pickler())
            self._setup: Any = None

        def ask(self, setup: Any, call: Payload, *stored: Payload) -> Payload:
            self._setup = setup or self._setup
            return self._context.ask(self._setup, call, stored)

        def close(self) -> None:
            self._context.close()

        @ray.method(concurrency_group="control")
        def interrupt(self, number: int) -> None:
            self._context.interrupt(number)

    return ray.remote(concurrency_groups={"control": 1}, max_restarts=0, max_task_retries=0)(PyloomContext)


# One parameter each, for the call and what it takes of the store: Ray makes a signature of the parameters for each task, and binds its arguments.


def _task_of(setup: Setup) -> Callable[..., Payload]:
    def pyloom_call(*parts: Payload) -> Payload:
        return run(setup, parts[0], parts[1:], pickler())

    return pyloom_call


def _keeping_task_of(setup: Setup) -> Callable[..., tuple[Payload, Payload | None]]:
    def pyloom_keep(*parts: Payload) -> tuple[Payload, Payload | None]:
        return keep(setup, parts[0], parts[1:], pickler())

    return pyloom_keep


def _generator_of(setup: Setup) -> Callable[..., Iterator[Payload]]:
    def pyloom_items(*parts: Payload) -> Iterator[Payload]:
        yield from items(setup, parts[0], parts[1:], pickler())

    return pyloom_items


def _begin(function: Any, request: Request, wanted: dict[str, Any] | None) -> Any:
    options = _resources(wanted) if wanted else {}
    return function.begin([request.payload, *request.references], name=request.label, **options)


def _resources(wanted: dict[str, Any]) -> dict[str, Any]:
    names = {"numCpus": "num_cpus", "numGpus": "num_gpus", "memory": "memory", "retries": "max_retries"}
    return {names[key]: value for key, value in wanted.items()}


def _cancel(task: Any, force: bool) -> None:
    import ray

    try:
        ray.cancel(task, force=force)
    except Exception:
        pass  # It has ended, or the cluster has.


def _outcome(outcome: Any, request: Request) -> Any:
    """An exception of Ray's own says that the call was lost, or never came to be."""
    if not isinstance(outcome, Exception):
        return outcome
    from ray import exceptions

    if not isinstance(outcome, exceptions.RayError):
        return outcome
    if isinstance(outcome, exceptions.RayTaskError) and isinstance(outcome.cause, exceptions.RayError):
        outcome = outcome.cause
    if isinstance(outcome, exceptions.ObjectLostError):
        for each in request.stored:
            if each.reference.hex() == outcome.object_ref_hex:
                return _lost(each)
    lost = (
        exceptions.WorkerCrashedError,
        exceptions.OutOfMemoryError,
        exceptions.NodeDiedError,
        exceptions.LocalRayletDiedError,
        exceptions.RayActorError,
        exceptions.ObjectLostError,
        exceptions.RaySystemError,
    )
    return WorkerLostError(f"{type(outcome).__name__}: {outcome}") if isinstance(outcome, lost) else outcome


def _lost(stored: Stored) -> ObjectLostError:
    return ObjectLostError(
        f"the {stored.type_name} was lost with the machine of the cluster that it was on: make it again; "
        f"a call with `resources: {{ retries: 1 }}` is made again by Ray"
    )


def _with_package(environment: dict[str, Any]) -> dict[str, Any]:
    """A worker imports this package, wherever it runs."""
    return {**environment, "py_modules": [*environment.get("py_modules", ()), os.path.dirname(__file__)]}


def _missing(error: ModuleNotFoundError) -> str:
    if error.name != "ray":
        return f"Ray cannot be imported: {error}"
    return f"{sys.executable} has no module 'ray'; install it there: {sys.executable} -m pip install ray"


def _check_port(address: str) -> None:
    """Raises an OSError where nobody listens. Ray itself would try for minutes."""
    import socket

    host, _, port = address.rpartition(":")
    if port.isdigit():
        socket.create_connection((host.strip("[]"), int(port)), _PATIENCE).close()


def _unreachable(address: str | None, error: Exception) -> str:
    if address is None:
        return f"a local Ray could not be started: {error}"
    return (
        f"no Ray answers at {address}: {error}. Start one there with `ray start --head`; and this machine has to be one of its nodes: "
        f"`ray start --address={address} --num-cpus=0`"
    )


_pickler: Any = None


def pickler() -> Any:
    global _pickler
    if _pickler is None:
        from ray import cloudpickle

        _pickler = pickler_of(cloudpickle.CloudPickler)
    return _pickler
