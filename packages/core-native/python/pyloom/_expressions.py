"""Expressions of JavaScript's: reads, calls and items of Python objects, all that one turn of its event loop made of each other.

A program is a list of steps, each of which gives a value of a register: the registers are the objects that the expressions begin
with, then the values of the steps. What of that JavaScript waits for are its outputs.
"""

from __future__ import annotations

import _pyloom_core

from ._await import Continuation, as_awaitable, is_awaitable, is_coroutine
from ._errors import FailedStep, NeedsLoop, UnsentItem
from ._kept import Kept, kept
from ._operations import OPERATIONS
from ._references import call_in, find
from ._step_text import advised, text_of_step

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._contexts import Context

#: A step: one of these, the register that it starts from, and a dotted name, which may be ''. A call and an operation have three
#: more: the arguments, keyword arguments or None and the name of the operation, and whether slots are among the arguments.
_GET, _CALL, _OPERATION = range(3)

#: What ends one step and what hangs on it. Anything else, an interrupt for one, ends the whole.
_ENDS_STEP = (Exception, SystemExit, KeyboardInterrupt)


class Output:
    __slots__ = ("register", "is_kept", "is_used")

    def __init__(self, register: int, is_kept: bool, is_used: bool) -> None:
        self.register = register
        #: Whether it stays in Python.
        self.is_kept = is_kept
        #: Whether other steps start from it, or have it among their arguments.
        self.is_used = is_used


class Slot:
    """Stands for the value of a register among the arguments of a step."""

    __slots__ = ("register",)

    def __init__(self, register: int) -> None:
        self.register = register


def __getattr__(name: str) -> Slot:
    """`slot_3`: JavaScript sends it as any attribute of a module."""
    if name.startswith("slot_"):
        return Slot(int(name[5:]))
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def evaluate(*operands: Any) -> Any:
    """The objects that it begins with, and a program: [steps, outputs]. One output is the result; more are sent, each as soon as it
    is there, as [its number, True, its value] or [its number, False, the description of the error]."""
    return _start(None, operands)


def evaluate_in(context: Context, *operands: Any) -> Any:
    """evaluate() in a context."""
    from ._contexts import in_context, namespace

    with in_context():
        return _start(namespace(context), operands)


def _start(namespace: dict[str, Any] | None, operands: tuple[Any, ...]) -> Any:
    steps, outputs = operands[-1]
    kind = _ForOne if len(outputs) == 1 else _ForSeveral
    return kind(namespace, list(operands[:-1]), steps, [Output(*each) for each in outputs]).run()


class _Evaluation:
    """Subclasses say what becomes of values and failures."""

    def __init__(
        self, namespace: dict[str, Any] | None, registers: list[Any], steps: list[Any], outputs: list[Output]
    ) -> None:
        self._namespace = namespace
        self._roots = len(registers)
        self._registers = registers
        self._steps = steps
        self._outputs = outputs
        #: Whether something has run that must not run twice.
        self._has_called = False

    def put(self, step: list[Any], value: Any) -> None:
        self._registers.append(value)

    def fail(self, step: list[Any], error: BaseException) -> None:
        raise NotImplementedError

    def result(self) -> Any:
        """Or an awaitable of it."""
        raise NotImplementedError

    def text_of(self, error: BaseException, step: list[Any]) -> str | None:
        """At which step it arose, unless there is but one."""
        if len(self._steps) == 1:
            return None
        try:
            return advised(text_of_step(self._registers, self._roots, self._steps, step), step, error)
        except Exception:  # Of a class that does not even tell its name.
            return None

    def run(self) -> Any:
        awaitable = self._advance()
        return self.result() if awaitable is None else Continuation(awaitable, self._go_on)

    def _advance(self) -> Any:
        """Runs steps to the end; or until one gives a coroutine, or needs a loop: what is to be awaited then."""
        registers, steps, roots = self._registers, self._steps, self._roots
        while len(registers) - roots < len(steps):
            step = steps[len(registers) - roots]
            try:
                value = self._do(step)
            except NeedsLoop:
                if not self._has_called:
                    raise
                return _Now()
            except _ENDS_STEP as error:
                self._has_called = True
                self.fail(step, error)
                continue
            if step[0] != _GET:
                self._has_called = True
                if is_coroutine(value) and self.is_awaited_at_once(len(registers)):
                    return value
            self.put(step, value)
        return None

    def is_awaited_at_once(self, register: int) -> bool:
        """Of a coroutine. Other awaitables are objects like any other, until the end: a future is cancelled, a query refined."""
        return True

    async def _go_on(self, awaitable: Any) -> Any:
        while awaitable is not None:
            if isinstance(awaitable, _Now):
                awaitable = self._advance()
                continue
            step = self._steps[len(self._registers) - self._roots]
            try:
                value = await awaitable
            except _ENDS_STEP as error:
                self.fail(step, error)
            else:
                self.put(step, value)
            awaitable = self._advance()
        result = self.result()
        return await result if is_awaitable(result) else result

    def _do(self, step: list[Any]) -> Any:
        target, path = self._registers[step[1]], step[2]
        if step[0] == _CALL:
            arguments, kwargs = self._filled(step[3:5]) if step[5] else step[3:5]
            return call_in(self._namespace, target, path, arguments, kwargs or {})
        if path:
            target = find(target, path)
        if step[0] == _GET:
            return target
        return OPERATIONS[step[4]](target, *(self._filled(step[3]) if step[5] else step[3]))

    def _filled(self, value: Any) -> Any:
        """Slots replaced by the values of their registers, however deep they lie in what came from JavaScript."""
        kind = type(value)
        if kind is Slot:
            return self._registers[value.register]
        if kind in (list, tuple, set):
            return kind(map(self._filled, value))
        if kind is slice:
            return slice(*map(self._filled, _parts(value)))
        if kind is dict:
            return {self._filled(key): self._filled(item) for key, item in value.items()}
        return value


