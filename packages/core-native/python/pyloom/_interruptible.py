"""Which code of a cluster's worker an interrupt may strike: the program's. It gets the same exception as everywhere."""

from __future__ import annotations

import signal
import threading

from ._errors import Interrupted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

_depth = 0
_is_installed = False


class code:
    """The program's runs within this, on the main thread. Elsewhere an engine's own code has its KeyboardInterrupt."""

    def __enter__(self) -> None:
        global _depth
        _install()
        _depth += 1

    def __exit__(self, *_: object) -> None:
        global _depth
        _depth -= 1


def _install() -> None:
    global _is_installed
    if not _is_installed and threading.current_thread() is threading.main_thread():
        signal.signal(signal.SIGINT, _strike)
        _is_installed = True


def _strike(number: int, frame: Any) -> None:
    if _depth > 0:
        raise Interrupted
    raise KeyboardInterrupt
