"""Spans: how long a piece of Python took, within which other piece, and how it ended."""

from __future__ import annotations

from contextvars import ContextVar
from time import perf_counter, time

import _pyloom_core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from contextvars import Token
    from types import TracebackType
    from typing import Any, TypeVar

    F = TypeVar("F", bound=Callable[..., Any])

_current: ContextVar[Span | None] = ContextVar("pyloom_span", default=None)


class Span:
    """A context manager, for `with` and `async with`; attributes are sent along.

    with Span("load", path=path) as span:
        span.event("opened", size=size)
        span.set("rows", len(rows))
    """

    def __init__(self, name: str, /, **attributes: Any) -> None:
        self.name = name
        self.id = _new_id()
        self.parent_id: str | None = None
        self.attributes = attributes
        self.events: list[dict[str, Any]] = []
        self._start = 0.0
        self._started_at = 0.0
        self._token: Token[Span | None] | None = None

    def set(self, key: str, value: Any) -> None:
        self.attributes[key] = value

    def event(self, name: str, /, **attributes: Any) -> None:
        self.events.append({"name": name, "time": time() * 1000.0, "attributes": attributes})

    def __enter__(self) -> Span:
        parent = _current.get()
        self.parent_id = None if parent is None else parent.id
        self._token = _current.set(self)
        self._started_at = time() * 1000.0
        self._start = perf_counter()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        duration = (perf_counter() - self._start) * 1000.0
        if self._token is not None:
            _reset(self._token)
        _send(self._payload(duration, error))

    async def __aenter__(self) -> Span:
        return self.__enter__()

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.__exit__(kind, error, trace)

    def _payload(self, duration: float, error: BaseException | None) -> dict[str, Any]:
        """Keys are spelt as JavaScript reads them."""
        payload: dict[str, Any] = {
            "name": self.name,
            "id": self.id,
            "start": self._started_at,
            "duration": duration,
            "status": "ok" if error is None else "error",
            "attributes": self.attributes,
            "events": self.events,
        }
        call = _pyloom_core.call_id()
        if call is not None:
            payload["call"] = call
        if self.parent_id is not None:
            payload["parentId"] = self.parent_id
        if error is not None:
            payload["error"] = _describe(error)
        return payload


def trace(name: str | None = None, /) -> Callable[[F], F]:
    """Decorates a function, or a coroutine function: each call is a span, named as given or by its qualified name."""
    if callable(name):
        raise TypeError("write @trace() or @trace('name'), with its parentheses")

    def decorate(function: F) -> F:
        from functools import wraps
        from inspect import iscoroutinefunction

        label = name if name is not None else function.__qualname__
        if iscoroutinefunction(function):

            @wraps(function)
            async def traced_coroutine(*args: Any, **kwargs: Any) -> Any:
                with Span(label):
                    return await function(*args, **kwargs)

            return traced_coroutine  # type: ignore[return-value]

        @wraps(function)
        def traced(*args: Any, **kwargs: Any) -> Any:
            with Span(label):
                return function(*args, **kwargs)

        return traced  # type: ignore[return-value]

    return decorate


def _new_id() -> str:
    from os import urandom

    return urandom(8).hex()


def _reset(token: Token[Span | None]) -> None:
    try:
        _current.reset(token)
    except ValueError:
        # Left in another context than it was entered in: an async generator closed by its loop does that.
        _current.set(token.old_value if isinstance(token.old_value, Span) else None)


def _send(payload: dict[str, Any]) -> None:
    try:
        _pyloom_core.emit("span", payload)
    except (TypeError, ValueError):
        # An attribute that cannot cross. A trace must not fail what it traces, so it goes as text.
        payload["attributes"] = {key: _text(value) for key, value in payload["attributes"].items()}
        for event in payload["events"]:
            event["attributes"] = {key: _text(value) for key, value in event["attributes"].items()}
        _pyloom_core.emit("span", payload)


def _text(value: Any) -> Any:
    if value is None or isinstance(value, (bool, int, float, str)):
        return value
    try:
        return str(value)
    except Exception:
        return f"<{type(value).__name__}>"


def _describe(error: BaseException) -> str:
    return f"{type(error).__name__}: {_text(error)}"
