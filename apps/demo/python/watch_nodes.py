"""Tells JavaScript of the nodes of the cluster, once a second: run in the driver of a client in mode ray, which is a process of the cluster. It
asks for no permit: it is no call."""

from __future__ import annotations

import threading
import time

import pyloom
import ray
from ray._private.state import available_resources_per_node

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def nodes() -> list[dict[str, Any]]:
    """Those that were lost, too."""
    free = available_resources_per_node()
    return [_described(node, free.get(node["NodeID"], {})) for node in ray.nodes()]


def _described(node: dict[str, Any], free: dict[str, float]) -> dict[str, Any]:
    resources = node["Resources"]
    cpus = resources.get("CPU", 0)
    return {
        "id": node["NodeID"],
        "address": node["NodeManagerAddress"],
        "isHead": "node:__internal_head__" in resources,
        "alive": node["Alive"],
        "cpus": cpus,
        # Of a node that has none left Ray says nothing.
        "used": cpus - free.get("CPU", 0) if node["Alive"] else 0,
    }


def watch() -> None:
    while True:
        try:
            # A driver that takes the place of another connects with its first call.
            if ray.is_initialized():
                pyloom.call("cluster_nodes", nodes())
        except Exception:
            pass  # The cluster is being lost, or JavaScript leaves; if it is neither, the next time tells.
        time.sleep(1)


threading.Thread(target=watch, name="watch nodes", daemon=True).start()
