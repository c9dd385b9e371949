"""Analyses on whatever node of a cluster Ray chose, and tells which node and process it was."""

from __future__ import annotations

import os

import analysis
import ray

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def analyse(uploads: list[dict[str, Any]]) -> dict[str, Any]:
    findings = analysis.analyse(uploads)
    return {"findings": findings, "node": ray.get_runtime_context().get_node_id(), "pid": os.getpid()}
