"""Types that come up again and again in a file, which are written once."""

from __future__ import annotations

import re

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

#: What is shorter is better read where it stands.
_SHORTEST = 60


class Aliases:
    def __init__(self, unused: Callable[[str], str]) -> None:
        self.unused = unused
        #: Those that have a name of their own.
        self.declared: dict[str, str] = {}
        self._names: dict[str, str] = {}

    def of(self, text: str) -> str:
        """Its name, which `resolve` puts in its place again where it is used once."""
        if len(text) < _SHORTEST:
            return text
        if text not in self._names:
            self._names[text] = self.unused(f"T{len(self._names) + 1}")
        return self._names[text]

    def resolve(self, blocks: str) -> tuple[str, list[str]]:
        """The text as it is written, and the declarations that it needs."""
        bodies = {name: text for text, name in self._names.items()}
        word = re.compile(r"\bT\d+_*\b")
        counts: dict[str, int] = {}
        pending, seen = [blocks, *self.declared.values()], set()
        while pending:
            for name in word.findall(pending.pop()):
                if name in bodies:
                    counts[name] = counts.get(name, 0) + 1
                    if name not in seen:
                        seen.add(name)
                        pending.append(bodies[name])

        def put(match: re.Match[str]) -> str:
            name = match.group()
            return word.sub(put, bodies[name]) if counts.get(name) == 1 else name

        declared = [f"type {name} = {word.sub(put, body)};" for name, body in bodies.items() if counts.get(name, 0) > 1]
        declared += [f"export type {name} = {word.sub(put, body)};" for name, body in self.declared.items()]
        return word.sub(put, blocks), declared
