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


class Interrupted(BaseException):
    """The call was given up in JavaScript: its time limit ran out, it was aborted, or its context was interrupted.

    No Exception, so that code which catches those ends as well.
    """
