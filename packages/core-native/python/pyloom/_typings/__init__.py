"""TypeScript types of a Python module, from its stubs or else from its signatures. For the command `pyloom types`."""

from __future__ import annotations


def typescript_of(module: str, stubs: list[str]) -> str:
    """The text of a `.d.ts`. `stubs` are folders of stubs to look in first, as typeshed's `stdlib` is one."""
    from ._from_module import read_module
    from ._from_stub import find_stub, read_stub
    from ._write import write

    path = find_stub(module, stubs)
    if path is not None:
        return write(module, read_stub(path), f"the stub {path.name}")
    return write(module, read_module(module), "its signatures")
