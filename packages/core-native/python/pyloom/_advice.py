"""What to do about an error whose message does not say it, where that is known."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

#: What messages about memory that nobody may write into call it.
_MEMORY = ("memory", "buffer", "array", "destination")


def advice(error: BaseException, message: str) -> Optional[str]:
    """Never raises."""
    try:
        if isinstance(error, ModuleNotFoundError):
            from ._missing import advice_on

            return advice_on(error.name, message)
        if isinstance(error, RuntimeError):
            return _on_loop(message)
        if isinstance(error, (TypeError, ValueError, AttributeError, BufferError)):
            return _on_arrays(message)
    except Exception:
        pass
    return None


def _on_loop(message: str) -> Optional[str]:
    if message != "no running event loop":
        return None
    return "coroutine functions run on an event loop, and whatever they call: write an `async def` around it"


def _on_arrays(message: str) -> Optional[str]:
    """Of what takes NumPy's arrays, or writes into them."""
    if "read-only" in message and any(word in message for word in _MEMORY):
        return "arrays of JavaScript's are lent for reading; writable(array) lends one for writing"
    if "memoryview" in message and "numpy" in sys.modules:
        return "typed arrays arrive as a memoryview; the option arrays: 'numpy' makes NumPy's of them, and so does ndarray(array)"
    return None
