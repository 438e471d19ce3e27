"""Watches see every change once, in order, end when they were asked to, and go on where they ended."""

import json
import threading

from kubernetes import client, config, watch
from kubernetes.client.rest import ApiException

config.load_kube_config()
core = client.CoreV1Api()
NS = "default"


def make(name):
    return core.create_namespaced_config_map(NS, client.V1ConfigMap(metadata=client.V1ObjectMeta(name=name)))


def events_of(name, **options):
    """The events of one object until it is deleted."""
    stream, seen = watch.Watch(), []
    for event in stream.stream(core.list_namespaced_config_map, NS, **options):
        if event["object"].metadata.name == name:
            seen.append((event["type"], (event["object"].data or {}).get("n")))
            if event["type"] == "DELETED":
                stream.stop()
    return seen


def change(name):
    make(name)
    for n in range(20):
        core.patch_namespaced_config_map(name, NS, {"data": {"n": str(n)}})
    core.delete_namespaced_config_map(name, NS)


EXPECTED = [("ADDED", None)] + [("MODIFIED", str(n)) for n in range(20)] + [("DELETED", "19")]

# Live: from the revision of a list.
version = core.list_namespaced_config_map(NS).metadata.resource_version
writer = threading.Thread(target=change, args=("live",))
writer.start()
assert events_of("live", resource_version=version, timeout_seconds=30) == EXPECTED
writer.join()

# Afterwards: the same events, from the same revision.
assert events_of("live", resource_version=version, timeout_seconds=30) == EXPECTED

# Without a revision what there is comes first.
make("there")
first = watch.Watch()
for event in first.stream(core.list_namespaced_config_map, NS, field_selector="metadata.name=there", timeout_seconds=30):
    assert (event["type"], event["object"].metadata.name) == ("ADDED", "there")
    first.stop()

# The server ends it after the time that it was given.
assert [e["type"] for e in watch.Watch().stream(core.list_namespaced_config_map, NS, field_selector="metadata.name=there", timeout_seconds=1)] == ["ADDED"]

# With bookmarks it says how far it is, also when nothing happened.
version = core.list_namespaced_config_map(NS).metadata.resource_version
response = core.list_namespaced_config_map(
    NS, watch=True, allow_watch_bookmarks=True, resource_version=version, timeout_seconds=1, _preload_content=False
)
last = json.loads(response.data.splitlines()[-1])
assert (last["type"], last["object"]["kind"]) == ("BOOKMARK", "ConfigMap"), last
assert int(last["object"]["metadata"]["resourceVersion"]) >= int(version), last

# From before all that the server remembers: list again.
try:
    for event in watch.Watch().stream(core.list_namespaced_config_map, NS, resource_version="1", timeout_seconds=5):
        raise AssertionError(f"{event['type']} from a revision that is gone")
except ApiException as e:
    assert e.status == 410 and "Expired: too old resource version: 1" in e.reason, e
