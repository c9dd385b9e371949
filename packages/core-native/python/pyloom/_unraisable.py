"""Errors that nobody can catch, such as those of destructors."""

from __future__ import annotations

import sys

from ._errors import Interrupted

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def install() -> None:
    """An interrupt that hits a destructor is lost there, and its call gets another: nobody needs to read about it."""
    report = sys.unraisablehook

    def report_unless_interrupt(unraisable: Any) -> None:
        if not issubclass(unraisable.exc_type, Interrupted):
            report(unraisable)

    sys.unraisablehook = report_unless_interrupt
