"""The end of an interpreter's work: CPython itself is never finalised, so what waits for that is done here."""

from __future__ import annotations

import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def run_exit_functions() -> None:
    """atexit, once for each function that was registered. An error is printed, as Python does at its end."""
    atexit: Any = sys.modules.get("atexit")
    if atexit is None:
        return
    try:
        # Not documented, but there since 2.0 and used by multiprocessing; it empties the list.
        atexit._run_exitfuncs()
    finally:
        util: Any = sys.modules.get("multiprocessing.util")
        if util is not None and util._exiting:
            # The interpreter goes on, and processes that are started from now on have to end as those before.
            util._exiting = False
            atexit.register(util._exit_function)


def flush() -> None:
    from ._stdio import flush as flush_streams

    flush_streams()
    logging = sys.modules.get("logging")
    if logging is not None:
        for handler in list(logging.getLogger().handlers):
            handler.flush()


def finish() -> None:
    try:
        run_exit_functions()
    except Exception:
        # Up to 3.9 the last error is raised after it was printed; from 3.10 on none is.
        pass
    finally:
        last_threads = sys.modules.get(f"{__package__}._last_threads")
        if last_threads is not None:
            last_threads.go_on()
        flush()
