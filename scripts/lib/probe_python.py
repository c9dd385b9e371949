"""Tells, as JSON, what scripts/find-pythons.mjs wants to know about the Python that runs this."""

import json
import os
import sys
import sysconfig


def shared_library():
    """The path of libpython, or None when this Python has none that a process could load."""
    variables = sysconfig.get_config_vars()
    name = variables.get("INSTSONAME") or variables.get("LDLIBRARY") or ""
    folders = [
        variables.get("LIBDIR") or "",
        os.path.join(variables.get("LIBDIR") or "", variables.get("MULTIARCH") or ""),
        os.path.join(sys.base_prefix, "lib"),
        variables.get("PYTHONFRAMEWORKPREFIX") or "",
    ]
    # A static build names its archive (libpython3.11.a), Debian's names a library that may not be installed.
    if name.endswith(".a"):
        return None
    for folder in folders:
        path = os.path.join(folder, name)
        if folder and name and os.path.isfile(path):
            return os.path.realpath(path)
    return None


json.dump(
    {
        "implementation": sys.implementation.name,
        "version": list(sys.version_info[:3]),
        "executable": sys.executable,
        "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
        "library": shared_library(),
    },
    sys.stdout,
)
