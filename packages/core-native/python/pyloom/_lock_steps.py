"""Steps after which nobody would give a lock back that was taken, as bytecode shows them to a thread that has the GIL."""

from __future__ import annotations

import sys
from opcode import opmap
from threading import Condition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import FrameType


def is_at_lock(frame: FrameType) -> bool:
    """For the innermost frame of a thread."""
    return _calls_acquire(frame) or (sys.version_info < (3, 11) and _leaves_with(frame))


def _calls_acquire(frame: FrameType) -> bool:
    """In `lock.acquire()`: the `try` that gives it back begins in the next line."""
    code, at = frame.f_code.co_code, frame.f_lasti
    if frame.f_code is Condition.wait.__code__:  # That is somebody else's, and waited for within a `try`.
        return False
    if at < 0 or code[at] not in _CALLS or code[at + 1] != 0:  # With arguments it may not take it.
        return False
    at -= 2
    while at > 0 and code[at] in _BETWEEN:
        at -= 2
    if code[at] not in _LOADS:
        return False
    name = code[at + 1]
    if at > 0 and code[at - 2] == opmap["EXTENDED_ARG"]:
        name += code[at - 1] << 8
    if sys.version_info >= (3, 12):
        name >>= 1  # Its lowest bit tells a method.
    return frame.f_code.co_names[name] == "acquire"


def _opcodes(*names: str) -> frozenset[int]:
    return frozenset(opmap[name] for name in names if name in opmap)


_LOADS = _opcodes("LOAD_METHOD", "LOAD_ATTR")
_CALLS = _opcodes("CALL_METHOD", "CALL_FUNCTION", "PRECALL", "CALL")
_BETWEEN = _opcodes("CACHE", "PRECALL") | {0}


def _leaves_with(frame: FrameType) -> bool:
    """Between the body of a `with` and the call of __exit__, which an interrupt leaves out. See python/cpython#74174."""
    at = max(frame.f_lasti, 2)  # of what has been done
    return _CALL_OF_EXIT in frame.f_code.co_code[at - 2 : at + 12]


#: DUP_TOP, DUP_TOP, CALL_FUNCTION 3. Before it: POP_BLOCK, sometimes ROT_TWO, LOAD_CONST.
_CALL_OF_EXIT = b"\x04\x00\x04\x00\x83\x03"
