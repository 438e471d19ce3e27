"""A Deployment runs, its pods have logs, a service account may what it was given, and one of two leads."""

import json
import logging
import threading
import time

from kubernetes import client, config, watch
from kubernetes.client.rest import ApiException
from kubernetes.leaderelection import electionconfig, leaderelection
from kubernetes.leaderelection.resourcelock.configmaplock import ConfigMapLock
from kubernetes.stream import stream

config.load_kube_config()
core, apps = client.CoreV1Api(), client.AppsV1Api()
NS = "default"

apps.create_namespaced_deployment(
    NS,
    client.V1Deployment(
        metadata=client.V1ObjectMeta(name="web"),
        spec=client.V1DeploymentSpec(
            replicas=2,
            selector=client.V1LabelSelector(match_labels={"app": "web"}),
            template=client.V1PodTemplateSpec(
                metadata=client.V1ObjectMeta(labels={"app": "web"}),
                spec=client.V1PodSpec(containers=[client.V1Container(name="c", image="nginx")]),
            ),
        ),
    ),
)


def until_ready(count):
    waiting = watch.Watch()
    for event in waiting.stream(apps.list_namespaced_deployment, NS, timeout_seconds=30):
        if event["object"].status.ready_replicas == count:
            return
    raise AssertionError(f"there were never {count} ready")


until_ready(2)
pods = core.list_namespaced_pod(NS, label_selector="app=web").items
assert len(pods) == 2 and all(p.status.phase == "Running" and p.status.pod_ip and p.spec.node_name for p in pods)
assert "simulated" in core.read_namespaced_pod_log(pods[0].metadata.name, NS, tail_lines=5)
try:
    stream(core.connect_get_namespaced_pod_exec, pods[0].metadata.name, NS, command=["ls"], stdout=True)
    raise AssertionError("a simulated pod ran a command")
except ApiException as e:
    assert "400" in e.reason, e
assert apps.patch_namespaced_deployment_scale("web", NS, {"spec": {"replicas": 3}}).spec.replicas == 3
until_ready(3)
evicted = {"apiVersion": "policy/v1", "kind": "Eviction", "metadata": {"name": pods[0].metadata.name}}
core.create_namespaced_pod_eviction(pods[0].metadata.name, NS, evicted)

# A token of a service account opens what its roles say.
core.create_namespaced_service_account(NS, {"metadata": {"name": "bot"}})
token = core.create_namespaced_service_account_token("bot", NS, {"spec": {"expirationSeconds": 3600}}).status.token
settings = client.Configuration.get_default_copy()
settings.cert_file = settings.key_file = None
settings.api_key = {"authorization": f"Bearer {token}"}
bot = client.CoreV1Api(client.ApiClient(settings))
try:
    bot.list_namespaced_pod(NS)
    raise AssertionError("a service account without roles lists pods")
except ApiException as e:
    assert json.loads(e.body)["message"] == (
        'pods is forbidden: User "system:serviceaccount:default:bot" cannot list resource "pods" in API group "" in the namespace "default"'
    ), e.body
client.RbacAuthorizationV1Api().create_namespaced_role_binding(
    NS,
    {
        "metadata": {"name": "bot"},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"},
        "subjects": [{"kind": "ServiceAccount", "name": "bot", "namespace": NS}],
    },
)
assert bot.list_namespaced_pod(NS, label_selector="app=web").items

# Who comes second follows. The library's elections never end: the threads end with the program.
logging.disable(logging.CRITICAL)
leading, follows = [], threading.Event()


def run(name):
    lock = ConfigMapLock("leader", NS, name)
    leaderelection.LeaderElection(
        electionconfig.Config(
            lock,
            lease_duration=4,
            renew_deadline=3,
            retry_period=1,
            onstarted_leading=lambda: leading.append(name),
            onstopped_leading=lambda: leading.append(f"{name} stopped"),
        )
    ).run()


threading.Thread(target=run, args=("one",), daemon=True).start()
while leading != ["one"]:
    time.sleep(0.02)
threading.Thread(target=run, args=("two",), daemon=True).start()
record = "control-plane.alpha.kubernetes.io/leader"
renewed = set()
while len(renewed) < 3:
    holder = json.loads(core.read_namespaced_config_map("leader", NS).metadata.annotations[record])
    assert holder["holderIdentity"] == "one", holder
    renewed.add(holder["renewTime"])
    time.sleep(0.1)
assert leading == ["one"], leading
