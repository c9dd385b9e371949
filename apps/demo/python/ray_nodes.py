"""A Ray of three nodes on this machine, by Ray's own tools: `python ray_nodes.py FOLDER`, which gets Ray's logs and sockets.

Prints a line of JSON with its address and nodes, then does what each line of stdin says, and prints 'done'. It ends, nodes and
all, with its stdin.
"""

import json
import socket
import sys

from ray._common.usage.usage_constants import CLUSTER_METADATA_KEY
from ray._private.ray_constants import KV_NAMESPACE_CLUSTER
from ray._raylet import GcsClient
from ray.cluster_utils import Cluster

NODE = {"num_cpus": 1, "object_store_memory": 80 * 2**20}

with socket.socket() as free:
    free.bind(("", 0))
    port = free.getsockname()[1]


def start():
    head = {"gcs_server_port": port, "include_dashboard": False, "temp_dir": sys.argv[1], **NODE}
    cluster = Cluster(initialize_head=True, head_node_args=head)
    return cluster, [cluster.add_node(**NODE) for _ in range(2)]


def versions(ray, python):
    """What the cluster tells of itself from now on: where it keeps that, anybody who joins it looks."""
    told = json.dumps({"ray_version": ray, "python_version": python}).encode()
    client = GcsClient(address=cluster.address)
    client.internal_kv_put(CLUSTER_METADATA_KEY, told, True, KV_NAMESPACE_CLUSTER)


cluster, others = start()
nodes = [node.node_id for node in (cluster.head_node, *others)]
print(json.dumps({"address": cluster.address, "nodes": nodes}), flush=True)
for line in sys.stdin:
    command = line.strip()
    if command == "kill node":
        cluster.remove_node(others.pop(), allow_graceful=False)
    elif command == "kill head":
        # The others go with it.
        cluster.remove_node(cluster.head_node, allow_graceful=False)
        for node in others:
            cluster.remove_node(node, allow_graceful=False)
    elif command.startswith("versions "):
        versions(*command.split()[1:])
    elif command == "start head":
        cluster, others = start()
    print("done", flush=True)
cluster.shutdown()
