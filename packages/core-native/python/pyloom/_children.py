"""Children of Python inherit descriptors 0 to 2, as those of `python` do.

Node marks them close-on-exec; as the runtime starts it takes that back, for those that the process was given. What is left is done
as a child starts: JavaScript may have made them non-blocking, with which no program reckons, or have opened a terminal anew.
"""

from __future__ import annotations

import os
from functools import wraps

from ._after_import import after_import
from ._forks import keep_python_out_of_child

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import ModuleType
    from typing import Any


class _Inheritance:
    """What a child gets in place of descriptors that are nothing for it, for as long as it takes to start it."""

    def __init__(self) -> None:
        self._opened: dict[int, int] = {}

    def __enter__(self) -> _Inheritance:
        return self

    def __exit__(self, *_: Any) -> None:
        for opened in self._opened.values():
            os.close(opened)

    def of(self, descriptor: int) -> int:
        """Another descriptor for the child, or -1: it gets this very one."""
        if descriptor not in self._opened:
            other = _other_for_child(descriptor)
            if other < 0:
                return -1
            self._opened[descriptor] = other
        return self._opened[descriptor]

    def all(self) -> list[tuple[int, int]]:
        return [(self.of(descriptor), descriptor) for descriptor in (0, 1, 2) if self.of(descriptor) >= 0]


def _other_for_child(descriptor: int) -> int:
    try:
        if not os.get_inheritable(descriptor):
            if not os.isatty(descriptor):
                return os.open(os.devnull, os.O_RDWR)  # JavaScript's own, opened where a standard stream was closed
            os.set_inheritable(descriptor, True)
        if os.get_blocking(descriptor):
            return -1
    except OSError:  # It is closed.
        return -1
    return _blocking_twin(descriptor)


def _blocking_twin(descriptor: int) -> int:
    """The same pipe, opened once more: whether it blocks is noted where it was opened, and JavaScript's stays as it is."""
    access = os.O_RDONLY if descriptor == 0 else os.O_WRONLY
    try:
        # Without O_NONBLOCK opening would wait for somebody at the other end.
        twin = os.open(f"/proc/self/fd/{descriptor}", access | os.O_NONBLOCK | os.O_NOCTTY)
    except OSError:
        # A socket cannot be opened again. Output that blocks is what Node gives to children that inherit it; input that
        # blocks could stop JavaScript, and few children read it.
        if descriptor != 0:
            os.set_blocking(descriptor, True)
        return -1
    os.set_blocking(twin, True)
    return twin


def _change_fork_exec(module: ModuleType) -> None:
    """By which subprocess, multiprocessing and others start programs."""
    fork_exec = module.fork_exec
    stdin, stdout, stderr = 6, 9, 11  # where their descriptors lie in its arguments; -1: inherited

    @wraps(fork_exec)
    def with_streams(*args: Any) -> Any:
        if len(args) <= stderr:
            return fork_exec(*args)
        changed = list(args)
        keep_python_out_of_child(changed)
        with _Inheritance() as inheritance:
            for position, descriptor in ((stdin, 0), (stdout, 1), (stderr, 2)):
                if args[position] == -1:
                    changed[position] = inheritance.of(descriptor)
            # subprocess.STDOUT beside an inherited stdout comes as 1.
            if args[stdout] == -1 and changed[stdout] != -1 and args[stderr] == 1:
                changed[stderr] = changed[stdout]
            return fork_exec(*changed)

    module.fork_exec = with_streams  # type: ignore[attr-defined]


def _change_os() -> None:
    system, execv, execve = os.system, os.execv, os.execve

    def spawning(spawn: Any) -> Any:
        @wraps(spawn)
        def with_streams(path: Any, argv: Any, env: Any, *, file_actions: Any = (), **options: Any) -> int:
            with _Inheritance() as inheritance:
                own = [(os.POSIX_SPAWN_DUP2, other, descriptor) for other, descriptor in inheritance.all()]
                return spawn(path, argv, env, file_actions=[*own, *(file_actions or ())], **options)

        return with_streams

    @wraps(system)
    def system_with_streams(command: Any) -> int:
        with _Inheritance() as inheritance:
            if not inheritance.all():
                return system(command)
        pid = os.posix_spawn("/bin/sh", ["sh", "-c", command], os.environ)
        return os.waitpid(pid, 0)[1]

    def become(execute: Any) -> Any:
        @wraps(execute)
        def with_streams(*args: Any, **options: Any) -> Any:
            with _Inheritance() as inheritance:
                for other, descriptor in inheritance.all():
                    os.dup2(other, descriptor)
            return execute(*args, **options)

        return with_streams

    os.system = system_with_streams
    os.execv, os.execve = become(execv), become(execve)
    if execve in os.supports_fd:
        os.supports_fd.add(os.execve)
    for name in ("posix_spawn", "posix_spawnp"):
        if hasattr(os, name):
            setattr(os, name, spawning(getattr(os, name)))


def _after_fork() -> None:
    from ._stdio import renew

    with _Inheritance() as inheritance:
        for other, descriptor in inheritance.all():
            os.dup2(other, descriptor)
    renew()


def install() -> None:
    """Once for each interpreter, as it starts."""
    if os.name != "posix":
        return
    after_import("_posixsubprocess", _change_fork_exec)
    _change_os()
    os.register_at_fork(after_in_child=_after_fork)
