"""Objects are written, read, listed in pages, patched in every way, and refused, as the Python client knows it."""

import json

from kubernetes import client, config, dynamic
from kubernetes.client.rest import ApiException

config.load_kube_config()
core = client.CoreV1Api()
NS = "default"


def refused(code, reason, call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except ApiException as e:
        status = json.loads(e.body)
        assert (e.status, status["reason"]) == (code, reason), (e.status, status)
        return status["message"]
    raise AssertionError(f"{call} was not refused with {reason}")


def config_map(name, **data):
    return client.V1ConfigMap(metadata=client.V1ObjectMeta(name=name, labels={"set": "a"}), data=data)


for i in range(7):
    made = core.create_namespaced_config_map(NS, config_map(f"c{i}", i=str(i)))
    assert made.metadata.uid and made.metadata.resource_version and made.metadata.creation_timestamp.tzinfo

# Pages: every object once, all of the same revision, and how many remain.
names, pages, token, versions = [], 0, None, set()
while token != "":
    page = core.list_namespaced_config_map(NS, label_selector="set=a", limit=3, **({"_continue": token} if token else {}))
    versions.add(page.metadata.resource_version)
    names += [c.metadata.name for c in page.items]
    pages += 1
    token = page.metadata._continue or ""
assert (pages, names) == (3, [f"c{i}" for i in range(7)]), (pages, names)
assert len(versions) == 1, versions
assert core.list_namespaced_config_map(NS, limit=3).metadata.remaining_item_count >= 4
assert len(core.list_namespaced_config_map(NS, label_selector="set in (a,b)", field_selector="metadata.name=c3").items) == 1

# Patches: a dict goes as a strategic merge, a list as a JSON patch.
assert core.patch_namespaced_config_map("c0", NS, {"data": {"x": "y"}}).data == {"i": "0", "x": "y"}
assert core.patch_namespaced_config_map("c0", NS, [{"op": "remove", "path": "/data/x"}]).data == {"i": "0"}
refused(422, "Invalid", core.patch_namespaced_config_map, "c0", NS, [{"op": "test", "path": "/data/i", "value": "9"}])

# What is wrong is refused with the reason that callers compare.
refused(404, "NotFound", core.read_namespaced_config_map, "none", NS)
refused(409, "AlreadyExists", core.create_namespaced_config_map, NS, config_map("c0"))
stale = core.read_namespaced_config_map("c1", NS)
core.patch_namespaced_config_map("c1", NS, {"data": {"x": "y"}})
refused(409, "Conflict", core.replace_namespaced_config_map, "c1", NS, stale)
refused(422, "Invalid", core.create_namespaced_config_map, NS, config_map("Not_A_Name"))
assert core.create_namespaced_config_map(NS, config_map("dry"), dry_run="All").metadata.uid
refused(404, "NotFound", core.read_namespaced_config_map, "dry", NS)

# The dynamic client finds kinds by discovery, and applies.
maps = dynamic.DynamicClient(client.ApiClient()).resources.get(api_version="v1", kind="ConfigMap")


def apply(manager, force=False, **data):
    # As text: some versions of the client cannot encode this media type.
    body = json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "applied"}, "data": data})
    return maps.server_side_apply(body, name="applied", namespace=NS, field_manager=manager, force_conflicts=force)


apply("one", a="1", b="1")
try:
    apply("two", a="2")
    raise AssertionError("the conflict was not refused")
except dynamic.exceptions.ConflictError as e:
    assert 'conflict with "one": .data.a' in e.summary(), e.summary()
assert dict(apply("two", force=True, a="2").data) == {"a": "2", "b": "1"}
assert dict(apply("one", b="1").data) == {"a": "2", "b": "1"}
assert dict(apply("one").data) == {"a": "2"}

# Custom objects.
group, plural = "python.example", "things"
client.ApiextensionsV1Api().create_custom_resource_definition(
    {
        "apiVersion": "apiextensions.k8s.io/v1",
        "kind": "CustomResourceDefinition",
        "metadata": {"name": f"{plural}.{group}"},
        "spec": {
            "group": group,
            "scope": "Namespaced",
            "names": {"kind": "Thing", "plural": plural},
            "versions": [
                {
                    "name": "v1",
                    "served": True,
                    "storage": True,
                    "subresources": {
                        "status": {},
                        "scale": {"specReplicasPath": ".spec.replicas", "statusReplicasPath": ".status.replicas"},
                    },
                    "schema": {
                        "openAPIV3Schema": {
                            "type": "object",
                            "properties": {
                                "spec": {"type": "object", "properties": {"replicas": {"type": "integer", "default": 1}}},
                                "status": {"type": "object", "properties": {"replicas": {"type": "integer"}}},
                            },
                        }
                    },
                }
            ],
        },
    }
)
custom = client.CustomObjectsApi()
at = (group, "v1", NS, plural)
while True:
    try:
        custom.list_namespaced_custom_object(*at)
        break
    except ApiException as e:
        assert e.status == 404, e
thing = {"apiVersion": f"{group}/v1", "kind": "Thing", "metadata": {"name": "t"}, "spec": {}, "status": {"replicas": 9}}
made = custom.create_namespaced_custom_object(*at, thing)
assert made["spec"] == {"replicas": 1} and "status" not in made, made
assert custom.patch_namespaced_custom_object(*at, "t", {"spec": {"replicas": 3}})["metadata"]["generation"] == 2
assert custom.patch_namespaced_custom_object_status(*at, "t", {"status": {"replicas": 2}})["status"] == {"replicas": 2}
scale = custom.get_namespaced_custom_object_scale(*at, "t")
assert (scale["spec"], scale["status"]["replicas"]) == ({"replicas": 3}, 2), scale
refused(422, "Invalid", custom.patch_namespaced_custom_object, *at, "t", {"spec": {"replicas": "many"}})
assert len(custom.list_cluster_custom_object(group, "v1", plural)["items"]) == 1
assert custom.delete_namespaced_custom_object(*at, "t")["status"] == "Success"

core.delete_collection_namespaced_config_map(NS, label_selector="set=a")
assert core.list_namespaced_config_map(NS, label_selector="set=a").items == []
