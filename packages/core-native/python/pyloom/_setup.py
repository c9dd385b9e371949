"""What every worker of a cluster is prepared with before its first call, and again when there is more: modules that were defined,
folders, preloaded code."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    #: The module of this package, its function and that function's arguments.
    Step = tuple[str, str, tuple[Any, ...]]


class Setup:
    """The steps in their order, each with a number of its own. Never changed: more of them are another one."""

    def __init__(self, session: str, steps: tuple[tuple[int, Step], ...], address: Any) -> None:
        self.session = session
        self.steps = steps
        #: Where the driver listens to what its workers ask of JavaScript.
        self.address = address

    def apply(self) -> None:
        """Takes the steps that this process has not taken yet."""
        done = _done.get(self.session)
        if done is not None and done[1] is self.steps:
            return
        known = set() if done is None else done[0]
        for number, (module, name, args) in self.steps:
            if number not in known:
                _take(module, name, args)
                known.add(number)
        _done[self.session] = known, self.steps


class Steps:
    """The steps as they come, in the driver: the same key replaces an earlier one."""

    def __init__(self, session: str) -> None:
        self._session = session
        self._steps: dict[str, tuple[int, Step]] = {}
        self._last = 0

    def add(self, key: str, step: Step) -> None:
        self._last += 1
        self._steps.pop(key, None)
        self._steps[key] = (self._last, step)

    def setup(self, address: Any) -> Setup:
        return Setup(self._session, tuple(self._steps.values()), address)


#: By the sessions: the numbers of the steps that were taken, and the steps that they were when all had been.
_done: dict[str, tuple[set[int], Any]] = {}


def _take(module: str, name: str, args: tuple[Any, ...]) -> None:
    from importlib import import_module

    getattr(import_module(f"{__package__}.{module}"), name)(*args)
