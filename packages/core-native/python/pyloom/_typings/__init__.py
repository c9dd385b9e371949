"""TypeScript types of Python modules, from their stubs and sources or else from their signatures. For `pyloom types`."""

from __future__ import annotations


def typescript_of(modules: list[str], stubs: list[str], files: list[str]) -> list[str]:
    """
    The text of a `.d.ts` for each module. `stubs` are folders of stubs to look in first, as typeshed's `stdlib` is one; `files`: what the
    files will be called, without `.d.ts`; empty for one that nobody imports.
    """
    from ._from_module import RunningModules
    from ._from_source import Reader
    from ._names import Names
    from ._sources import Sources
    from ._write import Written

    sources = Sources(stubs)
    reader, running = Reader(Names(sources)), RunningModules()
    others: dict[str, tuple[str, str]] = {}
    planned: list[tuple[Written, list[str], str]] = []
    for name, file in zip(modules, files):
        source = sources.find(name)
        is_read = source is not None and (source.is_stub or _is_installed(source.path))
        module = (reader.module(name) if is_read else None) or running.module(name)
        origin = f"{'the stub ' if source.is_stub else ''}{source.path.name}" if is_read and source else "its signatures"
        head = [
            f"// Types of the Python module {name}, from {origin}. Written by: pyloom types {name}",
            f"//   const {name.split('.')[-1]} = py.module<typeof import('./{file or f'{name}.types'}.js')>('{name}');",
        ]
        written = Written(name, module, reader if is_read else running, others, set(modules))
        # Before any is written: they may name each other's.
        for home, shown in written.name_classes().items():
            if home.split(".")[0] == name.split(".")[0]:
                others.setdefault(home, (file, shown))
        planned.append((written, head, file))
    return [written.text(head, file) for written, head, file in planned]


def _is_installed(path: object) -> bool:
    """What was installed is read; the program's own modules are imported, which tells more of what has no annotations."""
    parts = getattr(path, "parts", ())
    return "site-packages" in parts or "dist-packages" in parts
