"""Built-ins that look at the frame which calls them. A lane calls from none; they then get the namespace of `__main__`."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Optional


def stand_in(name: str) -> Optional[Callable[..., Any]]:
    """What is called instead of the built-in of that name, if it is one of these."""
    return _stand_ins.get(name)


def _namespace() -> dict[str, Any]:
    return sys.modules["__main__"].__dict__


def _eval(source: Any, globals: Any = None, locals: Any = None) -> Any:
    return eval(source, _namespace() if globals is None else globals, locals)


def _exec(source: Any, globals: Any = None, locals: Any = None, **options: Any) -> None:
    exec(source, _namespace() if globals is None else globals, locals, **options)


def _vars(*objects: Any) -> Any:
    return vars(*objects) if objects else _namespace()


def _dir(*objects: Any) -> list[str]:
    return dir(*objects) if objects else sorted(_namespace())


_stand_ins: dict[str, Callable[..., Any]] = {
    "eval": _eval,
    "exec": _exec,
    "globals": _namespace,
    "locals": _namespace,
    "vars": _vars,
    "dir": _dir,
}
