"""Steps after which nobody would give a lock back that was taken, as bytecode shows them to a thread that has the GIL."""

from __future__ import annotations

import opcode
import sys
from opcode import opmap
from threading import Condition

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType, FrameType


def is_at_lock(frame: FrameType, at: int) -> bool:
    """For the innermost frame of a thread, at an instruction of it."""
    if frame.f_code is Condition.wait.__code__:  # That lock is somebody else's, and waited for within a `try`.
        return False
    return _takes(frame.f_code, at) or (sys.version_info < (3, 11) and _leaves_with(frame.f_code, at))


def comes_to_lock(frame: FrameType, at: int) -> bool:
    """Whether a thread that has not taken a lock yet would have it when it is struck.

    From 3.13 on a thread that gave up the GIL between two instructions looks for an interrupt no sooner than at its next call
    or loop: it has read what there is to do before it waited for the GIL.
    """
    if sys.version_info < (3, 13) or at < 0:
        return False
    back: FrameType | None = frame
    while back is not None and back.f_code is not Condition.wait.__code__:
        checks, returns = _next_checks(back.f_code.co_code, at)
        if any(_takes(back.f_code, check) for check in checks):
            return True
        if not returns:
            return False
        back = back.f_back
        at = back.f_lasti if back else -1
    return False


def is_in_call(frame: FrameType, at: int) -> bool:
    """Whether it may be C code that has given up the GIL. As that returns, an interrupt strikes."""
    return frame.f_code.co_code[at] in _CALLS


def _takes(code: CodeType, at: int) -> bool:
    """In `lock.acquire()`: the `try` that gives it back begins in the next line.

    Or, from 3.14 on, in the call of an __enter__ of C by `with lock:`. What is struck there as the call returns is outside
    the `with` still; before 3.14 no interrupt could.
    """
    ops = code.co_code
    if at < 0 or ops[at] not in _CALLS or ops[at + 1] != 0:  # With arguments it may not take it.
        return False
    at -= 2
    while at > 0 and ops[at] in _BETWEEN:
        at -= 2
    if ops[at] in _SPECIAL_LOADS:
        return True
    if ops[at] not in _LOADS:
        return False
    name = ops[at + 1]
    if at > 0 and ops[at - 2] == opmap["EXTENDED_ARG"]:
        name += ops[at - 1] << 8
    if sys.version_info >= (3, 12):
        name >>= 1  # Its lowest bit tells a method.
    return code.co_names[name] == "acquire"


def _next_checks(ops: bytes, at: int) -> tuple[list[int], bool]:
    """Where a thread looks for interrupts next, whichever way it goes from an instruction; and whether it may return before."""
    checks, returns = [], False
    begun = {at}
    paths = [_target(ops, at)] if ops[at] in _BACKWARD else [at + 2]
    while paths:
        at = paths.pop()
        while 0 <= at < len(ops) and at not in begun:
            begun.add(at)
            if ops[at] in _CHECKS:
                checks.append(at)
                break
            if ops[at] in _JUMPS:
                paths.append(_target(ops, at))
            if ops[at] in _ENDS:
                returns = returns or ops[at] in _RETURNS
                break
            at += 2
    return checks, returns


def _target(ops: bytes, at: int) -> int:
    """Of a jump, which is counted from the next instruction."""
    length = ops[at + 1]
    if at > 0 and ops[at - 2] == opmap["EXTENDED_ARG"]:
        length += ops[at - 1] << 8
    name = opcode.opname[ops[at]]
    after = at + 2 + 2 * opcode._inline_cache_entries.get(name, 0)  # type: ignore[attr-defined]
    return after - 2 * length if ops[at] in _BACKWARD else after + 2 * length


def _opcodes(*names: str) -> frozenset[int]:
    return frozenset(opmap[name] for name in names if name in opmap)


_LOADS = _opcodes("LOAD_METHOD", "LOAD_ATTR")
_SPECIAL_LOADS = _opcodes("LOAD_SPECIAL")
_CALLS = _opcodes("CALL_METHOD", "CALL_FUNCTION", "PRECALL", "CALL")
_BETWEEN = _opcodes("CACHE", "PRECALL") | {0}

# From 3.13 on.
_JUMPS = frozenset(opcode.hasjrel)
_BACKWARD = _opcodes("JUMP_BACKWARD", "JUMP_BACKWARD_NO_INTERRUPT")
_CHECKS = _CALLS | _opcodes("CALL_KW", "CALL_FUNCTION_EX", "JUMP_BACKWARD", "RESUME")
_RETURNS = _opcodes("RETURN_VALUE", "RETURN_CONST")
_ENDS = _RETURNS | _opcodes("JUMP_FORWARD", "JUMP_BACKWARD_NO_INTERRUPT", "RAISE_VARARGS", "RERAISE")


def _leaves_with(code: CodeType, at: int) -> bool:
    """Between the body of a `with` and the call of __exit__, which an interrupt leaves out. See python/cpython#74174."""
    at = max(at, 2)  # of what has been done
    return _CALL_OF_EXIT in code.co_code[at - 2 : at + 12]


#: DUP_TOP, DUP_TOP, CALL_FUNCTION 3. Before it: POP_BLOCK, sometimes ROT_TWO, LOAD_CONST.
_CALL_OF_EXIT = b"\x04\x00\x04\x00\x83\x03"
