"""Programs run as `python` runs them: sys.argv, __main__, tracebacks and exit codes. For the command `pyloom`."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from types import TracebackType
    from typing import Any

#: What JavaScript makes the process end with where Python would end it by SIGINT.
INTERRUPTED = -1

_FOLDER = os.path.dirname(__file__) + os.sep


class _Program:
    """The one that runs: the thread that Ctrl-C is for."""

    thread: int | None = None
    #: Whether the last KeyboardInterrupt has been raised: a thread that waits in C code does not see it.
    seen = True


def run_file(path: str, arguments: list[str]) -> int:
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

    return _run(start)


def run_module(name: str, arguments: list[str]) -> int:
    """What `python -m name` does."""

    def start() -> None:
        import runpy

        sys.argv = [name, *arguments]
        sys.path.insert(0, os.getcwd())
        runpy.run_module(name, run_name="__main__", alter_sys=True)

    return _run(start)


def run_text(source: str) -> int:
    """Runs statements; prints the value of the last one, if it is an expression, as Python's prompt does."""

    def start() -> None:
        import ast

        from ._await import settle
        from ._source import new_filename

        sys.argv = ["-c"]
        sys.path.insert(0, "")
        filename = new_filename("eval", source)
        tree = ast.parse(source, filename)
        namespace = _main_namespace(None)
        last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
        exec(compile(tree, filename, "exec", dont_inherit=True), namespace)
        if isinstance(last, ast.Expr):
            expression = compile(ast.Expression(last.value), filename, "eval", dont_inherit=True)
            sys.displayhook(settle(eval(expression, namespace)))

    return _run(start)


def interrupt() -> None:
    """Raises KeyboardInterrupt in the program that runs. On any other thread."""
    if _Program.thread is None:
        return
    import _pyloom_core

    _Program.seen = False
    _pyloom_core.raise_in_thread(_Program.thread, _KeyboardInterrupt)


def has_ignored_interrupt() -> bool:
    """Whether the program has not seen the last interrupt(). Says then where it is, as Python would."""
    if _Program.thread is None or _Program.seen:
        return False
    frame = sys._current_frames().get(_Program.thread)
    if frame is not None:
        import traceback

        frames = [each for each in traceback.extract_stack(frame) if not each.filename.startswith(_FOLDER)]
        lines = ["Traceback (most recent call last):\n", *traceback.format_list(frames), "KeyboardInterrupt\n"]
        print("".join(lines), end="", file=sys.stderr)
    _flush()
    return True


class _KeyboardInterrupt(KeyboardInterrupt):
    def __init__(self, *args: Any) -> None:
        _Program.seen = True


_KeyboardInterrupt.__name__ = _KeyboardInterrupt.__qualname__ = "KeyboardInterrupt"
_KeyboardInterrupt.__module__ = "builtins"


def _is_source(path: str) -> bool:
    with open(path, "rb") as file:
        return file.read(2) != b"PK" and not path.endswith(".pyc")


def _main_namespace(path: str | None) -> dict[str, Any]:
    namespace = sys.modules["__main__"].__dict__
    if path is not None:
        namespace.update(__file__=path, __cached__=None)
    return namespace


def _run(start: Callable[[], None]) -> int:
    from _thread import get_ident

    # The program's own: buffered as in Python, and not torn into lines.
    sys.stdout, sys.stderr = sys.__stdout__, sys.__stderr__
    _Program.thread = get_ident()
    try:
        code = _guarded(start)
        _Program.thread = None
        return code
    except KeyboardInterrupt as error:  # while the program's last words were said
        _Program.thread = None
        return _report(error)
    finally:
        _flush()


def _guarded(start: Callable[[], None]) -> int:
    try:
        start()
        _join_threads()
        return 0
    except SystemExit as end:
        return _exit_code(end)
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


def _exit_code(end: SystemExit) -> int:
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
