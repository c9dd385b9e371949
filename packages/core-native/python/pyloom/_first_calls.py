"""What the first calls of a context need."""


def prepare() -> None:
    """Loads it, in a process that waits for a context."""
    from . import _evaluate, _expressions  # noqa: F401
