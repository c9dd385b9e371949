"""What JavaScript asks of an interpreter that is no plain call. The names are those of the executor's GlueKeys.

Awaitable results are awaited by the lane, or right here where an operation goes on afterwards.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from ._contexts import Context


# ---------------------------------------------------------------- exec and eval


def evaluate(expression: str, names: dict[str, Any] | None) -> Any:
    from ._contexts import namespace
    from ._evaluate import evaluate_in

    return evaluate_in(namespace(None), expression, names)


def execute(source: str, names: dict[str, Any] | None = None) -> None:
    from ._contexts import namespace
    from ._evaluate import execute_in

    execute_in(namespace(None), source, names)


# ---------------------------------------------------------------- contexts


def open_context() -> list[Any]:
    """The context, and the name of its module."""
    from ._contexts import Context

    context = Context()
    return [context, context.module.__name__]


def close_context(context: Context) -> None:
    context.close()


def call_in_context(context: Context, module: str, name: str, /, *args: Any, **kwargs: Any) -> Any:
    from ._contexts import in_context, namespace, resolve
    from ._frames import call_from

    with in_context():
        return call_from(namespace(context), resolve(context, module, name), args, kwargs)


def evaluate_in_context(context: Context, expression: str, names: dict[str, Any] | None) -> Any:
    from ._await import settle
    from ._contexts import in_context, namespace
    from ._evaluate import evaluate_in

    with in_context():
        return settle(evaluate_in(namespace(context), expression, names))


def execute_in_context(context: Context, source: str, names: dict[str, Any] | None = None) -> None:
    from ._contexts import in_context, namespace
    from ._evaluate import execute_in

    with in_context():
        execute_in(namespace(context), source, names)


def get_attribute_in_context(context: Context, module: str, name: str) -> Any:
    from ._contexts import in_context, resolve

    with in_context():
        return resolve(context, module, name)


def set_attribute_in_context(context: Context, module: str, name: str, value: Any) -> None:
    from ._contexts import in_context, set_attribute

    with in_context():
        set_attribute(context, module, name, value)


# ---------------------------------------------------------------- modules


def get_attribute(module: str, name: str) -> Any:
    from ._modules import find

    return find(module, name)


def set_attribute(module: str, name: str, value: Any) -> None:
    from . import _modules

    _modules.set_attribute(module, name, value)


def check_module(name: str, source: str) -> None:
    from . import _defined

    _defined.check(name, source)


def define_module(name: str, source: str) -> None:
    from . import _defined

    _defined.define(name, source)


def reload_module(name: str) -> None:
    from . import _modules

    _modules.reload(name)


def put_in_front(folders: list[str]) -> None:
    from . import _modules

    _modules.put_in_front(folders)


def alias_modules(names: list[str]) -> None:
    from . import _modules

    _modules.alias(names)


def run_preload(source: str) -> None:
    from . import _modules

    _modules.run_preload(source)


def gil_culprit() -> str | None:
    from . import _gil

    return _gil.culprit


# ---------------------------------------------------------------- references


def call_reference(target: Any, method: str, /, *args: Any, **kwargs: Any) -> Any:
    from . import _references

    return _references.call(target, method, *args, **kwargs)


def get_reference_attribute(target: Any, attribute: str) -> Any:
    from . import _references

    return _references.get(target, attribute)


def set_reference_attribute(target: Any, attribute: str, value: Any) -> None:
    from . import _references

    _references.set_(target, attribute, value)


# ---------------------------------------------------------------- streams


def open_stream(
    stream: str, count: int, context: Context | None, module: str, name: str, /, *args: Any, **kwargs: Any
) -> Any:
    from . import _contexts, _modules, _streams
    from ._frames import call_from

    if context is None:
        function = _modules.find(module, name)
        _streams.check_loop(function)
        return _streams.open_(stream, count, call_from(None, function, args, kwargs))
    with _contexts.in_context():
        function = _contexts.resolve(context, module, name)
        return _streams.open_(stream, count, call_from(_contexts.namespace(context), function, args, kwargs))


def open_expression_stream(
    stream: str, count: int, context: Context | None, expression: str, names: dict[str, Any] | None
) -> Any:
    from . import _contexts, _streams
    from ._evaluate import evaluate_in

    with _contexts.in_context():
        return _streams.open_(stream, count, evaluate_in(_contexts.namespace(context), expression, names))


def open_reference_stream(stream: str, count: int, target: Any) -> Any:
    from . import _streams

    return _streams.open_(stream, count, target)


def pull_stream(stream: str, count: int) -> Any:
    from . import _streams

    return _streams.pull(stream, count)


def close_stream(stream: str) -> Any:
    from . import _streams

    return _streams.close(stream)


# ---------------------------------------------------------------- memory, logging, tracing, venv, the end


def memory_figures() -> dict[str, Any]:
    from . import _memory

    return _memory.figures()


def collect_garbage(generation: int) -> int:
    from . import _memory

    return _memory.collect(generation)


def trace_allocations(frames: int) -> None:
    from . import _memory

    _memory.trace_allocations(frames)


def configure_logging(level: int | str | None, format: str | None) -> None:
    from . import _logging

    _logging.configure(level, format)


def venv_variable_before() -> str | None:
    from . import _venv

    return _venv.variable_before()


def activate_venv(path: str, variable: str | None) -> None:
    from . import _venv

    _venv.activate(path, variable)


def deactivate_venv() -> None:
    from . import _venv

    _venv.deactivate()


def check_venv(path: str) -> str:
    from . import _venv

    return _venv.site_packages(path)


def venv_info() -> dict[str, Any]:
    from . import _venv

    return _venv.info()


def flush() -> None:
    from . import _finish

    _finish.flush()


def await_threads() -> None:
    from . import _last_threads

    _last_threads.await_threads()


def finish() -> None:
    from . import _finish

    _finish.finish()
