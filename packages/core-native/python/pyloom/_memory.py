"""Figures of one interpreter's memory, and its garbage collector."""

from __future__ import annotations

import gc
import sys

import _pyloom_core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def figures() -> dict[str, Any]:
    """Keys are spelt as JavaScript reads them."""
    figures: dict[str, Any] = {
        "gcStats": gc.get_stats(),
        "gcCount": list(gc.get_count()),
        "gcThreshold": list(gc.get_threshold()),
        "allocatedBlocks": sys.getallocatedblocks(),
    }
    # Not tracemalloc itself, which another lane may be importing: this half of it is written in C, and there at once.
    tracemalloc = sys.modules.get("_tracemalloc")
    if tracemalloc is not None and tracemalloc.is_tracing():
        current, peak = tracemalloc.get_traced_memory()
        figures["tracedMemory"] = {"current": current, "peak": peak}
    return figures


def collect(generation: int) -> int:
    """How many unreachable objects were found."""
    return gc.collect(generation)


def trace_allocations(frames: int) -> None:
    """Starts tracemalloc, keeping that many frames for each allocation; 0 stops it.

    From 3.13 on it refuses sub-interpreters; the figures are those of the main interpreter anyway.
    """
    from ._modules import refuses_subinterpreter

    try:
        import tracemalloc
    except ImportError as error:
        if refuses_subinterpreter(error):
            return
        raise

    if frames == 0:
        # A thread that starts just then would write to tables that are gone.
        _pyloom_core.without_new_threads(tracemalloc.stop)
    else:
        tracemalloc.start(frames)
