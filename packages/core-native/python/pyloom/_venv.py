"""A virtual environment switched on and off while Python runs."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class _Before:
    """What activate() changed, as it was."""

    def __init__(self, variable: str | None) -> None:
        self.path = list(sys.path)
        self.prefix = sys.prefix
        self.exec_prefix = sys.exec_prefix
        self.variable = variable


_before: _Before | None = None
_active: str | None = None


def site_packages(path: str) -> str:
    """Where that environment keeps its packages; says what is missing if it is none."""
    if not os.path.isfile(os.path.join(path, "pyvenv.cfg")):
        raise ValueError(f"{path!r} is no virtual environment: it has no pyvenv.cfg; python -m venv makes one")
    if os.name == "nt":
        folder = os.path.join(path, "Lib", "site-packages")
    else:
        threads = "t" if "t" in sys.abiflags else ""
        version = f"python{sys.version_info[0]}.{sys.version_info[1]}{threads}"
        folder = os.path.join(path, "lib", version, "site-packages")
    if not os.path.isdir(folder):
        raise ValueError(
            f"{path!r} was made for another Python: {folder!r} is not there, and the Python that runs is "
            f"{sys.version_info[0]}.{sys.version_info[1]}"
        )
    return folder


def variable_before() -> str | None:
    """$VIRTUAL_ENV as it is when none is active. An interpreter that starts later finds that of the active one."""
    return os.environ.get("VIRTUAL_ENV") if _before is None else _before.variable


def activate(path: str, variable: str | None) -> None:
    """
    Its packages come first in sys.path, .pth files included. One that is active already is left before. `variable` is what
    variable_before() gives in the main interpreter.
    """
    global _before, _active
    path = os.path.abspath(path)
    folder = site_packages(path)
    deactivate()
    import importlib
    import site

    _before = _Before(variable)
    known = set(sys.path)
    site.addsitedir(folder)
    added = [entry for entry in sys.path if entry not in known]
    sys.path[:] = added + [entry for entry in sys.path if entry in known]
    sys.prefix = sys.exec_prefix = path
    os.environ["VIRTUAL_ENV"] = path
    _active = path
    importlib.invalidate_caches()


def deactivate() -> None:
    """sys.path becomes exactly what it was. Does nothing when none is active."""
    global _before, _active
    if _before is None:
        return
    import importlib

    sys.path[:] = _before.path
    sys.prefix, sys.exec_prefix = _before.prefix, _before.exec_prefix
    if _before.variable is None:
        os.environ.pop("VIRTUAL_ENV", None)
    else:
        os.environ["VIRTUAL_ENV"] = _before.variable
    _before = _active = None
    importlib.invalidate_caches()


def info() -> dict[str, Any]:
    """The environment that is active: the one switched on, or the one that this Python was started from."""
    path = _active
    if path is None and sys.prefix != sys.base_prefix:
        path = sys.prefix
    if path is None:
        return {"active": False}
    return {"active": True, "path": path, "sitePackages": site_packages(path)}
