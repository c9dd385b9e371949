"""print() where streams pass on each piece as it comes: what one call prints stays together.

print() writes its arguments, what is between them and its end one by one. With PYTHONUNBUFFERED each went out by itself, and lines
of lanes that print at once were torn.
"""

from __future__ import annotations

import builtins
import sys
from functools import wraps

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

_print_alone = builtins.print


def install(stream_of_lines: type[Any]) -> None:
    """From now on streams of that class are told when a print() begins and ends."""
    if builtins.print is _print_alone:
        builtins.print = _told(_print_alone, stream_of_lines)


def uninstall() -> None:
    builtins.print = _print_alone


def _told(print_alone: Callable[..., None], stream_of_lines: type[Any]) -> Any:
    @wraps(print_alone)
    def print(*values: Any, **options: Any) -> None:
        stream = options.get("file")
        if stream is None:
            stream = sys.stdout
        if not isinstance(stream, stream_of_lines) or not stream.begin_print():
            print_alone(*values, **options)
            return
        try:
            print_alone(*values, **options)
        finally:
            stream.end_print()

    return print
