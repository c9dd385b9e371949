"""Surveys Python source files: reads, tokenises and parses each, and counts what is in it.

The functions keep nothing between calls, so that any number of interpreters and threads can run them side by side. Only
modules that load in every interpreter are imported. `python survey.py [folder]` surveys a folder, one file after the other.
"""

from __future__ import annotations

import ast
import io
import os
import time
import tokenize
import warnings

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator, Sequence

# Folders that hold what was installed or compiled, not the source of the library.
_LEFT_OUT = frozenset({"site-packages", "dist-packages", "__pycache__"})

# The parser warns about doubtful escapes in other people's files, on stderr. Set once for each interpreter, since
# catch_warnings is not safe where threads share one.
warnings.simplefilter("ignore", SyntaxWarning)
warnings.simplefilter("ignore", DeprecationWarning)


def python_files(folder: str) -> list[dict[str, Any]]:
    """The `path` (below the folder, with slashes) and the `bytes` of every .py file, by path."""
    files = []
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _LEFT_OUT]
        for name in names:
            path = os.path.join(parent, name)
            if name.endswith(".py") and os.path.isfile(path):
                relative = os.path.relpath(path, folder).replace(os.sep, "/")
                files.append({"path": relative, "bytes": os.path.getsize(path)})
    return sorted(files, key=lambda file: file["path"])


def survey_file(folder: str, path: str) -> dict[str, Any]:
    """What is in one file, or why it was `skipped`: some are there to test how bad ones are met.

    `seconds` are those that this thread spent on a CPU. On the clock, a lane would be charged with the time it waits for
    the GIL or for a free CPU.
    """
    start = time.thread_time()
    try:
        with open(os.path.join(folder, path), "rb") as file:
            source = file.read()
    except OSError as error:
        summary = _skipped(path, error)
    else:
        summary = survey_source(path, source)
    summary["seconds"] = time.thread_time() - start
    return summary


def survey_source(path: str, source: bytes) -> dict[str, Any]:
    """The same for a source that is at hand; `path` is what errors call it."""
    try:
        tokens = sum(1 for _ in tokenize.tokenize(io.BytesIO(source).readline))
        tree = ast.parse(source, path)
    except (SyntaxError, ValueError, LookupError, RecursionError, MemoryError, tokenize.TokenError) as error:
        # LookupError: the source names an encoding that is none of text, such as hex.
        return _skipped(path, error)
    return {"path": path, "lines": len(source.splitlines()), "tokens": tokens, **_contents(tree)}


def _skipped(path: str, error: Exception) -> dict[str, Any]:
    return {"path": path, "skipped": "%s: %s" % (type(error).__name__, error)}


def _contents(tree: ast.Module) -> dict[str, Any]:
    """Functions and classes, and the `depth` of the block with most blocks around it, itself included.

    Walks statements only, with a list for a stack: definitions stand nowhere else, and no file can exhaust Python's.
    """
    functions = classes = 0
    depth, line, scope = 0, 1, ""
    stack = [(tree.body, 0, "")]
    while stack:
        statements, outer_depth, outer_scope = stack.pop()
        for statement in statements:
            own_scope = outer_scope
            if isinstance(statement, ast.ClassDef):
                classes += 1
                own_scope = _qualified(outer_scope, statement.name)
            elif isinstance(statement, (ast.FunctionDef, ast.AsyncFunctionDef)):
                functions += 1
                own_scope = _qualified(outer_scope, statement.name)
            for block, levels in _blocks(statement):
                own_depth = outer_depth + levels
                # The first one in the file, whichever way the stack went.
                if (-own_depth, statement.lineno) < (-depth, line):
                    depth, line, scope = own_depth, statement.lineno, own_scope
                stack.append((block, own_depth, own_scope))
    return {"functions": functions, "classes": classes, "depth": depth, "line": line, "name": scope or "<module>"}


def _qualified(scope: str, name: str) -> str:
    return "%s.%s" % (scope, name) if scope else name


def _blocks(statement: ast.stmt) -> Iterator[tuple[Sequence[ast.stmt], int]]:
    """The blocks of a compound statement, each with the levels that it is indented by."""
    body = getattr(statement, "body", None)
    if body:
        yield body, 1
    orelse = getattr(statement, "orelse", None)
    if orelse:
        # The syntax tree knows no elif: it is an if alone in the else of the one before, in the same column.
        is_elif = isinstance(orelse[0], ast.If) and orelse[0].col_offset == statement.col_offset
        yield orelse, 0 if is_elif else 1
    for handler in getattr(statement, "handlers", ()):
        yield handler.body, 1
    for case in getattr(statement, "cases", ()):
        yield case.body, 2
    final = getattr(statement, "finalbody", None)
    if final:
        yield final, 1


def _survey_folder(folder: str) -> dict[str, int]:
    totals = dict.fromkeys(("files", "skipped", "lines", "tokens", "functions", "classes", "depth"), 0)
    for file in python_files(folder):
        summary = survey_file(folder, file["path"])
        if "skipped" in summary:
            totals["skipped"] += 1
            continue
        totals["files"] += 1
        totals["depth"] = max(totals["depth"], summary["depth"])
        for key in ("lines", "tokens", "functions", "classes"):
            totals[key] += summary[key]
    return totals


if __name__ == "__main__":
    import json
    import sys
    import sysconfig

    print(json.dumps(_survey_folder(sys.argv[1] if len(sys.argv) > 1 else sysconfig.get_path("stdlib"))))
