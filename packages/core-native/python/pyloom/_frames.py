"""The frame that a call of JavaScript's comes from: code that looks at its caller's finds the namespace of `__main__` there.

Libraries do: `warnings.warn(stacklevel=2)`, `sympy.var()`, `DataFrame.query('@limit')`, and whatever wants to know the module that
it is called from. A lane itself has no frame.
"""

from __future__ import annotations

import sys
from types import BuiltinFunctionType, CellType, FunctionType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any, Callable, Optional

#: What tracebacks and warnings call it. No traceback that JavaScript gets shows it.
FILENAME = "<call from JavaScript>"


def _code_of(maker: Callable[[Any], Any]) -> CodeType:
    return maker(None).__code__.replace(co_filename=FILENAME, co_firstlineno=1)


def _plain(function: Any) -> Any:
    def call(*args: Any) -> Any:
        return function(*args)

    return call


def _with_keywords(function: Any) -> Any:
    def call(*args: Any, **kwargs: Any) -> Any:
        return function(*args, **kwargs)

    return call


# Keyword arguments cost as much again as the frame, and few calls have some.
_plain_code = _code_of(_plain)
_code_with_keywords = _code_of(_with_keywords)


def framed(function: Any) -> tuple[Any, Any]:
    """What to call in place of the function, without and with keyword arguments. A function that is written in C is its own: it
    costs less than its frame would, and the few that look at one are in `_caller_bound`."""
    if type(function) is BuiltinFunctionType:
        return function, function
    namespace = sys.modules["__main__"].__dict__
    return _bind(_plain_code, function, namespace), _bind(_code_with_keywords, function, namespace)


def call_from(namespace: Optional[dict[str, Any]], function: Any, args: Any, kwargs: Any) -> Any:
    """Calls it from a frame of that namespace; None: that of `__main__`."""
    if namespace is None:
        namespace = sys.modules["__main__"].__dict__
    return _bind(_code_with_keywords, function, namespace)(*args, **kwargs)


def _bind(code: CodeType, function: Any, namespace: dict[str, Any]) -> Any:
    return FunctionType(code, namespace, "call", None, (CellType(function),))
