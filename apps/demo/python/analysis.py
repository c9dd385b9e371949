"""Analyses what the service is sent: Python source files as the survey does, and plain text.

The text is split into words and sentences by JavaScript, whose Intl.Segmenter knows the languages that write no spaces; the
counting is done here. What was done is added up in the shared state, by every interpreter and thread at once.
"""

from __future__ import annotations

import logging
from collections import Counter

import pyloom
from survey import survey_source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, Iterator

_log = logging.getLogger("analysis")

# JavaScript segments one in some 2 ms, and in a thread of its own; its time grows with the square of the length.
_PORTION = 2048
_TOP_WORDS = 8
_WORDS_A_MINUTE = 230


def analyse(uploads: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """What is in each upload: its `name`, its `kind` ('source' or 'text') and its `content` (bytes or str)."""
    findings = [_analyse_one(**upload) for upload in uploads]
    pyloom.state_incr("requests")
    return findings


def _analyse_one(name: str, kind: str, content: Any) -> dict[str, Any]:
    findings = _source(name, content) if kind == "source" else _text(content)
    _count(kind, findings)
    return {"name": name, "kind": kind, **findings}


def _source(name: str, source: bytes) -> dict[str, Any]:
    findings = survey_source(name, source)
    findings["bytes"] = len(source)
    del findings["path"]
    if "skipped" in findings:
        _log.warning("%s is no Python that this interpreter can parse: %s", name[:80], findings["skipped"][:200])
    else:
        # Where the deepest block starts: survey_file() reports these beside the file's own.
        findings["deepest"] = {key: findings.pop(key) for key in ("depth", "line", "name")}
    return findings


def _text(text: str) -> dict[str, Any]:
    words: Counter[str] = Counter()
    sentences = characters = 0
    for portion in _portions(text):
        segments = pyloom.call("segment", portion)
        words.update(word.casefold() for word in segments["words"])
        characters += segments["characters"]
        sentences += segments["sentences"]
    count = sum(words.values())
    # Most frequent first, and by the alphabet where they are as frequent: the same text gives the same answer.
    frequent = sorted(words.items(), key=lambda item: (-item[1], item[0]))
    return {
        "lines": len(text.splitlines()),
        "characters": characters,
        "words": count,
        "differentWords": len(words),
        "sentences": sentences,
        "minutesToRead": round(count / _WORDS_A_MINUTE, 1),
        "frequent": [{"word": word, "times": times} for word, times in frequent[:_TOP_WORDS]],
    }


def _portions(text: str) -> Iterator[str]:
    """Whole lines, as many as fit; a line that is longer is a portion of its own, cut where it must be."""
    portion, length = [], 0
    for line in text.splitlines(keepends=True):
        for start in range(0, len(line), _PORTION):
            piece = line[start : start + _PORTION]
            if length + len(piece) > _PORTION:
                yield "".join(portion)
                portion, length = [], 0
            portion.append(piece)
            length += len(piece)
    if portion:
        yield "".join(portion)


def _count(kind: str, findings: dict[str, Any]) -> None:
    pyloom.state_incr("files of " + kind)
    for counter in ("lines", "tokens", "functions", "classes", "words", "sentences"):
        if counter in findings:
            pyloom.state_incr(counter, findings[counter])
