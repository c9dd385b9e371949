"""Programs run as `python` runs them: sys.argv, __main__, tracebacks and exit codes. For the command `pyloom`."""

from __future__ import annotations

import os
import sys

from ._signals import leave_interrupts, take_signals
from ._stdio import uninstall

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Any

#: What JavaScript makes the process end with where Python would end it by SIGINT.
INTERRUPTED = -1

#: As Python starts with, whatever its version.
_RECURSION_LIMIT = 1000

_FOLDER = os.path.dirname(__file__) + os.sep


def run_file(path: str, arguments: list[str], unbuffered: bool = False) -> int:
    """Runs a script, or a folder or archive with a `__main__.py` in it. The exit code."""

    def start() -> None:
        import runpy

        sys.argv = [path, *arguments]
        if os.path.isdir(path) or not _is_source(path):
            runpy.run_path(path, run_name="__main__")
            return
        sys.path.insert(0, os.path.dirname(os.path.realpath(path)))
        with open(path, "rb") as file:
            code = compile(file.read(), path, "exec", dont_inherit=True)
        exec(code, _main_namespace(path))

    return _run(start, unbuffered)


def run_code(source: str, arguments: list[str], unbuffered: bool = False) -> int:
    """What `python -c source` does."""

    def start() -> None:
        sys.argv = ["-c", *arguments]
        sys.path.insert(0, "")
        exec(compile(source, "<string>", "exec", dont_inherit=True), _main_namespace(None))

    return _run(start, unbuffered)


def run_module(name: str, arguments: list[str], unbuffered: bool = False) -> int:
    """What `python -m name` does."""

    def start() -> None:
        import runpy

        sys.argv = [name, *arguments]
        sys.path.insert(0, os.getcwd())
        runpy.run_module(name, run_name="__main__", alter_sys=True)

    return _run(start, unbuffered)


def run_text(source: str) -> int:
    """Runs statements; prints the value of the last one, if it is an expression, as Python's prompt does."""

    def start() -> None:
        import ast

        from ._await import settle
        from ._source import new_filename

        sys.argv = ["-c"]
        sys.path.insert(0, "")
        filename = new_filename("eval", source)
        # Not ast.parse(): a frame of it would be in the traceback.
        tree: Any = compile(source, filename, "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
        namespace = _main_namespace(None)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, filename, "exec", dont_inherit=True), namespace)
        if isinstance(last, ast.Expr):
            expression = compile(ast.Expression(last.value), filename, "eval", dont_inherit=True)
            sys.displayhook(settle(eval(expression, namespace)))

    return _run(start)


def _is_source(path: str) -> bool:
    with open(path, "rb") as file:
        return file.read(2) != b"PK" and not path.endswith(".pyc")


def _main_namespace(path: str | None) -> dict[str, Any]:
    namespace = sys.modules["__main__"].__dict__
    if path is not None:
        namespace.update(__file__=path, __cached__=None)
    return namespace


def _run(start: Callable[[], None], unbuffered: bool = False) -> int:
    """On Python's main thread, as programs expect: `signal.signal` takes no other. Another thread waits here."""
    from _thread import allocate_lock

    import _pyloom_core

    process = os.getpid()
    done = allocate_lock()
    done.acquire()
    codes: list[int] = []

    def on_main_thread() -> None:
        try:
            codes.append(_run_here(start, unbuffered))
            if os.getpid() != process:
                os._exit(codes[0] & 0xFF)  # a child by fork(): nobody there waits for the code
        finally:
            done.release()

    _pyloom_core.run_on_main_thread(on_main_thread)
    done.acquire()
    return codes[0] if codes else INTERRUPTED


def _run_here(start: Callable[[], None], unbuffered: bool) -> int:
    # The program's own: buffered as in Python, and not torn into lines.
    uninstall(unbuffered=unbuffered)
    # pyloom's own limit leaves room for callbacks, of which there are none.
    sys.setrecursionlimit(_RECURSION_LIMIT)
    try:
        take_signals()
        code = _guarded(start)
    except KeyboardInterrupt as error:  # while the program's last words were said
        code = _report(error)
    finally:
        _flush()
    if code == INTERRUPTED:
        leave_interrupts()
    return code


def _guarded(start: Callable[[], None]) -> int:
    try:
        start()
        _join_threads()
        return 0
    except SystemExit as end:
        return exit_code(end)
    except BaseException as error:
        return _report(error)


def _join_threads() -> None:
    """Python waits for its threads at the end of the main module."""
    threading = sys.modules.get("threading")
    if threading is None:
        return
    current = threading.current_thread()
    for thread in threading.enumerate():
        if thread is not current and not thread.daemon and thread is not threading.main_thread():
            thread.join()


def exit_code(end: SystemExit) -> int:
    """What the process ends with; a text is written to stderr."""
    if end.code is None:
        return 0
    if isinstance(end.code, int):
        return end.code & 0xFF
    print(end.code, file=sys.stderr)
    return 1


def _report(error: BaseException) -> int:
    trace = error.__traceback__
    while trace is not None and _is_ours(trace):
        trace = trace.tb_next
    # runpy's frames are not left out by Python either, but for these two it says nothing of what went wrong.
    try:
        sys.excepthook(type(error), error.with_traceback(trace), trace)
    except BaseException:
        sys.__excepthook__(type(error), error, trace)
    return INTERRUPTED if isinstance(error, KeyboardInterrupt) else 1


def _is_ours(trace: TracebackType) -> bool:
    return trace.tb_frame.f_code.co_filename.startswith(_FOLDER)


def _flush() -> None:
    for stream in (sys.stdout, sys.stderr):
        try:
            if stream is not None:
                stream.flush()
        except (OSError, ValueError):  # Closed, or its reader has gone.
            pass
