"""Packages that belong into the main interpreter for what they import inside functions.

That something refuses sub-interpreters is found out as it is imported. A package that imports it later, in the middle of a call,
would fail there. Where one of those is installed, calls of the package run in the main interpreter; where none is, in lanes.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

#: The package, and what it imports inside functions.
_LATER: Final = {
    "cffi": ("_cffi_backend",),  # FFI()
    "joblib": ("faulthandler",),  # built in, so that no file of joblib's tells it to modules that import joblib later
    "networkx": ("numpy", "scipy"),  # pagerank, spectral_layout, to_numpy_array: all that computes with matrices
    "pypdf": ("PIL", "cryptography"),  # the images of a page; encrypted files
    "sqlalchemy": ("psycopg2", "psycopg", "asyncpg", "greenlet"),  # create_engine() imports what its URL names
    "sympy": ("numpy", "scipy", "matplotlib"),  # lambdify(), arrays of matrices, plots
}

_decided: dict[str, bool] = {}


def needs_home(name: str) -> bool:
    package = name.partition(".")[0]
    later = _LATER.get(package)
    if later is None:
        return False
    if package not in _decided:
        from importlib.util import find_spec

        _decided[package] = any(find_spec(each) is not None for each in later)
    return _decided[package]
