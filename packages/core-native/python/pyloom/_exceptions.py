"""An exception as data: what becomes a PythonError in JavaScript."""

from __future__ import annotations

import os

from ._frames import FILENAME
from ._missing import advice

TYPE_CHECKING = False
if TYPE_CHECKING:
    from traceback import TracebackException
    from typing import Any

#: Chained exceptions beyond this are left out of `cause`; the traceback has them all.
_LONGEST_CHAIN = 32

_FOLDER = os.path.dirname(__file__) + os.sep


def describe(error: BaseException) -> dict[str, Any]:
    """Never raises, whatever the exception's own methods do."""
    return _describe(error, _format(error), set())


def _describe(error: BaseException, trace: str, seen: set[int]) -> dict[str, Any]:
    seen.add(id(error))
    kind = type(error)
    missing = advice(error)
    described: dict[str, Any] = {
        "type": kind.__qualname__,
        "module": str(kind.__module__),
        "message": message_of(error) if missing is None else f"{message_of(error)}: {missing}",
        "traceback": trace,
        "notes": _notes(error),
    }
    identity = _javascript_error(error)
    if identity is not None:
        described["jsError"] = identity
    cause = _cause(error)
    if cause is not None and id(cause) not in seen and len(seen) < _LONGEST_CHAIN:
        described["cause"] = _describe(cause, _format(cause), seen)
    return described


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
