"""What can go wrong between the two languages."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class JSError(Exception):
    """A JavaScript function threw. Left uncaught, the JavaScript caller gets the very same error back."""

    def __init__(self, name: str, message: str, stack: str, handle: Any = None) -> None:
        super().__init__(message)
        self.name = name
        self.message = message
        self.stack = stack
        #: Keeps the JavaScript error for as long as this one lives.
        self._handle = handle

    def __str__(self) -> str:
        return f"{self.name}: {self.message}" if self.message else self.name


class UnknownFunctionError(LookupError):
    """No JavaScript function is registered by this name."""


class StateFullError(Exception):
    """The store has reached its bound; it was left as it was."""


class ConversionError(TypeError):
    """A value cannot cross to JavaScript; the message says where it lies."""


class UnsentItem(Exception):
    """An item of a stream cannot cross: a ConversionError in JavaScript, of these two. Arguments: the path within it, and why."""


class FailedStep(Exception):
    """One of several steps of an expression has failed. Arguments: what it raised, and the step's text. No code of others gets to see
    it: where the call ends, what was raised takes its place. That one may be raised by several threads at once, and cannot bear a mark.
    """


class Interrupted(BaseException):
    """The call was given up in JavaScript: its time limit ran out, it was aborted, or its context was interrupted.

    No Exception, so that code which catches those ends as well.
    """


def target() -> None:
    """For an exception to strike that was sent to a thread and is not wanted any more."""


class NeedsHome(ImportError):
    """The module refuses sub-interpreters; it can be had in the main interpreter."""


class NeedsLoop(Exception):
    """The function belongs on a lane that has an event loop."""


class ElsewhereError(Exception):
    """Stands for an exception of a cluster's worker that could not be brought here: JavaScript gets what the worker said of it."""


class WorkerLostError(Exception):
    """The worker of a call has ended under it, or what that worker ran on. A PythonCrashedError in JavaScript."""


class ObjectLostError(Exception):
    """An object in the store of a cluster is gone, with the machine that it was on."""


class ClusterError(Exception):
    """The driver has no cluster. The message says why, and what to do about it."""
