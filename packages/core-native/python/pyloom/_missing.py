"""What to do about a module that is not installed."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Optional


def advice(error: BaseException) -> Optional[str]:
    """Where it was looked for and how to install it, if a venv is active: which one that is, is what users get wrong."""
    name = error.name if isinstance(error, ModuleNotFoundError) else None
    if isinstance(name, str) and ("/" in name or "\\" in name):
        return "modules go by their names, not by paths; the option sysPath names the folders that they are looked for in"
    # Part of a package that is there, or of Python itself: nothing that an installer would bring.
    if not isinstance(name, str) or "." in name or name in getattr(sys, "stdlib_module_names", ()):
        return None
    from ._venv import info

    try:
        venv = info()
        if not venv["active"] or str(error) != f"No module named {name!r}":
            return None
        path, packages = venv["path"], venv["sitePackages"]
    except Exception:
        return None
    return f"it is not installed in the venv {path}; {_command(path, packages, name)} installs the package of that name"


def _command(path: str, packages: str, name: str) -> str:
    python = os.path.join(path, "Scripts", "python.exe") if os.name == "nt" else os.path.join(path, "bin", "python")
    # uv makes venvs without pip.
    if os.path.isdir(os.path.join(packages, "pip")):
        return f"{python} -m pip install {name}"
    return f"uv pip install --python {python} {name}"
