"""faulthandler in a process whose signals are JavaScript's as well."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def install() -> None:
    """V8 needs the signals of faults for WebAssembly: it stays first, and faulthandler gets what V8 does not know."""
    try:
        import faulthandler
    except ImportError:
        return  # A Python that was built without.
    from functools import wraps

    import _pyloom_core

    enable_alone = faulthandler.enable

    @wraps(enable_alone)
    def enable(*args: Any, **kwargs: Any) -> None:
        enable_alone(*args, **kwargs)
        _pyloom_core.keep_fault_handlers()

    faulthandler.enable = enable
