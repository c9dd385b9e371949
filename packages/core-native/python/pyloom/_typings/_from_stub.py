"""A stub, which is read and not run."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from ._annotations import type_of_syntax
from ._model import Class, Function, Module, Parameter, Type

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator


#: Where packages that read types keep those of the standard library.
_TYPESHEDS = ("mypy/typeshed/stdlib", "jedi/third_party/typeshed/stdlib")


def find_stub(module: str, folders: list[str]) -> Path | None:
    """
    In those folders; in a package of stubs, `name-stubs`; beside the module; in a typeshed that an installed package
    has brought. Partial stubs count as stubs.
    """
    first, *rest = module.split(".")
    typesheds = [str(Path(folder or ".", typeshed)) for folder in sys.path for typeshed in _TYPESHEDS]
    for folder in [*folders, *sys.path, *typesheds]:
        for package in (f"{first}-stubs", first):
            stem = Path(folder or ".", package, *rest)
            for path in (stem / "__init__.pyi", stem.with_name(f"{stem.name}.pyi")):
                if path.is_file():
                    return path
    return None


def read_stub(path: Path) -> Module:
    tree = ast.parse(path.read_text("utf-8"), str(path))
    found = Module(doc=ast.get_docstring(tree))
    listed = _all(tree)
    for node in _statements(tree.body):
        name = _name_of(node)
        if name is None or (name not in listed if listed else name[0] == "_"):
            continue
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.functions.append(_function(node))
        elif isinstance(node, ast.ClassDef):
            found.classes.append(_class(node))
        elif isinstance(node, ast.AnnAssign) and not _is_alias(node):
            found.values[name] = type_of_syntax(node.annotation)
    return found


def _statements(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """With the branches that hold for this Python and platform."""
    for node in body:
        if isinstance(node, ast.If):
            yield from _statements(node.body if _holds(node.test) else node.orelse)
        else:
            yield node


def _holds(test: ast.expr) -> bool:
    names = {"sys": sys, "TYPE_CHECKING": True}
    try:
        return bool(eval(compile(ast.Expression(test), "<stub>", "eval"), {"__builtins__": {}}, names))
    except Exception:  # What it asks for is known to type checkers only.
        return True


def _all(tree: ast.Module) -> set[str]:
    names: set[str] = set()
    for node in _statements(tree.body):
        target = node.targets[0] if isinstance(node, ast.Assign) else getattr(node, "target", None)
        if isinstance(target, ast.Name) and target.id == "__all__" and getattr(node, "value", None) is not None:
            names.update(ast.literal_eval(node.value))  # type: ignore[attr-defined]
    return names


def _name_of(node: ast.stmt) -> str | None:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return node.name
    target = getattr(node, "target", None)
    return target.id if isinstance(target, ast.Name) else None


def _is_alias(node: ast.AnnAssign) -> bool:
    return type_of_syntax(node.annotation).name == "TypeAlias"


def _class(node: ast.ClassDef) -> Class:
    found = Class(node.name, doc=ast.get_docstring(node))
    for each in _statements(node.body):
        name = _name_of(each)
        if isinstance(each, (ast.FunctionDef, ast.AsyncFunctionDef)):
            kinds = {type_of_syntax(decorator).name for decorator in each.decorator_list}
            function = _function(each, skip_first="staticmethod" not in kinds)
            if each.name in ("__init__", "__new__"):
                found.constructors.append(Function(node.name, function.parameters, Type(node.name)))
            elif each.name[0] == "_":
                continue
            elif kinds & {"property", "cached_property"}:
                found.attributes[each.name] = function.result
            elif not kinds & {"setter", "deleter"}:
                found.methods.append(function)
        elif isinstance(each, ast.AnnAssign) and name is not None and name[0] != "_":
            found.attributes[name] = type_of_syntax(each.annotation)
    if not found.constructors:
        found.constructors.append(Function(node.name, [], Type(node.name)))
    return found


def _function(node: ast.FunctionDef | ast.AsyncFunctionDef, *, skip_first: bool = False) -> Function:
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    defaults = [None] * (len(positional) - len(arguments.defaults)) + list(arguments.defaults)
    parameters = [
        Parameter(each.arg, type_of_syntax(each.annotation), _kind(each, arguments), default is not None)
        for each, default in zip(positional, defaults)
    ]
    if skip_first:
        parameters = parameters[1:]
    if arguments.vararg is not None:
        vararg = arguments.vararg
        parameters.append(Parameter(vararg.arg, type_of_syntax(vararg.annotation), "variadic positional", True))
    for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults):
        parameters.append(Parameter(each.arg, type_of_syntax(each.annotation), "keyword-only", default is not None))
    if arguments.kwarg is not None:
        kwarg = arguments.kwarg
        parameters.append(Parameter(kwarg.arg, type_of_syntax(kwarg.annotation), "variadic keyword", True))
    return Function(node.name, parameters, type_of_syntax(node.returns), ast.get_docstring(node))


def _kind(argument: ast.arg, arguments: ast.arguments) -> str:
    # Before 3.8 had a sign for it, two underscores made a parameter positional-only; stubs still do that.
    is_positional = argument in arguments.posonlyargs or (argument.arg.startswith("__") and not argument.arg.endswith("__"))
    return "positional-only" if is_positional else "positional or keyword"
