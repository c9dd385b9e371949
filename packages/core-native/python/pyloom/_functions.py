"""JavaScript functions as Python sees them: called like any other, with a name and a signature for whoever asks."""

from __future__ import annotations

from functools import partial

import _pyloom_core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from inspect import Signature
    from typing import Any


class JavaScriptFunction(partial):
    """A function that lives in JavaScript."""

    # The class itself is called, not a __call__ of its own, which costs next to nothing; described it is when somebody asks.

    def _description(self) -> Any:
        """The name, and what is known of its parameters, from JavaScript. An attribute does not fail: where JavaScript cannot be
        asked any more there is none of both."""
        try:
            return self.__dict__["_known"]
        except KeyError:
            pass
        try:
            known = _pyloom_core.describe(self._described())
        except RuntimeError:
            return None
        self.__dict__["_known"] = known
        return known

    def _described(self) -> Any:
        return self.func

    def _name(self) -> str:
        return (self._description() or ("",))[0] or "anonymous"

    def __getattr__(self, attribute: str) -> Any:
        """What a class keeps for itself under these names, so that it can be no property."""
        if attribute in ("__name__", "__qualname__"):
            return self._name()
        if attribute == "__signature__":
            return _signature(self._description())
        raise AttributeError(f"a JavaScript function has no attribute {attribute!r}")

    def __repr__(self) -> str:
        return f"<JavaScript function {self.__name__}>"

    def __reduce__(self) -> Any:
        raise TypeError(f"the JavaScript function {self.__name__} cannot be pickled: it lives in this process alone")


class HostFunction(JavaScriptFunction):
    """A function that is registered in JavaScript."""

    # The name is looked up at each call.

    def _described(self) -> Any:
        return self.args[0]

    def _name(self) -> str:
        return self.args[0]


def _signature(description: Any) -> Signature:
    """Keyword arguments reach JavaScript as one object, so that no parameter can be named."""
    from inspect import Parameter, Signature

    if description is None or description[1] is None:
        return Signature([Parameter("args", Parameter.VAR_POSITIONAL)])
    parameters: list[Parameter] = []
    optional = False
    for number, (name, kind) in enumerate(description[1]):
        rest = kind == "rest"
        optional = optional or kind == "optional"
        parameters.append(
            Parameter(
                _name_for_python(name, number, parameters),
                Parameter.VAR_POSITIONAL if rest else Parameter.POSITIONAL_ONLY,
                default=... if optional and not rest else Parameter.empty,
            )
        )
    return Signature(parameters)


def _name_for_python(name: str, number: int, others: list[Any]) -> str:
    from keyword import iskeyword

    usable = name.isidentifier() and not iskeyword(name) and all(other.name != name for other in others)
    return name if usable else f"arg{number}"
