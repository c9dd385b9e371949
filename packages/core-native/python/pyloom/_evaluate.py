"""`exec` and `eval` as JavaScript sees them: source text run in the namespace of a scope."""

from __future__ import annotations

from functools import lru_cache

from ._await import as_awaitable, settle
from ._contexts import in_context, namespace
from ._indented import compile_statements, unindented
from ._modules import refuses_subinterpreter
from ._source import REMEMBERED, new_filename

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from types import CodeType
    from typing import Any

    from ._contexts import Context

#: Longer texts are compiled anew each time: they are seldom repeated, and a cache of them would hold much memory.
_LONGEST_CACHED = 16_384


def evaluate(context: Context | None, expression: str, names: dict[str, Any] | None) -> Any:
    """In the namespace of the context, where an awaitable is awaited right here; None: in `__main__`, whose lane awaits it."""
    if context is None:
        return evaluate_in(namespace(None), expression, names)
    with in_context():
        return settle(evaluate_in(namespace(context), expression, names))


def execute(context: Context | None, source: str, names: dict[str, Any] | None = None) -> None:
    with in_context():
        execute_in(namespace(context), source, names)


def run_preload(source: str) -> None:
    """Runs `source` in the interpreter's `__main__`.

    What refuses sub-interpreters is left to the main interpreter, where calls of such modules run.
    """
    try:
        execute_in(namespace(None), source)
    except ImportError as error:
        if not refuses_subinterpreter(error):
            raise


def execute_in(namespace: dict[str, Any], source: str, names: dict[str, Any] | None = None) -> None:
    """The names are variables of the namespace from then on: functions that the code defines find them there."""
    code = _compiled("exec", source, ())
    if names:
        _check_names(names)
        namespace.update(names)
    exec(code, namespace)


def evaluate_in(namespace: dict[str, Any], expression: str, names: dict[str, Any] | None) -> Any:
    if not names:
        return as_awaitable(eval(_compiled("eval", expression, ()), namespace))
    # The locals become the parameters of a function around the expression: comprehensions and lambdas see them as
    # they see any enclosing function's names, and nothing of them stays behind in the namespace.
    function = eval(_compiled("eval", expression, tuple(names)), namespace)
    return as_awaitable(function(*names.values()))


def _compiled(kind: str, source: str, parameters: tuple[str, ...]) -> CodeType:
    if len(source) > _LONGEST_CACHED:
        return _compile(kind, source, parameters)
    return _cached(kind, source, parameters)


def _compile(kind: str, source: str, parameters: tuple[str, ...]) -> CodeType:
    if kind == "exec":
        return compile_statements(source, new_filename(kind, source))
    expression = unindented(source)
    filename = new_filename(kind, expression)
    try:
        if parameters:
            return _compile_function(expression, filename, parameters)
        return compile(expression, filename, kind, dont_inherit=True)
    except SyntaxError as error:
        if _is_statements(source):
            error.msg = f"{error.msg}: eval() takes one expression, exec() runs statements"
        raise


def _is_statements(source: str) -> bool:
    try:
        compile_statements(source, "<exec>")
    except (SyntaxError, ValueError):
        return False
    return True


_cached = lru_cache(maxsize=REMEMBERED)(_compile)


def _compile_function(expression: str, filename: str, parameters: tuple[str, ...]) -> CodeType:
    import ast

    _check_names(parameters)
    # Built as a tree: the text keeps its line and column numbers, and cannot break out of the function.
    body = compile(expression, filename, "eval", ast.PyCF_ONLY_AST, dont_inherit=True).body
    arguments = ast.arguments(
        posonlyargs=[], args=[ast.arg(arg=name) for name in parameters], kwonlyargs=[], kw_defaults=[], defaults=[]
    )
    tree = ast.Expression(ast.copy_location(ast.Lambda(args=arguments, body=body), body))
    return compile(ast.fix_missing_locations(tree), filename, "eval", dont_inherit=True)


def _check_names(names: Iterable[str]) -> None:
    from keyword import iskeyword

    for name in names:
        if not name.isidentifier() or iskeyword(name):
            raise ValueError(f"locals: {name!r} is not a name in Python")
