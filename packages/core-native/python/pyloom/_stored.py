"""Objects in the store of a cluster, as the driver has them: JavaScript has references to them, and later calls take them where they are.

The store never changes them: whoever takes one has a copy, or memory that cannot be written to.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class Stored:
    """Lets go of the object with its own end."""

    def __init__(self, reference: Any, connection: int) -> None:
        #: The engine's.
        self.reference = reference
        #: With which of the driver's it was made.
        self.connection = connection

    @property
    def type_name(self) -> str:
        return type(self).__qualname__


_classes: dict[str, type[Stored]] = {}


def stored(reference: Any, connection: int, type_name: str) -> Stored:
    """Of a class that is called as the object's: JavaScript knows references by that, and these by the module, too."""
    kind = _classes.get(type_name)
    if kind is None:
        kind = _classes[type_name] = type("Stored", (Stored,), {"__module__": __name__, "__qualname__": type_name})
    return kind(reference, connection)
