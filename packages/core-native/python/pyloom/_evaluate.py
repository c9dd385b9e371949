"""`exec` and `eval` as JavaScript sees them: source text run in the namespace of a scope."""

from __future__ import annotations

from functools import lru_cache

from ._await import as_awaitable
from ._source import REMEMBERED, new_filename

TYPE_CHECKING = False
if TYPE_CHECKING:
    from types import CodeType
    from typing import Any

#: Longer texts are compiled anew each time: they are seldom repeated, and a cache of them would hold much memory.
_LONGEST_CACHED = 16_384


def execute_in(namespace: dict[str, Any], source: str) -> None:
    exec(_compiled("exec", source, ()), namespace)


def evaluate_in(namespace: dict[str, Any], expression: str, names: dict[str, Any] | None) -> Any:
    # As the built-in eval(): white space in front is no indentation error.
    expression = expression.lstrip(" \t")
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
    filename = new_filename(kind, source)
    try:
        if parameters:
            return _compile_function(source, filename, parameters)
        return compile(source, filename, kind, dont_inherit=True)
    except SyntaxError as error:
        if kind == "eval" and _is_statements(source):
            error.msg = f"{error.msg}: eval() takes one expression, exec() runs statements"
        raise


def _is_statements(source: str) -> bool:
    try:
        compile(source, "<exec>", "exec", dont_inherit=True)
    except (SyntaxError, ValueError):
        return False
    return True


_cached = lru_cache(maxsize=REMEMBERED)(_compile)


def _compile_function(expression: str, filename: str, parameters: tuple[str, ...]) -> CodeType:
    import ast
    from keyword import iskeyword

    for name in parameters:
        if not name.isidentifier() or iskeyword(name):
            raise ValueError(f"locals: {name!r} is not a name in Python")
    # Built as a tree: the text keeps its line and column numbers, and cannot break out of the function.
    body = compile(expression, filename, "eval", ast.PyCF_ONLY_AST, dont_inherit=True).body
    arguments = ast.arguments(
        posonlyargs=[], args=[ast.arg(arg=name) for name in parameters], kwonlyargs=[], kw_defaults=[], defaults=[]
    )
    tree = ast.Expression(ast.copy_location(ast.Lambda(args=arguments, body=body), body))
    return compile(ast.fix_missing_locations(tree), filename, "eval", dont_inherit=True)
