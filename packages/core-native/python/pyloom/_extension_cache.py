"""What is known about extension files: whether each may be loaded in a sub-interpreter, on disk from one process to the next.

A line for each: its size, its time, the answer, its path. Lines are only ever added, each in one write, so that processes do not
disturb each other. It only saves time: whatever is wrong with it counts as an empty one. An answer that somebody else may have
written is none: by it a file is loaded where it may do harm.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional

#: Goes up whenever the lines change.
_FORMAT = 1
#: A file that has grown past this, by virtual environments that are long gone, is begun anew.
_MOST_BYTES = 256 * 1024

_known: dict[str, tuple[str, bool]] = {}
_read_bytes = -1


def known(file: str) -> Optional[bool]:
    if file not in _known:
        _read_if_grown()
    stamp, allowed = _known.get(file, ("", False))
    return allowed if stamp and stamp == _stamp(file) else None


def remember(file: str, allowed: bool) -> None:
    stamp = _stamp(file)
    if not stamp or "\n" in file:
        return
    _known[file] = (stamp, allowed)
    cache = _cache_file()
    if cache is None:
        return
    try:
        os.makedirs(os.path.dirname(cache), mode=0o700, exist_ok=True)
        if not _is_own(os.path.dirname(cache)):
            return
        grown = os.path.exists(cache) and os.stat(cache).st_size > _MOST_BYTES
        flags = os.O_WRONLY | os.O_CREAT | (os.O_TRUNC if grown else os.O_APPEND)
        descriptor = os.open(cache, flags, 0o600)
        try:
            os.write(descriptor, f"{stamp} {int(allowed)} {file}\n".encode("utf-8", "surrogateescape"))
        finally:
            os.close(descriptor)
    except OSError:
        pass  # found out again next time


def _read_if_grown() -> None:
    """Other interpreters of this process write as well."""
    global _read_bytes
    cache = _cache_file()
    try:
        if cache is None or os.stat(cache).st_size == _read_bytes:
            return
        _read_bytes = os.stat(cache).st_size
        if not (_is_own(os.path.dirname(cache)) and _is_own(cache)):
            return
        with open(cache, encoding="utf-8", errors="surrogateescape") as lines:
            for line in lines:
                size, time, allowed, file = line.rstrip("\n").split(" ", 3)
                _known[file] = (f"{size} {time}", allowed == "1")
    except (OSError, ValueError):
        return


def _stamp(file: str) -> str:
    try:
        status = os.stat(file)
    except OSError:
        return ""
    return f"{status.st_size} {status.st_mtime_ns}"


def _cache_file() -> Optional[str]:
    folder = _cache_folder()
    name = f"extensions-{sys.implementation.cache_tag}-{_FORMAT}.txt"
    return None if folder is None else os.path.join(folder, name)


def _cache_folder() -> Optional[str]:
    """That of src/discovery/probe-cache.ts, found by the same rules, and not before it is needed."""
    environ = os.environ
    if environ.get("PYLOOM_NO_CACHE", "0") not in ("", "0"):
        return None
    if environ.get("PYLOOM_CACHE"):
        return os.path.abspath(environ["PYLOOM_CACHE"])
    if os.name == "nt" and environ.get("LOCALAPPDATA"):
        return os.path.join(environ["LOCALAPPDATA"], "pyloom", "cache")
    xdg = environ.get("XDG_CACHE_HOME", "")
    if os.path.isabs(xdg):
        return os.path.join(xdg, "pyloom")
    home = os.path.expanduser("~")
    return os.path.join(home, ".cache", "pyloom") if os.path.isabs(home) else None


def _is_own(path: str) -> bool:
    if not hasattr(os, "getuid"):
        return True  # Windows: %LOCALAPPDATA% has the user's own access rights
    status = os.stat(path)
    return status.st_uid == os.getuid() and status.st_mode & 0o022 == 0
