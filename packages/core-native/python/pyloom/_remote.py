"""What a worker of a cluster does for the driver: calls a function, and answers with its result or with all that is known of its
exception."""

from __future__ import annotations

from . import _interruptible
from ._await import is_awaitable, settle
from ._caller_bound import stand_in
from ._construct import call
from ._exceptions import describe, name_of
from ._kept_here import NoKeeper
from ._modules import find
from ._payload import pack
from ._request import number_of, parts_of
from ._worker_line import call_number, know

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

    from ._payload import Payload

#: What an answer begins with.
RESULT = 0
FAILURE = 1


def run(setup: Any, payload: Payload, stored: tuple[Payload, ...], pickler: Any) -> Payload:
    """The answer to the call. Raises nothing, but for a MemoryError in the midst of it."""
    try:
        with _interruptible.code():
            prepare(setup, number_of(payload), pickler)
            return result(settle(_call(*parts_of(payload, stored))), pickler)
    except BaseException as error:
        return failure(error, pickler)


def keep(
    setup: Any, payload: Payload, stored: tuple[Payload, ...], pickler: Any
) -> tuple[Payload, Payload | None]:
    """The same for a result that stays in the store: the answer is the name of its type, and what is to be stored."""
    try:
        with _interruptible.code():
            prepare(setup, number_of(payload), pickler)
            value = settle(_call(*parts_of(payload, stored)))
            return result(name_of(type(value)), pickler), pack(pickler, value, NoKeeper())
    except BaseException as error:
        return failure(error, pickler), None


def items(setup: Any, payload: Payload, stored: tuple[Payload, ...], pickler: Any) -> Iterator[Payload]:
    """An answer for each item of what the call gives. Closed before its end, it closes the generator that it reads."""
    iterator: Any = None
    number = number_of(payload)
    try:
        with _interruptible.code():
            prepare(setup, number, pickler)
            iterator = iterator_of(settle(_call(*parts_of(payload, stored))))
        while True:
            with _interruptible.code():
                call_number.set(number)
                try:
                    answer = result(next_of(iterator), pickler)
                except (StopIteration, StopAsyncIteration):
                    return
            yield answer
    except GeneratorExit:
        raise
    except BaseException as error:
        yield failure(error, pickler)
    finally:
        close_iterator(iterator)


def prepare(setup: Any, number: int, pickler: Any) -> None:
    know(setup.address, pickler)
    call_number.set(number)
    setup.apply()


def result(value: Any, pickler: Any) -> Payload:
    return pack(pickler, (RESULT, value))


def failure(error: BaseException, pickler: Any) -> Payload:
    """The exception itself goes along where it can."""
    described = describe(error)
    try:
        kept: Any = pack(pickler, error)
    except Exception:
        kept = None
    return pack(pickler, (FAILURE, described, kept))


def _call(module: str, name: str, args: Any, kwargs: Any) -> Any:
    function = (stand_in(name) if module == "builtins" else None) or find(module, name)
    return call(None, function, args, kwargs)


def iterator_of(iterable: Any) -> Any:
    return type(iterable).__aiter__(iterable) if hasattr(type(iterable), "__aiter__") else iter(iterable)


def next_of(iterator: Any) -> Any:
    return settle(type(iterator).__anext__(iterator)) if hasattr(type(iterator), "__anext__") else next(iterator)


def close_iterator(iterator: Any) -> None:
    """Its `finally` blocks. Files and the like are not ours to close."""
    if hasattr(iterator, "aclose"):
        closing = iterator.aclose()
        if is_awaitable(closing):
            settle(closing)
    elif hasattr(iterator, "throw") and hasattr(iterator, "close"):
        iterator.close()
