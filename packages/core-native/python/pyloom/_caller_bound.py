"""Built-ins that look at the names of the frame which calls them: for JavaScript that is a namespace, `__main__` or a context's."""

from __future__ import annotations

import sys
from functools import partial

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Callable, Optional


def stand_in(name: str, namespace: Optional[dict[str, Any]] = None) -> Optional[Callable[..., Any]]:
    """What is called instead of the built-in of that name, if it is one of these. None: the namespace of `__main__`."""
    function = _stand_ins.get(name)
    return function and partial(function, (lambda: namespace) if namespace is not None else _main)


def _main() -> dict[str, Any]:
    return sys.modules["__main__"].__dict__


def _eval(names: Any, source: Any, globals: Any = None, locals: Any = None) -> Any:
    return eval(source, names() if globals is None else globals, locals)


def _exec(names: Any, source: Any, globals: Any = None, locals: Any = None, **options: Any) -> None:
    exec(source, names() if globals is None else globals, locals, **options)


def _namespace(names: Any) -> dict[str, Any]:
    return names()


def _vars(names: Any, *objects: Any) -> Any:
    return vars(*objects) if objects else names()


def _dir(names: Any, *objects: Any) -> list[str]:
    return dir(*objects) if objects else sorted(names())


_stand_ins: dict[str, Callable[..., Any]] = {
    "eval": _eval,
    "exec": _exec,
    "globals": _namespace,
    "locals": _namespace,
    "vars": _vars,
    "dir": _dir,
}
