"""Whether a thread is importing: a moment in which it must not be interrupted."""

from __future__ import annotations

import _frozen_importlib


def is_importing(thread: int) -> bool:
    """Asked from another thread, with the GIL.

    By the locks of the modules that are being imported. The thread's frames would tell as well, but sys._current_frames()
    looks into those of all interpreters, whatever runs there under a GIL of its own.
    """
    for reference in list(_frozen_importlib._module_locks.values()):  # type: ignore[attr-defined]
        lock = reference()
        if lock is not None and getattr(lock, "owner", None) == thread:
            return True
    return False
