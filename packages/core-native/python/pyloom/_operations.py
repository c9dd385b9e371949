"""What an expression does with an object beside reading attributes and calling."""

from __future__ import annotations

import _operator as operators

from ._references import set_

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operators.add,
    "-": operators.sub,
    "*": operators.mul,
    "/": operators.truediv,
    "//": operators.floordiv,
    "%": operators.mod,
    "**": operators.pow,
    "@": operators.matmul,
    "&": operators.and_,
    "|": operators.or_,
    "^": operators.xor,
    "<<": operators.lshift,
    ">>": operators.rshift,
    "==": operators.eq,
    "!=": operators.ne,
    "<": operators.lt,
    "<=": operators.le,
    ">": operators.gt,
    ">=": operators.ge,
    "is": operators.is_,
    "is not": operators.is_not,
    "in": lambda value, container: value in container,
    "not in": lambda value, container: value not in container,
}

_UNARY: dict[str, Callable[[Any], Any]] = {
    "+": operators.pos,
    "-": operators.neg,
    "~": operators.invert,
    "not": operators.not_,
}


def _operate(target: Any, operator: str, *other: Any) -> Any:
    return _BINARY[operator](target, other[0]) if other else _UNARY[operator](target)


def _to_javascript(target: Any) -> Any:
    from ._plain import plain

    return plain(target)


def _to_arrow(target: Any) -> Any:
    from ._arrow import read

    return read(target)


#: By the names that JavaScript sends.
OPERATIONS: dict[str, Callable[..., Any]] = {
    "item": operators.getitem,
    "setItem": operators.setitem,
    "delItem": operators.delitem,
    "set": set_,
    "op": _operate,
    "len": len,
    "str": str,
    "repr": repr,
    "js": _to_javascript,
    "arrow": _to_arrow,
}
