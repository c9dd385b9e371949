"""Python's logging, sent to the client in charge."""

from __future__ import annotations

import logging
import sys

import _pyloom_core

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


class ForwardingHandler(logging.Handler):
    """Queues each record as an event and goes on: logging never waits for JavaScript."""

    def emit(self, record: logging.LogRecord) -> None:
        try:
            if not _pyloom_core.emit("log", self._payload(record)):
                self._write(record)
        except Exception:
            self.handleError(record)

    def _payload(self, record: logging.LogRecord) -> dict[str, Any]:
        """Keys are spelt as JavaScript reads them."""
        payload: dict[str, Any] = {
            "level": record.levelno,
            "levelName": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "time": record.created * 1000.0,
            "module": _module_of(record),
            "line": record.lineno,
            "function": record.funcName or "",
            "thread": record.threadName or "",
        }
        if record.exc_info and record.exc_info[0] is not None:
            payload["exception"] = (self.formatter or _plain).formatException(record.exc_info)
        if self.formatter is not None:
            payload["text"] = self.format(record)
        return payload

    def _write(self, record: logging.LogRecord) -> None:
        """Nobody listens: what logging itself does with a record that no handler wants."""
        fallback = logging.lastResort
        if fallback is not None and record.levelno >= fallback.level:
            fallback.handle(record)


def _module_of(record: logging.LogRecord) -> str:
    """logging takes it from the file's name, which a module that was defined has none of: `<module bakery>`."""
    name = record.module
    return name[8:-1] if name.startswith("<module ") and name.endswith(">") else name


_plain = logging.Formatter()
_handler = ForwardingHandler()


def configure(level: int | str | None, format: str | None) -> None:
    """Puts the handler on the root logger. `format` is one of logging's, '%(levelname)s %(message)s'."""
    # Checked before anything is changed.
    formatter = None if format is None else logging.Formatter(format)
    root = logging.getLogger()
    if level is not None:
        root.setLevel(_level_of(level))
    _handler.setFormatter(formatter)
    if _handler not in root.handlers:
        root.addHandler(_handler)


def _level_of(level: int | str) -> int:
    number = logging.getLevelName(level.upper()) if isinstance(level, str) else level
    if isinstance(number, int):
        return number
    raise ValueError(f"level must be a number or a name that logging knows, such as 'info', not {level!r}")


def setup_logging(level: int | str = logging.INFO, format: str | None = None) -> None:
    """For Python code that wants its logging in JavaScript without the client having asked for it."""
    configure(level, format)


def flush() -> None:
    for handler in list(logging.getLogger().handlers) if "logging" in sys.modules else []:
        handler.flush()
