"""An exception as data: what becomes a PythonError in JavaScript."""

from __future__ import annotations

import os

from ._advice import advice
from ._errors import Interrupted, WorkerLostError
from ._frames import FILENAME

TYPE_CHECKING = False
if TYPE_CHECKING:
    from traceback import TracebackException
    from typing import Any

#: Chained exceptions beyond this are left out of `cause`; the traceback has them all.
_LONGEST_CHAIN = 32

#: CO_GENERATOR, CO_COROUTINE, CO_ASYNC_GENERATOR.
_SUSPENDS = 0x20 | 0x80 | 0x200

_FOLDER = os.path.dirname(__file__) + os.sep


def describe(error: BaseException) -> dict[str, Any]:
    """Never raises, whatever the exception's own methods do."""
    elsewhere = _described_elsewhere(error)
    if elsewhere is not None:
        return elsewhere
    return _describe(error, _format(error), set(), False)


def describe_kept(error: BaseException, step: str | None) -> dict[str, Any]:
    """The same, for JavaScript that keeps the exception, too: with it, and with those that it was raised from. `step`: at which one of
    an expression it arose."""
    elsewhere = _described_elsewhere(error)
    if elsewhere is not None:
        return _kept_elsewhere(error, elsewhere)
    described = _describe(error, _format(error), set(), True)
    if step is not None:
        described["step"] = step
    _clear_frames(error)
    return described


def _described_elsewhere(error: BaseException) -> dict[str, Any] | None:
    """What the worker of a cluster said of an exception that it raised: here it has no traceback, and no cause."""
    try:
        return vars(error).get("_pyloom_described")
    except Exception:
        return None


def _kept_elsewhere(error: BaseException, described: dict[str, Any]) -> dict[str, Any]:
    from ._errors import ElsewhereError
    from ._kept import Kept

    return described if isinstance(error, ElsewhereError) else {**described, "value": Kept(error)}


def _clear_frames(error: BaseException) -> None:
    """What the functions had in their variables goes as if nobody kept the exception. Not of generators and coroutines: up to 3.12
    that closes one which waits, and which may well go on after it has caught the exception."""
    seen: set[int] = set()
    left: list[BaseException | None] = [error]
    while left:
        each = left.pop()
        if each is None or id(each) in seen:
            continue
        seen.add(id(each))
        trace = each.__traceback__
        while trace is not None:
            if not trace.tb_frame.f_code.co_flags & _SUSPENDS:
                try:
                    trace.tb_frame.clear()
                except RuntimeError:  # It still runs.
                    pass
            trace = trace.tb_next
        left += [each.__cause__, each.__context__, *getattr(each, "exceptions", ())]


def _describe(error: BaseException, trace: str, seen: set[int], is_kept: bool) -> dict[str, Any]:
    seen.add(id(error))
    kind = type(error)
    message = message_of(error)
    advised = advice(error, message)
    described: dict[str, Any] = {
        "type": kind.__qualname__,
        "module": str(kind.__module__),
        "message": message if advised is None else f"{message}: {advised}",
        "traceback": trace,
        "notes": _notes(error),
        "bases": [name_of(base) for base in kind.__mro__],
    }
    if isinstance(error, WorkerLostError):
        described["lost"] = message
    identity = _javascript_error(error)
    if identity is not None:
        described["jsError"] = identity
    cause = _cause(error)
    if cause is not None and id(cause) not in seen and len(seen) < _LONGEST_CHAIN:
        described["cause"] = _describe(cause, _format(cause), seen, is_kept)
    # What ends a call that was given up is no PythonError, which would have it.
    if is_kept and identity is None and not isinstance(error, Interrupted):
        from ._kept import Kept

        described["value"] = Kept(error)
    return described


def name_of(kind: type) -> str:
    """With its module, unless it is built in."""
    module, name = str(kind.__module__), str(kind.__qualname__)
    return name if module == "builtins" else f"{module}.{name}"


def message_of(error: BaseException) -> str:
    try:
        text = str(error)
    except Exception:
        return f"<unprintable {type(error).__name__} object>"
    # A subclass of str may come back, whose own methods are no business of ours.
    return text if type(text) is str else str.__str__(text)


def _notes(error: BaseException) -> list[str]:
    try:
        notes = error.__notes__  # type: ignore[attr-defined]
        return [note if type(note) is str else str(note) for note in notes]
    except Exception:
        return []


def _javascript_error(error: BaseException) -> int | None:
    from ._errors import JSError

    if not isinstance(error, JSError):
        return None
    import _pyloom_core

    return _pyloom_core.error_id(getattr(error, "_handle", None))


def _cause(error: BaseException) -> BaseException | None:
    if error.__cause__ is not None:
        return error.__cause__
    return None if error.__suppress_context__ else error.__context__


def _format(error: BaseException) -> str:
    """As Python prints it, without the frames of this package."""
    try:
        from traceback import TracebackException

        trace = TracebackException(type(error), error, error.__traceback__)
        _leave_out_glue(trace, set())
        return "".join(trace.format())
    except Exception:
        return f"{type(error).__qualname__}: {message_of(error)}\n"


def _is_glue(filename: str) -> bool:
    return filename.startswith(_FOLDER) or filename == FILENAME


def _leave_out_glue(trace: TracebackException | None, seen: set[int]) -> None:
    if trace is None or id(trace) in seen:
        return
    seen.add(id(trace))
    if trace.stack:
        trace.stack[:] = [frame for frame in trace.stack if not _is_glue(frame.filename)]
    _leave_out_glue(trace.__cause__, seen)
    _leave_out_glue(trace.__context__, seen)
    for member in getattr(trace, "exceptions", None) or []:
        _leave_out_glue(member, seen)
