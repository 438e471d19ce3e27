using Pangea.Kube.Objects;
using static Pangea.Kube.ApiServer.PolicyEntries;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The cluster roles of the controllers of Kubernetes 1.36, <c>system:controller:NAME</c>, each bound to the service account of that name in
/// kube-system.
/// </summary>
internal static class ControllerRoleTable
{
    private const string Prefix = "system:controller:";
    private const string Certificates = "certificates.k8s.io";
    private const string Discovery = "discovery.k8s.io";
    private const string Dynamic = "resource.k8s.io";
    private const string Storage = "storage.k8s.io";
    private const string Apps = "apps extensions";

    public static IEnumerable<KubeObject> Roles() => [.. Workloads(), .. Services(), .. Volumes(), .. Housekeeping()];

    public static IEnumerable<KubeObject> Bindings() =>
        Roles().Select(role => ClusterBinding(role.Name, Account(role.Name[Prefix.Length..])));

    private static KubeObject Controller(string name, params ReadOnlySpan<MapValue> rules) =>
        ClusterRole(Prefix + name, rules);

    private static IEnumerable<KubeObject> Workloads() =>
        [
            Controller(
                "deployment-controller",
                Rule("get list watch update", Apps, "deployments"),
                Rule("update", Apps, "deployments/status"),
                Rule("update", Apps, "deployments/finalizers"),
                Rule("get list watch create update patch delete", Apps, "replicasets"),
                Rule("get list watch update", "core", "pods"),
                Events
            ),
            Controller(
                "replicaset-controller",
                Rule("get list watch update", Apps, "replicasets"),
                Rule("update", Apps, "replicasets/status"),
                Rule("update", Apps, "replicasets/finalizers"),
                Rule("list watch patch create delete", "core", "pods"),
                Events
            ),
            Controller(
                "replication-controller",
                Rule("get list watch update", "core", "replicationcontrollers"),
                Rule("update", "core", "replicationcontrollers/status"),
                Rule("update", "core", "replicationcontrollers/finalizers"),
                Rule("list watch patch create delete", "core", "pods"),
                Events
            ),
            Controller(
                "statefulset-controller",
                Rule("list watch", "core", "pods"),
                Rule(Read, "apps", "statefulsets"),
                Rule("update", "apps", "statefulsets/status"),
                Rule("update", "apps", "statefulsets/finalizers"),
                Rule("get create delete update patch", "core", "pods"),
                Rule("get create delete update patch list watch", "apps", "controllerrevisions"),
                Rule("get create list watch", "core", "persistentvolumeclaims"),
                Rule("update delete", "core", "persistentvolumeclaims"),
                Rule("update", "core", "pods/finalizers"),
                Events
            ),
            Controller(
                "daemon-set-controller",
                Rule(Read, Apps, "daemonsets"),
                Rule("update", Apps, "daemonsets/status"),
                Rule("update", Apps, "daemonsets/finalizers"),
                Rule("list watch", "core", "nodes"),
                Rule("list watch create delete patch", "core", "pods"),
                Rule("create", "core", "pods/binding"),
                Rule("get list watch create delete update patch", "apps", "controllerrevisions"),
                Events
            ),
            Controller(
                "job-controller",
                Rule("get list watch update patch", "batch", "jobs"),
                Rule("update", "batch", "jobs/status"),
                Rule("update", "batch", "jobs/finalizers"),
                Rule("list watch create delete patch", "core", "pods"),
                Events
            ),
            Controller(
                "cronjob-controller",
                Rule("get list watch update", "batch", "cronjobs"),
                Rule("get list watch create update delete patch", "batch", "jobs"),
                Rule("update", "batch", "cronjobs/status"),
                Rule("update", "batch", "cronjobs/finalizers"),
                Rule("list watch delete", "core", "pods"),
                Events
            ),
            Controller("ttl-after-finished-controller", Rule("get list watch delete", "batch", "jobs"), Events),
            Controller(
                "horizontal-pod-autoscaler",
                Rule(Read, "autoscaling", "horizontalpodautoscalers"),
                Rule("update", "autoscaling", "horizontalpodautoscalers/status"),
                Rule("get update", "*", "*/scale"),
                Rule("list watch", "core", "pods"),
                Rule("list watch", "metrics.k8s.io", "pods"),
                Rule(Read, "custom.metrics.k8s.io", "*"),
                Rule(Read, "external.metrics.k8s.io", "*"),
                Events
            ),
            Controller(
                "disruption-controller",
                Rule(Read, Apps, "deployments"),
                Rule(Read, Apps, "replicasets"),
                Rule(Read, "core", "replicationcontrollers"),
                Rule(Read, "policy", "poddisruptionbudgets"),
                Rule(Read, "apps", "statefulsets"),
                Rule("update", "policy", "poddisruptionbudgets/status"),
                Rule("patch update", "core", "pods/status"),
                Rule("get", "*", "*/scale"),
                Events
            ),
            Controller(
                "resource-claim-controller",
                Rule(Read, "core", "pods"),
                Rule("update", "core", "pods/finalizers"),
                Rule("get list watch create delete", Dynamic, "resourceclaims"),
                Rule("update patch", Dynamic, "resourceclaims resourceclaims/status"),
                Rule("update patch", Dynamic, "resourceclaims/binding"),
                Rule("update patch", "core", "pods/status"),
                Events
            ),
            Controller(
                "device-taint-eviction-controller",
                Rule("get list watch delete", "core", "pods"),
                Rule("update patch", "core", "pods/status"),
                Rule(Read, Dynamic, "resourceclaims"),
                Rule(Read, Dynamic, "resourceslices"),
                Rule(Read, Dynamic, "deviceclasses"),
                Events
            ),
        ];

