"""Whether a cluster runs the same Ray on the same Python as this process. Ray refuses others too, later and in other words."""

from __future__ import annotations

import os
import platform
import sys

from ._errors import ClusterError


def check_versions(address: str) -> None:
    """Raises a ClusterError that names both sides. What cannot be found out is left to Ray."""
    import ray

    try:
        their_ray, their_python = _versions_at(address)
    except Exception:
        return
    our_ray, our_python = ray.__version__, platform.python_version()
    if their_ray == our_ray and _compared(their_python) == _compared(our_python):
        return
    raise ClusterError(
        f"the cluster at {address} runs Ray {their_ray} on Python {their_python}, and {sys.executable} has Ray {our_ray} on Python {our_python}: "
        + _advice(their_ray, their_python, _compared(their_python) == _compared(our_python))
    )


def _versions_at(address: str) -> tuple[str, str]:
    from ray._common.usage.usage_lib import get_cluster_metadata
    from ray._private.services import canonicalize_bootstrap_address
    from ray._raylet import GcsClient

    found = get_cluster_metadata(GcsClient(address=canonicalize_bootstrap_address(address)))
    return found["ray_version"], found["python_version"]


def _compared(python: str) -> list[str]:
    """As far as Ray looks at it, which takes this from its environment."""
    is_minor = os.environ.get("RAY_DEFAULT_PYTHON_VERSION_MATCH_LEVEL") == "minor"
    return python.split(".")[: 2 if is_minor else 3]


def _advice(their_ray: str, their_python: str, same_python: bool) -> str:
    if same_python:
        return f"install the cluster's here: {sys.executable} -m pip install ray=={their_ray}"
    return (
        f"give createPython({{ python }}) a Python {their_python} with ray=={their_ray}, "
        f"or start the cluster's nodes with a Python {platform.python_version()}"
    )
