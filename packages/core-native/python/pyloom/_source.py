"""Python source that has no file: known to linecache, so that tracebacks show its lines."""

from __future__ import annotations

from itertools import count

#: How many sources of one kind are remembered. The oldest goes first: its tracebacks then lack their lines, no more.
#: A program that makes up a new text for every call must not grow without bound.
REMEMBERED = 512

_numbers = count(1)
_filenames: dict[str, list[str]] = {}


def show_lines(filename: str, source: str) -> None:
    """Lets tracebacks, inspect and pdb find the lines of `source`."""
    import linecache

    # A modification time of None keeps linecache.checkcache() from dropping what has no file.
    linecache.cache[filename] = (len(source), None, [line + "\n" for line in source.splitlines()], filename)


def forget_lines(filename: str) -> None:
    import linecache

    linecache.cache.pop(filename, None)


def new_filename(kind: str, source: str) -> str:
    """A name such as `<exec 3>` under which the lines of `source` are shown."""
    filename = f"<{kind} {next(_numbers)}>"
    names = _filenames.setdefault(kind, [])
    names.append(filename)
    if len(names) > REMEMBERED:
        forget_lines(names.pop(0))
    show_lines(filename, source)
    return filename
