"""From 'module:app' to an ASGI application."""

from __future__ import annotations

import importlib
import inspect

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def load(module: str, name: str, factory: bool, interface: str, wsgi_threads: int) -> Any:
    """The application, or one that speaks for a WSGI application in threads."""
    application: Any = importlib.import_module(module)
    for part in name.split("."):
        application = getattr(application, part)
    if factory:
        application = application()
    if interface == "wsgi" or interface == "auto" and not is_asynchronous(application):
        return _bridged(application, wsgi_threads)
    return application


def is_asynchronous(application: Any) -> bool:
    """As uvicorn tells an ASGI application: a coroutine function, or an object that can be called like one."""
    if inspect.isclass(application):
        return hasattr(application, "__await__")
    if inspect.isfunction(application):
        return inspect.iscoroutinefunction(application)
    return inspect.iscoroutinefunction(application) or inspect.iscoroutinefunction(getattr(application, "__call__", None))


def _bridged(application: Any, threads: int) -> Any:
    try:
        from a2wsgi import WSGIMiddleware
    except ImportError as error:
        if error.name != "a2wsgi":
            raise
        raise ModuleNotFoundError(
            "A WSGI application needs a bridge: pip install a2wsgi. An ASGI application that is no coroutine function"
            " needs the option interface: 'asgi'",
            name="a2wsgi",
        ) from None
    return WSGIMiddleware(application, workers=threads)
