using Pangea.Kube.Objects;
using static Pangea.Kube.ApiServer.PolicyEntries;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The cluster roles and their bindings that a cluster of Kubernetes 1.36 starts with, except those of its controllers. Facts from a running
/// cluster and the documentation; features that are off by default there are left out.
/// </summary>
internal static class ClusterRoleTable
{
    private const string Certificates = "certificates.k8s.io";
    private const string Coordination = "coordination.k8s.io";
    private const string Dynamic = "resource.k8s.io";
    private const string Storage = "storage.k8s.io";

    public static IEnumerable<KubeObject> Roles() => [.. UserRoles(), .. SystemRoles(), .. ComponentRoles()];

    public static IEnumerable<KubeObject> Bindings() =>
        [
            ClusterBinding("cluster-admin", Group("system:masters")),
            ClusterBinding("system:monitoring", Group("system:monitoring")),
            ClusterBinding("system:discovery", Group("system:authenticated")),
            ClusterBinding("system:basic-user", Group("system:authenticated")),
            ClusterBinding("system:public-info-viewer", Group("system:authenticated"), Group("system:unauthenticated")),
            ClusterBinding("system:node-proxier", User("system:kube-proxy")),
            ClusterBinding("system:kube-controller-manager", User("system:kube-controller-manager")),
            ClusterBinding("system:kube-dns", Account("kube-dns")),
            ClusterBinding("system:kube-scheduler", User("system:kube-scheduler")),
            ClusterBinding("system:volume-scheduler", User("system:kube-scheduler")),
            ClusterBinding("system:service-account-issuer-discovery", Group("system:serviceaccounts")),
            // Nobody: nodes get their rights one by one from an authorizer of their own.
            ClusterBinding("system:node"),
        ];

    /// <summary>The roles that users are given, and the parts they are made of.</summary>
    private static IEnumerable<KubeObject> UserRoles() =>
        [
            ClusterRole("cluster-admin", Rule("*", "*", "*"), Urls("*", "*")),
            Aggregate("admin"),
            Aggregate("edit").AggregatedTo("admin"),
            Aggregate("view").AggregatedTo("edit"),
            ClusterRole(
                    "system:aggregate-to-admin",
                    Rule("create", "authorization.k8s.io", "localsubjectaccessreviews"),
                    Rule(ReadWrite, RbacAuthorizer.Group, "roles rolebindings")
                )
                .AggregatedTo("admin"),
            ClusterRole(
                    "system:aggregate-to-edit",
                    Rule(Read, "core", "pods/attach pods/proxy pods/exec pods/portforward secrets services/proxy"),
                    Rule("impersonate", "core", "serviceaccounts"),
                    Rule(Write, "core", "pods pods/attach pods/proxy pods/exec pods/portforward"),
                    Rule("create", "core", "pods/eviction"),
                    Rule(
                        Write,
                        "core",
                        "replicationcontrollers replicationcontrollers/scale serviceaccounts services services/proxy "
                            + "persistentvolumeclaims configmaps secrets events"
                    ),
                    Rule("create", "core", "serviceaccounts/token"),
                    Rule(
                        Write,
                        "apps",
                        "statefulsets statefulsets/scale daemonsets deployments deployments/scale deployments/rollback "
                            + "replicasets replicasets/scale"
                    ),
                    Rule(Write, "autoscaling", "horizontalpodautoscalers"),
                    Rule(Write, "batch", "jobs cronjobs"),
                    Rule(
                        Write,
                        "extensions",
                        "daemonsets deployments deployments/scale deployments/rollback ingresses replicasets "
                            + "replicasets/scale replicationcontrollers/scale networkpolicies"
                    ),
                    Rule(Write, "policy", "poddisruptionbudgets"),
                    Rule(Write, "networking.k8s.io", "networkpolicies ingresses"),
                    Rule(ReadWrite, Coordination, "leases"),
                    Rule(Write, Dynamic, "resourceclaims resourceclaimtemplates")
                )
                .AggregatedTo("edit"),
            ClusterRole(
                    "system:aggregate-to-view",
                    Rule(
                        Read,
                        "core",
                        "pods replicationcontrollers replicationcontrollers/scale serviceaccounts services services/status "
                            + "endpoints persistentvolumeclaims persistentvolumeclaims/status configmaps"
                    ),
                    Rule(
                        Read,
                        "core",
                        "limitranges resourcequotas bindings events pods/status resourcequotas/status namespaces/status "
                            + "replicationcontrollers/status pods/log"
                    ),
                    Rule(Read, "core", "namespaces"),
                    Rule(Read, "discovery.k8s.io", "endpointslices"),
                    Rule(
                        Read,
                        "apps",
                        "controllerrevisions statefulsets statefulsets/status statefulsets/scale daemonsets daemonsets/status "
                            + "deployments deployments/status deployments/scale replicasets replicasets/status replicasets/scale"
                    ),
                    Rule(Read, "autoscaling", "horizontalpodautoscalers horizontalpodautoscalers/status"),
                    Rule(Read, "batch", "jobs cronjobs cronjobs/status jobs/status"),
                    Rule(
                        Read,
                        "extensions",
                        "daemonsets daemonsets/status deployments deployments/scale deployments/status ingresses ingresses/status "
                            + "replicasets replicasets/scale replicasets/status replicationcontrollers/scale networkpolicies"
                    ),
                    Rule(Read, "policy", "poddisruptionbudgets poddisruptionbudgets/status"),
                    Rule(Read, "networking.k8s.io", "networkpolicies ingresses ingresses/status"),
                    Rule(Read, Dynamic, "resourceclaims resourceclaims/status resourceclaimtemplates")
                )
                .AggregatedTo("view"),
        ];

