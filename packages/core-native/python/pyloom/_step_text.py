"""A step of an expression as an error shows it: `<pandas.DataFrame>.groupby('city').pric`."""

from __future__ import annotations

from types import ModuleType

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_PLAIN = (str, int, float, bool, type(None))
_LONGEST = 30
_SIGNS = {"item": "[{0}]", "setItem": "[{0}] = {1}", "delItem": "[{0}]", "set": ".{0} = {1}"}


def advised(text: str, step: list[Any], error: BaseException) -> str:
    """With what to write instead, for who took an expression for a promise."""
    if step[2] not in ("catch", "finally") or not isinstance(error, AttributeError):
        return text
    return f"{text}: names are Python's, and Promise.resolve(expression).{step[2]}(…) is a promise's"


def text_of_step(registers: list[Any], roots: int, steps: list[Any], step: list[Any]) -> str:
    """From the object that it begins with on, the step included."""
    register, path = step[1], step[2]
    text = _root(registers[register]) if register < roots else text_of_step(registers, roots, steps, steps[register - roots])
    if path:
        text += f".{path}"
    if len(step) == 3:
        return text
    arguments = [_short(each) for each in step[3]]
    if type(step[4]) is str:
        name = step[4]
        if name == "op":
            return f"{text} {' '.join([step[3][0], *arguments[1:]])}"
        return f"{text}{_SIGNS[name].format(*arguments)}" if name in _SIGNS else f"{name}({text})"
    arguments += [f"{name}={_short(each)}" for name, each in (step[4] or {}).items()]
    return f"{text}({', '.join(arguments)})"


def _root(value: Any) -> str:
    if isinstance(value, ModuleType):
        return value.__name__
    kind = type(value)
    return f"<{kind.__qualname__ if kind.__module__ == 'builtins' else f'{kind.__module__}.{kind.__qualname__}'}>"


def _short(value: Any) -> str:
    """Plain values alone: what the __repr__ of others does is not for an error to find out."""
    if type(value) not in _PLAIN:
        return "…"
    text = repr(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