    private static IEnumerable<KubeObject> Services() =>
        [
            Controller(
                "endpoint-controller",
                Rule(Read, "core", "services pods"),
                Rule("get list watch create update delete", "core", "endpoints"),
                Rule("create", "core", "endpoints/restricted"),
                Events
            ),
            Controller(
                "endpointslice-controller",
                Rule(Read, "core", "services pods nodes"),
                Rule("update", "core", "services/finalizers"),
                Rule("get list watch create update delete", Discovery, "endpointslices"),
                Events
            ),
            Controller(
                "endpointslicemirroring-controller",
                Rule(Read, "core", "services endpoints"),
                Rule("update", "core", "services/finalizers"),
                Rule("update", "core", "endpoints/finalizers"),
                Rule("get list watch create update delete", Discovery, "endpointslices"),
                Events
            ),
            Controller(
                "service-controller",
                Rule(Read, "core", "services"),
                Rule("patch update", "core", "services/status"),
                Rule("list watch", "core", "nodes"),
                Events
            ),
            Controller(
                "service-cidrs-controller",
                Rule("get list watch patch update", "networking.k8s.io", "servicecidrs"),
                Rule("patch update", "networking.k8s.io", "servicecidrs/finalizers"),
                Rule("patch update", "networking.k8s.io", "servicecidrs/status"),
                Rule(Read, "networking.k8s.io", "ipaddresses"),
                Events
            ),
            Controller(
                "route-controller",
                Rule("list watch", "core", "nodes"),
                Rule("patch", "core", "nodes/status"),
                Events
            ),
        ];

