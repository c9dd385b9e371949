"""What a worker of a cluster answered, as if the driver had called the function itself."""

from __future__ import annotations

import _pyloom_core

from ._errors import ElsewhereError
from ._payload import unpack
from ._remote import RESULT

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._kept_here import Keeper
    from ._payload import Payload


def result_of(answer: Payload, keeper: Keeper) -> Any:
    """The result. Raises the exception that the function raised, which is described as its worker did."""
    kind, *parts = unpack(answer, keeper)
    if kind == RESULT:
        return parts[0]
    described, kept = parts
    _find_errors(described, keeper)
    raise _exception(described, kept, keeper)


def _find_errors(described: dict[str, Any] | None, keeper: Keeper) -> None:
    """Those that JavaScript threw are known to it by other numbers than to the worker."""
    while described is not None:
        number = described.get("jsError")
        if number is not None:
            described["jsError"] = _pyloom_core.error_id(keeper.thing(number))
        described = described.get("cause")


def _exception(described: dict[str, Any], kept: Payload | None, keeper: Keeper) -> BaseException:
    try:
        error = ElsewhereError() if kept is None else unpack(kept, keeper)
        error._pyloom_described = described
    except BaseException:
        # Of a class that is not to be had here, or that takes other arguments than it was made of.
        error = ElsewhereError()
        error._pyloom_described = described  # type: ignore[attr-defined]
    error._pyloom_keeper = keeper  # Errors of JavaScript's live as long as what is raised.
    return error  # type: ignore[no-any-return]
