"""Stands in for the native half in plain Python: on a worker of a cluster, where the program's code imports `pyloom`, too. What it asks
of JavaScript goes to the driver."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

#: What the package asks before it makes itself at home in an interpreter.
is_stand_in = True


def _line() -> Any:
    from ._worker_line import line

    return line()


# ---------------------------------------------------------------- JavaScript


def call(name: str, /, *args: Any, **kwargs: Any) -> Any:
    return _line().ask("call", name, args, kwargs)


def call_function(number: int, args: Any, kwargs: Any) -> Any:
    return _line().ask("function", number, args, kwargs)


def native(name: str, /, *args: Any, **kwargs: Any) -> Any:
    if name.startswith("state_") and not kwargs:
        from ._direct_state import LONG_WAY, direct

        answer = direct(name, args)
        if answer is not LONG_WAY:
            return answer
    return _line().ask("native", name, args, kwargs)


def is_registered(name: str) -> bool:
    return _line().ask("is_registered", name)  # type: ignore[no-any-return]


def describe(function: Any) -> Any:
    return _line().ask("describe", getattr(function, "number", function))


def call_async_start(name: str, args: Any, kwargs: Any, on_done: Callable[[bool, Any], None], inbox: Any) -> int:
    from asyncio import get_running_loop

    from ._payload import unpack

    loop = get_running_loop()

    def done(ok: bool, value: Any) -> None:
        try:
            loop.call_soon_threadsafe(lambda: on_done(ok, value if isinstance(value, BaseException) else unpack(value)))
        except RuntimeError:
            pass  # The loop is closed.

    return _line().start("call", (name, args, kwargs), done)  # type: ignore[no-any-return]


def call_async_end(number: int) -> None:
    _line().give_up(number)


def error_id(handle: Any) -> int | None:
    """The driver knows it by that."""
    return getattr(handle, "number", None)


def emit(kind: Any, payload: Any) -> bool:
    _line().tell("emit", kind, payload)
    return True


def listens(kind: Any) -> bool:
    return _line().ask("listens", kind)  # type: ignore[no-any-return]


def open_inbox(descriptor: int) -> object:
    return object()  # Answers come to the loop from the line itself.


def take_replies(inbox: Any) -> None:
    pass


# ---------------------------------------------------------------- the interpreter


def interpreter_id() -> int:
    return 0


def has_interpreters() -> bool:
    return False


def is_home(name: str) -> bool:
    return True


def forget_home(name: str) -> None:
    pass


def called_module() -> None:
    return None


def call_id() -> int:
    from ._worker_line import call_number

    return call_number.get()