    private static IEnumerable<KubeObject> Volumes() =>
        [
            Controller(
                "attachdetach-controller",
                Rule("list watch", "core", "persistentvolumes persistentvolumeclaims"),
                Rule(Read, "core", "nodes"),
                Rule("patch update", "core", "nodes/status"),
                Rule("list watch", "core", "pods"),
                Events,
                Rule("get create delete list watch", Storage, "volumeattachments"),
                Rule(Read, Storage, "csidrivers"),
                Rule(Read, Storage, "csinodes")
            ),
            Controller(
                "persistent-volume-binder",
                Rule("get list watch update create delete", "core", "persistentvolumes"),
                Rule("update", "core", "persistentvolumes/status"),
                Rule("get list watch update", "core", "persistentvolumeclaims"),
                Rule("update", "core", "persistentvolumeclaims/status"),
                Rule("list watch get create delete", "core", "pods"),
                Rule(Read, Storage, "storageclasses"),
                Rule("list watch", "core", "nodes"),
                Events,
                Rule("watch", "core", "events"),
                Rule("get", "core", "services")
            ),
            Controller(
                "expand-controller",
                Rule("get list watch update patch", "core", "persistentvolumes"),
                Rule("update patch", "core", "persistentvolumeclaims/status"),
                Rule(Read, "core", "persistentvolumeclaims"),
                Events,
                Rule("get", "core", "services")
            ),
            Controller(
                "ephemeral-volume-controller",
                Rule(Read, "core", "pods"),
                Rule("update", "core", "pods/finalizers"),
                Rule("get list watch create", "core", "persistentvolumeclaims"),
                Events
            ),
            Controller(
                "pvc-protection-controller",
                Rule("get list watch update", "core", "persistentvolumeclaims"),
                Rule(Read, "core", "pods"),
                Events
            ),
            Controller("pv-protection-controller", Rule("get list watch update", "core", "persistentvolumes"), Events),
            Controller(
                "volumeattributesclass-protection-controller",
                Rule(Read, "core", "persistentvolumeclaims"),
                Rule(Read, "core", "persistentvolumes"),
                Rule("get list watch update", Storage, "volumeattributesclasses"),
                Events
            ),
            Controller(
                "selinux-warning-controller",
                Events,
                Rule(Read, "core", "persistentvolumes"),
                Rule(Read, "core", "persistentvolumeclaims"),
                Rule(Read, "core", "pods"),
                Rule(Read, Storage, "csidrivers")
            ),
        ];

    private static IEnumerable<KubeObject> Housekeeping() =>
        [
            Controller("generic-garbage-collector", Rule("get list watch patch update delete", "*", "*"), Events),
            Controller(
                "namespace-controller",
                Rule("get list watch delete", "core", "namespaces"),
                Rule("update", "core", "namespaces/finalize namespaces/status"),
                Rule("get list watch delete deletecollection", "*", "*")
            ),
            Controller(
                "node-controller",
                Rule("get list watch update delete patch", "core", "nodes"),
                Rule("patch update", "core", "nodes/status"),
                Rule("patch update", "core", "pods/status"),
                Rule("list watch get delete", "core", "pods"),
                Events
            ),
            Controller(
                "pod-garbage-collector",
                Rule("list watch delete", "core", "pods"),
                Rule(Read, "core", "nodes"),
                Rule("patch", "core", "pods/status")
            ),
            Controller(
                "resourcequota-controller",
                Rule("list watch", "*", "*"),
                Rule("update", "core", "resourcequotas/status"),
                Events
            ),
            Controller("service-account-controller", Rule("create", "core", "serviceaccounts"), Events),
            Controller("root-ca-cert-publisher", Rule("create update", "core", "configmaps"), Events),
            Controller("ttl-controller", Rule("update patch list watch", "core", "nodes"), Events),
            Controller(
                "certificate-controller",
                Rule("get list watch delete", Certificates, "certificatesigningrequests"),
                Rule("update", Certificates, "certificatesigningrequests/status certificatesigningrequests/approval"),
                Rule("approve", Certificates, "signers", "kubernetes.io/kube-apiserver-client-kubelet"),
                Rule(
                    "sign",
                    Certificates,
                    "signers",
                    "kubernetes.io/legacy-unknown kubernetes.io/kube-apiserver-client "
                        + "kubernetes.io/kube-apiserver-client-kubelet kubernetes.io/kubelet-serving"
                ),
                Rule("create", "authorization.k8s.io", "subjectaccessreviews"),
                Events
            ),
            Controller(
                "clusterrole-aggregation-controller",
                Rule("escalate get list watch update patch", RbacAuthorizer.Group, "clusterroles")
            ),
            Controller(
                "validatingadmissionpolicy-status-controller",
                Rule(Read, "admissionregistration.k8s.io", "validatingadmissionpolicies"),
                Rule("get patch update", "admissionregistration.k8s.io", "validatingadmissionpolicies/status"),
                Events
            ),
            Controller(
                "legacy-service-account-token-cleaner",
                Rule("get", "core", "configmaps", "kube-apiserver-legacy-service-account-token-tracking"),
                Rule("patch delete", "core", "secrets")
            ),
            Controller(
                "storage-version-migrator-controller",
                Rule("list watch create patch", "*", "*"),
                Rule("update", "storagemigration.k8s.io", "storageversionmigrations/status")
            ),
        ];
}
