"""What is to become of values whose types the core does not know: decided once for each type."""

from __future__ import annotations

import sys
from types import MemberDescriptorType
from weakref import WeakKeyDictionary

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Tuple

    Kind = Tuple[int, Tuple[str, ...], Tuple[str, ...]]

# The order is that of FromPython::Kind.
_ANY, _NAMED, _REFERENCE, _MOMENT, _FLOAT, _NULL, _ARRAY, _DESCRIBED, _KEPT = range(9)

#: Scalars of NumPy and pandas, and what is kept, are found by their names: asking for their classes would import them. Of a class and
#: of the classes that it comes from the first one that is here decides.
_BY_NAME = {
    "numpy.datetime64": _MOMENT,
    "pyloom._kept.Kept": _KEPT,
    # Its memory is all that a buffer shows of it, without the unit.
    "numpy.timedelta64": _REFERENCE,
    "numpy.float16": _FLOAT,
    "numpy.longdouble": _FLOAT,
    "numpy.float128": _FLOAT,
    "numpy.float96": _FLOAT,
    # Its buffer has the values that are masked out, and not the mask.
    "numpy.ma.MaskedArray": _DESCRIBED,
    "numpy.ma.core.MaskedArray": _DESCRIBED,
    "numpy.ma.MaskedConstant": _NULL,
    "numpy.ma.core.MaskedConstant": _NULL,
    # Where a buffer does not show it.
    "numpy.ndarray": _ARRAY,
    "pandas._libs.tslibs.nattype.NaTType": _NULL,
    "pandas.api.typing.NaTType": _NULL,
    "pandas._libs.missing.NAType": _NULL,
    "pandas.api.typing.NAType": _NULL,
}

#: Up to 3.9 Python does not say which modules are its own. These have subclasses of dict and list. A class that is made where
#: there is no `__name__` says that it is one of the built-ins.
_STANDARD = frozenset(
    getattr(sys, "stdlib_module_names", None)
    or "_collections_abc abc collections configparser ctypes email enum http json logging os plistlib shelve sqlite3 "
    "string sys time types typing urllib weakref xml".split()
) - {"builtins"}

_known: WeakKeyDictionary[type, Kind] = WeakKeyDictionary()


def kind_of(cls: type) -> Kind:
    """The kind, the names of a tuple's first items, and the names of what else it has."""
    kind = _known.get(cls)
    if kind is None:
        kind = _known[cls] = _find(cls)
    return kind


def _find(cls: type) -> Kind:
    if issubclass(cls, tuple):
        return _find_of_tuple(cls)
    if issubclass(cls, (dict, list)):
        return _without_names(_REFERENCE if _has_methods(cls) else _ANY)
    for base in cls.__mro__:
        kind = _BY_NAME.get(f"{_module_of(base)}.{base.__qualname__}")
        if kind is not None:
            return _without_names(kind)
    return _without_names(_DESCRIBED if hasattr(cls, "__dlpack__") else _ANY)


def _without_names(kind: int) -> Kind:
    return kind, (), ()


def _find_of_tuple(cls: Any) -> Kind:
    names = getattr(cls, "_fields", None)
    if isinstance(names, tuple) and names and all(type(name) is str for name in names):
        return _NAMED, names, ()
    # A struct sequence, such as os.stat_result, has fields that are none of its items, and items that are no fields.
    if hasattr(cls, "n_sequence_fields"):
        members = [
            name
            for base in reversed(cls.__mro__)
            for name, member in vars(base).items()
            if isinstance(member, MemberDescriptorType)
        ]
        return _NAMED, (), tuple(members)
    return _without_names(_ANY)


def _has_methods(cls: type) -> bool:
    """Whether instances can do what no dict and no list can: somebody's own class, rather than a plain value."""
    base = dict if issubclass(cls, dict) else list
    for owner in cls.__mro__:
        if owner in (dict, list, object) or _module_of(owner).partition(".")[0] in _STANDARD:
            continue
        for name, attribute in vars(owner).items():
            if name.startswith("_") or hasattr(base, name) or isinstance(attribute, type):
                continue
            if callable(attribute) or hasattr(type(attribute), "__get__"):
                return True
    return False


def _module_of(cls: type) -> str:
    """A class that was made in C may have none, and one of somebody's may have anything for it."""
    return str(getattr(cls, "__module__", ""))