class _ForOne(_Evaluation):
    """All steps lead to one output: the first that fails ends it."""

    def fail(self, step: list[Any], error: BaseException) -> None:
        text = self.text_of(error, step)
        raise error if text is None else FailedStep(error, text)

    def result(self) -> Any:
        output = self._outputs[0]
        value = self._registers[output.register]
        return kept(value) if output.is_kept else as_awaitable(value)


class _Failed:
    """In the register of a step that failed, and of those that hang on it: the error, and at which step it arose."""

    __slots__ = ("error", "step")

    def __init__(self, error: BaseException, step: str | None) -> None:
        self.error = error
        self.step = step


class _ForSeveral(_Evaluation):
    """What fails takes along what hangs on it; everything else goes on."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        #: Outputs by their registers.
        self._told: dict[int, list[int]] = {}
        for number, output in enumerate(self._outputs):
            self._told.setdefault(output.register, []).append(number)
        self._used = {output.register for output in self._outputs if output.is_used}
        #: Awaited side by side when all steps are done: the registers, with what they have.
        self._later: list[tuple[int, Any]] = []

    def is_awaited_at_once(self, register: int) -> bool:
        return register not in self._told or register in self._used

    def put(self, step: list[Any], value: Any) -> None:
        register = len(self._registers)
        self._registers.append(value)
        if register in self._told:
            if is_awaitable(value):
                self._later.append((register, value))
            else:
                self._tell(register, value)

    def fail(self, step: list[Any], error: BaseException) -> None:
        failure = self._cause(step) or _Failed(error, self.text_of(error, step))
        register = len(self._registers)
        self._registers.append(failure)
        for number in self._told.get(register, ()):
            _tell_failure(number, failure)

    def _cause(self, step: list[Any]) -> _Failed | None:
        """The failure that a step hangs on, for which it failed, too."""
        found = self._registers[step[1]]
        if type(found) is _Failed:
            return found
        return next(_failures(step[3:5], self._registers), None) if step[0] != _GET and step[5] else None

    def _do(self, step: list[Any]) -> Any:
        failure = self._cause(step)
        if failure is not None:
            raise failure.error
        return super()._do(step)

    def result(self) -> Any:
        # The outputs that are an object from the start.
        for register in range(self._roots):
            if register in self._told:
                self._tell(register, self._registers[register])
        return Continuation(self._later[0][1], self._settle_later) if self._later else None

    async def _settle_later(self, _first: Any) -> None:
        from asyncio import gather

        await gather(*(self._settle(register, value) for register, value in self._later))

    async def _settle(self, register: int, awaitable: Any) -> None:
        try:
            value = await awaitable
        except _ENDS_STEP as error:
            failure = _Failed(error, self.text_of(error, self._steps[register - self._roots]))
            for number in self._told[register]:
                _tell_failure(number, failure)
        else:
            self._tell(register, value)

    def _tell(self, register: int, value: Any) -> None:
        for number in self._told[register]:
            try:
                _pyloom_core.send([number, True, Kept(value) if self._outputs[number].is_kept else value])
            except UnsentItem as error:
                _pyloom_core.send([number, False, list(error.args)])
            except _ENDS_STEP as error:  # Of the value's own methods, while it was read.
                _tell_failure(number, _Failed(error, None))


def _tell_failure(number: int, failure: _Failed) -> None:
    from ._exceptions import describe_kept

    _pyloom_core.send([number, False, describe_kept(failure.error, failure.step)])


class _Now:
    """Awaited where it belongs: on a loop, where the evaluation goes on."""

    def __await__(self) -> Any:
        yield from ()


def _parts(value: slice) -> tuple[Any, Any, Any]:
    return value.start, value.stop, value.step


def _failures(value: Any, registers: list[Any]) -> Any:
    kind = type(value)
    if kind is Slot:
        if type(registers[value.register]) is _Failed:
            yield registers[value.register]
    elif kind in (list, tuple, set, slice):
        for item in _parts(value) if kind is slice else value:
            yield from _failures(item, registers)
    elif kind is dict:
        for key, item in value.items():
            yield from _failures(key, registers)
            yield from _failures(item, registers)
