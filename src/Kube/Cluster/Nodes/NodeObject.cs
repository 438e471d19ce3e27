using System.Runtime.InteropServices;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Nodes;

/// <summary>A node's object and its Lease, as the node's agent writes them. Pure.</summary>
internal static class NodeObject
{
    public const string LeaseNamespace = "kube-node-lease";

    private static readonly (string Type, string Reason, string Message)[] Fine =
    [
        ("MemoryPressure", "KubeletHasSufficientMemory", "kubelet has sufficient memory available"),
        ("DiskPressure", "KubeletHasNoDiskPressure", "kubelet has no disk pressure"),
        ("PIDPressure", "KubeletHasSufficientPID", "kubelet has sufficient PID available"),
        ("Ready", "KubeletReady", "kubelet is posting ready status"),
    ];

    /// <summary>The node as it registers.</summary>
    public static KubeObject New(LocalNode node, IIdentitySource identities, DateTimeOffset now)
    {
        var architecture = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.Arm64 => "arm64",
            _ => "amd64",
        };
        var range = node.PodRange.ToString();
        return new(
            MapValue.Of(
                ("apiVersion", "v1"),
                ("kind", "Node"),
                ("metadata", MapValue.Of(("name", node.Name), ("labels", Labels(node, architecture)))),
                (
                    "spec",
                    MapValue.Of(
                        ("podCIDR", range),
                        ("podCIDRs", ListValue.OfTexts([range])),
                        ("providerID", $"pangea://{node.Name}")
                    )
                ),
                (
                    "status",
                    Status(
                        node,
                        MapValue.Of(
                            (
                                "nodeInfo",
                                MapValue.Of(
                                    ("architecture", architecture),
                                    ("bootID", identities.NewUid()),
                                    ("kernelVersion", Environment.OSVersion.Version.ToString()),
                                    ("machineID", identities.NewUid().Replace("-", "", StringComparison.Ordinal)),
                                    ("operatingSystem", "linux"),
                                    ("osImage", "Pangea"),
                                    ("systemUUID", identities.NewUid())
                                )
                            )
                        ),
                        now
                    )
                )
            )
        );
    }

    /// <summary>A node that is there already with what its agent owns as it should be; the same object when it is.</summary>
    public static KubeObject Spec(KubeObject found, LocalNode node)
    {
        var labels = found.Labels;
        var architecture = found.Status.Map("nodeInfo")?.Text("architecture") ?? "amd64";
        foreach (var (name, value) in Labels(node, architecture))
            labels = labels.With(name, value);
        return labels.Equals(found.Labels) ? found : found.With(labels, "metadata", "labels");
    }

    /// <summary>The status of a node that is fine, with what stays of the one before.</summary>
    public static MapValue Status(LocalNode node, MapValue before, DateTimeOffset now)
    {
        var capacity = node.Capacity.ToValue();
        var info = (before.Map("nodeInfo") ?? MapValue.Empty)
            .With("containerRuntimeVersion", node.Runtime.Version)
            .With("kubeProxyVersion", "")
            .With("kubeletVersion", ServerVersion.Current.GitVersion);
        return before
            .With(
                "addresses",
                ListValue.Create([
                    MapValue.Of(("type", "InternalIP"), ("address", node.Address)),
                    MapValue.Of(("type", "Hostname"), ("address", node.Name)),
                ])
            )
            .With("capacity", capacity)
            .With("allocatable", capacity)
            .With("conditions", Conditions(before, now))
            .With("nodeInfo", info);
    }

    /// <summary>Whether two statuses differ in more than the time of the last heartbeat.</summary>
    public static bool Differ(MapValue a, MapValue b) => !WithoutTimes(a).Equals(WithoutTimes(b));

    /// <summary>The Lease that says that the agent is alive.</summary>
    public static KubeObject Lease(KubeObject node, DateTimeOffset now) =>
        new(
            MapValue.Of(
                ("apiVersion", "coordination.k8s.io/v1"),
                ("kind", "Lease"),
                (
                    "metadata",
                    MapValue.Of(
                        ("name", node.Name),
                        ("namespace", LeaseNamespace),
                        (
                            "ownerReferences",
                            ListValue.Create([new OwnerReference("v1", "Node", node.Name, node.Uid).ToValue()])
                        )
                    )
                ),
                (
                    "spec",
                    MapValue.Of(
                        ("holderIdentity", node.Name),
                        ("leaseDurationSeconds", 40),
                        ("renewTime", Timestamps.FormatMicro(now))
                    )
                )
            )
        );

    private static MapValue Labels(LocalNode node, string architecture) =>
        MapValue.Of(
            ("beta.kubernetes.io/arch", architecture),
            ("beta.kubernetes.io/os", "linux"),
            ("kubernetes.io/arch", architecture),
            ("kubernetes.io/hostname", node.Name),
            ("kubernetes.io/os", "linux"),
            ("topology.kubernetes.io/region", node.Region.Length > 0 ? (Value)node.Region : null),
            ("topology.kubernetes.io/zone", node.Zone.Length > 0 ? (Value)node.Zone : null)
        );

    private static ListValue Conditions(MapValue before, DateTimeOffset now)
    {
        var list = new List<Value>();
        var old = before.Maps("conditions").ToList();
        foreach (var (type, reason, message) in Fine)
        {
            var status = type == "Ready" ? "True" : "False";
            var was = old.FirstOrDefault(c => c.Text("type") == type);
            var since = was?.Text("status") == status ? was.Text("lastTransitionTime") : null;
            list.Add(
                MapValue.Of(
                    ("type", type),
                    ("status", status),
                    ("lastHeartbeatTime", Timestamps.Format(now)),
                    ("lastTransitionTime", since ?? Timestamps.Format(now)),
                    ("reason", reason),
                    ("message", message)
                )
            );
        }
        return ListValue.From([.. old.Where(c => !Fine.Any(f => f.Type == c.Text("type"))), .. list]);
    }

    private static MapValue WithoutTimes(MapValue status) =>
        status.With(
            "conditions",
            ListValue.From(status.Maps("conditions").Select(c => c.Without("lastHeartbeatTime")))
        );
}
