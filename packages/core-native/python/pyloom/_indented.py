"""Source text that is indented as a whole, as it stands in a template literal of JavaScript."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from ast import Module
    from types import CodeType


def compile_statements(source: str, filename: str) -> CodeType:
    """compile(), which also takes text whose first line is indented: that much is no part of it."""
    try:
        return compile(source, filename, "exec", dont_inherit=True)
    except IndentationError as error:
        problem = error
    block = _parse_block(source)
    # Without it the text is compiled once more for the error that it has, with the number of its line.
    code = _compile_dedented(source, filename) if block is None else compile(block, filename, "exec", dont_inherit=True)
    if code is None:
        raise problem
    return code


def unindented(expression: str) -> str:
    """The expression with its first line at the margin, every line where it was, and nothing behind the last."""
    expression = expression.rstrip()
    if not expression[:1].isspace():
        return expression
    lines = expression.split("\n")
    for number, line in enumerate(lines):
        text = line.lstrip()
        if text:
            lines[number] = text
            if text[0] != "#":
                break
    return "\n".join(lines)


def _parse_block(source: str) -> Module | None:
    """As the body of a block, so that what is within multi-line strings stays as it is. None if it is none."""
    import ast

    try:
        tree = compile("if 1:\n" + source, "<indented>", "exec", ast.PyCF_ONLY_AST, dont_inherit=True)
    except SyntaxError:
        return None
    block, *rest = tree.body
    # A `from __future__ import` is at the beginning again, and a first string the docstring.
    return None if rest else ast.increment_lineno(ast.Module(body=block.body, type_ignores=[]), -1)


def _compile_dedented(source: str, filename: str) -> CodeType | None:
    """None if all that is wrong is how the text is indented."""
    from textwrap import dedent

    text = dedent(source)
    return None if text == source else compile(text, filename, "exec", dont_inherit=True)
