"""Surveys a file on whatever node Ray chose, counts that in the state that all share, and tells which node it was."""

from __future__ import annotations

import os

import pyloom
import ray
import survey

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def survey_file(folder: str, path: str) -> dict[str, Any]:
    node = ray.get_runtime_context().get_node_id()
    # First of all: a call that is lost with its node has begun all the same.
    pyloom.state_incr("begun")
    note = f"running {node} {os.getpid()}"
    pyloom.state_set(note, path)
    try:
        return {**survey.survey_file(folder, path), "node": node}
    finally:
        pyloom.state_delete(note)