    /// <summary>What everybody may see, and what approvers, monitors and delegating servers need.</summary>
    private static IEnumerable<KubeObject> SystemRoles() =>
        [
            ClusterRole(
                "system:discovery",
                Urls("get", "/livez /readyz /healthz /version /version/ /openapi /openapi/* /api /api/* /apis /apis/*")
            ),
            ClusterRole("system:public-info-viewer", Urls("get", "/livez /readyz /healthz /version /version/")),
            ClusterRole(
                "system:basic-user",
                Rule("create", "authorization.k8s.io", "selfsubjectaccessreviews selfsubjectrulesreviews"),
                Rule("create", "authentication.k8s.io", "selfsubjectreviews")
            ),
            ClusterRole(
                "system:monitoring",
                Urls("get", "/metrics /metrics/slis /livez /readyz /healthz /livez/* /readyz/* /healthz/*")
            ),
            ClusterRole(
                "system:service-account-issuer-discovery",
                Urls(
                    "get",
                    "/.well-known/openid-configuration /.well-known/openid-configuration/ /openid/v1/jwks /openid/v1/jwks/"
                )
            ),
            ClusterRole(
                "system:auth-delegator",
                Rule("create", "authentication.k8s.io", "tokenreviews"),
                Rule("create", "authorization.k8s.io", "subjectaccessreviews")
            ),
            Approver("legacy-unknown"),
            Approver("kubelet-serving"),
            Approver("kube-apiserver-client"),
            Approver("kube-apiserver-client-kubelet"),
            ClusterRole(
                "system:certificates.k8s.io:certificatesigningrequests:nodeclient",
                Rule("create", Certificates, "certificatesigningrequests/nodeclient")
            ),
            ClusterRole(
                "system:certificates.k8s.io:certificatesigningrequests:selfnodeclient",
                Rule("create", Certificates, "certificatesigningrequests/selfnodeclient")
            ),
            ClusterRole(
                "system:heapster",
                Rule(Read, "core", "events pods nodes namespaces"),
                Rule(Read, "extensions", "deployments")
            ),
            ClusterRole("system:kube-aggregator", Rule(Read, "core", "services endpoints")),
        ];

    private static KubeObject Approver(string signer) =>
        ClusterRole(
            $"system:certificates.k8s.io:{signer}-approver",
            Rule("approve", Certificates, "signers", $"kubernetes.io/{signer}")
        );

