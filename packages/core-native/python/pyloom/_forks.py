"""fork() in a process that is not Python's alone: a child has one thread, no JavaScript, and the process's own streams."""

from __future__ import annotations

import os
import sys
from functools import wraps

import _pyloom_core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

#: Where they lie in the arguments of _posixsubprocess.fork_exec(), in the versions that have sub-interpreters.
_START_NEW_SESSION, _PROCESS_GROUP, _PREEXEC_FN = 15, 16, 21

#: Whether a forked child may be about, which knows every module that this process has.
forked = False


def install() -> None:
    """Once for each interpreter, as it starts."""
    for name in ("fork", "forkpty"):
        if hasattr(os, name):
            setattr(os, name, _guarded(getattr(os, name)))
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_become_main_thread)


def _become_main_thread() -> None:
    """A lane is a thread that `threading` did not start. Before 3.12 it stays such a one, at whose end an assertion fails."""
    import threading

    main: Any = threading.main_thread()
    if isinstance(main, threading._DummyThread):
        main.__class__ = threading._MainThread  # type: ignore[attr-defined]
        main._name, main._daemonic = "MainThread", False
        if hasattr(main, "_set_tstate_lock"):
            main._set_tstate_lock()


def _guarded(fork: Any) -> Any:
    @wraps(fork)
    def fork_if_possible() -> Any:
        global forked
        if _pyloom_core.has_interpreters():
            # CPython ends such a child with a fatal error; whoever replaces children that die would do so for ever.
            raise RuntimeError(
                f"os.{fork.__name__}() is not possible in a process with sub-interpreters: the child would not survive it. "
                "Programs can be started with subprocess, and Python in processes of its own with multiprocessing's 'spawn'; "
                "createPython({ mode: 'multi_executor' }) makes no sub-interpreters, and packages that fork (pexpect, sh) work"
            )
        forked = True
        return fork()

    return fork_if_possible


def keep_python_out_of_child(arguments: list[Any]) -> None:
    """Those of _posixsubprocess.fork_exec(). `preexec_fn` is Python that runs in the child, which would not survive it either."""
    function = arguments[_PREEXEC_FN] if len(arguments) > _PREEXEC_FN else None
    if function is None or not _pyloom_core.has_interpreters():
        return
    if function is os.setsid:
        arguments[_START_NEW_SESSION] = True
    elif function is os.setpgrp:
        arguments[_PROCESS_GROUP] = 0
    else:
        raise RuntimeError(
            f"preexec_fn={function!r} cannot run in a process with sub-interpreters: the child would not survive it. subprocess has "
            "options for what it is mostly for: start_new_session, process_group, user, group, extra_groups, umask, cwd; "
            "createPython({ mode: 'multi_executor' }) makes no sub-interpreters"
        )
    arguments[_PREEXEC_FN] = None


def end_child(error: BaseException | None) -> NoReturn:
    """In a child whose call has come to its end: what its caller would get is in another process. Ends as Python would."""
    code = 0
    try:
        code = _last_words(error)
    finally:
        os._exit(code)


def _last_words(error: BaseException | None) -> int:
    from ._finish import finish
    from ._script import exit_code

    code = 0
    if isinstance(error, SystemExit):
        code = exit_code(error)
    elif error is not None:
        sys.excepthook(type(error), error, error.__traceback__)
        code = 1
    threading = sys.modules["threading"]
    for thread in threading.enumerate():
        if thread is not threading.current_thread() and not thread.daemon:
            thread.join()
    finish()
    return code