    /// <summary>The roles of nodes and of the control plane's own programs.</summary>
    private static IEnumerable<KubeObject> ComponentRoles() =>
        [
            ClusterRole(
                "system:node",
                Rule("create", "authentication.k8s.io", "tokenreviews"),
                Rule("create", "authorization.k8s.io", "subjectaccessreviews localsubjectaccessreviews"),
                Rule(Read, "core", "services"),
                Rule("create get list watch", "core", "nodes"),
                Rule("update patch", "core", "nodes/status"),
                Rule("update patch", "core", "nodes"),
                Rule("create update patch", "core", "events"),
                Rule(Read, "core", "pods"),
                Rule("create delete", "core", "pods"),
                Rule("update patch", "core", "pods/status"),
                Rule("create", "core", "pods/eviction"),
                Rule(Read, "core", "secrets configmaps"),
                Rule("get", "core", "persistentvolumeclaims persistentvolumes"),
                Rule("get", "core", "endpoints"),
                Rule("create get list watch", Certificates, "certificatesigningrequests"),
                Rule("get create update patch delete", Coordination, "leases"),
                Rule("get", Storage, "volumeattachments"),
                Rule("create", "core", "serviceaccounts/token"),
                Rule("get update patch", "core", "persistentvolumeclaims/status"),
                Rule(Read, Storage, "csidrivers"),
                Rule("get create update patch delete", Storage, "csinodes"),
                Rule(Read, "node.k8s.io", "runtimeclasses"),
                Rule("get", Dynamic, "resourceclaims"),
                Rule("deletecollection", Dynamic, "resourceslices"),
                Rule("get", "core", "serviceaccounts")
            ),
            ClusterRole(
                "system:node-bootstrapper",
                Rule("create get list watch", Certificates, "certificatesigningrequests")
            ),
            ClusterRole(
                "system:node-problem-detector",
                Rule("get", "core", "nodes"),
                Rule("patch", "core", "nodes/status"),
                Events
            ),
            ClusterRole(
                "system:node-proxier",
                Rule("list watch", "core", "services endpoints"),
                Rule(Read, "core", "nodes"),
                Events,
                Rule("list watch", "networking.k8s.io", "servicecidrs"),
                Rule("list watch", "discovery.k8s.io", "endpointslices")
            ),
            ClusterRole(
                "system:kubelet-api-admin",
                Rule(Read, "core", "nodes"),
                Rule("proxy", "core", "nodes"),
                Rule("*", "core", "nodes/proxy nodes/metrics nodes/stats nodes/log"),
                Rule("*", "core", "nodes/configz nodes/healthz nodes/pods")
            ),
            ClusterRole("system:kube-dns", Rule("list watch", "core", "endpoints services")),
            ClusterRole(
                "system:persistent-volume-provisioner",
                Rule("get list watch create delete", "core", "persistentvolumes"),
                Rule("get list watch update", "core", "persistentvolumeclaims"),
                Rule(Read, Storage, "storageclasses"),
                Rule("watch", "core", "events"),
                Events
            ),
            ClusterRole(
                "system:volume-scheduler",
                Rule(ReadUpdate, "core", "persistentvolumes"),
                Rule(Read, Storage, "storageclasses"),
                Rule(ReadUpdate, "core", "persistentvolumeclaims")
            ),
            ClusterRole(
                "system:kube-controller-manager",
                Events,
                Rule("create", Coordination, "leases"),
                Rule("get update", Coordination, "leases", "kube-controller-manager"),
                Rule("create", "core", "secrets serviceaccounts"),
                Rule("delete", "core", "secrets"),
                Rule("get", "core", "namespaces secrets serviceaccounts configmaps"),
                Rule("update", "core", "secrets serviceaccounts"),
                Rule("create", "authentication.k8s.io", "tokenreviews"),
                Rule("create", "authorization.k8s.io", "subjectaccessreviews"),
                Rule("list watch", "*", "*"),
                Rule("create", "core", "serviceaccounts/token")
            ),
            ClusterRole(
                "system:kube-scheduler",
                Events,
                Rule("create", Coordination, "leases"),
                Rule("get update", Coordination, "leases", "kube-scheduler"),
                Rule(Read, "core", "nodes"),
                Rule("get list watch delete", "core", "pods"),
                Rule("create", "core", "pods/binding bindings"),
                Rule("patch update", "core", "pods/status"),
                Rule(Read, "core", "services replicationcontrollers"),
                Rule(Read, "apps extensions", "replicasets"),
                Rule(Read, "apps", "statefulsets"),
                Rule(Read, "policy", "poddisruptionbudgets"),
                Rule(Read, "core", "persistentvolumeclaims persistentvolumes"),
                Rule("create", "authentication.k8s.io", "tokenreviews"),
                Rule("create", "authorization.k8s.io", "subjectaccessreviews"),
                Rule(Read, Storage, "csinodes"),
                Rule(Read, Storage, "volumeattachments"),
                Rule(Read, "core", "namespaces"),
                Rule(Read, Storage, "csidrivers"),
                Rule(Read, Storage, "csistoragecapacities"),
                Rule(Read, Dynamic, "deviceclasses"),
                Rule(ReadUpdate, Dynamic, "resourceclaims"),
                Rule(ReadUpdate, Dynamic, "resourceclaims/status"),
                Rule("update patch", Dynamic, "resourceclaims/binding"),
                Rule(ReadUpdate, "core", "pods/finalizers"),
                Rule(Read, Dynamic, "resourceslices")
            ),
        ];
}
