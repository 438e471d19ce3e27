using Pangea.Kube.Cluster.Scheduling;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>The pods of a DaemonSet: which node one is for, and what it is like. Source: <c>pkg/controller/daemon/util</c>.</summary>
internal static class DaemonPod
{
    public const string HashLabel = "controller-revision-hash";

    private const string NameField = "metadata.name";

    private static readonly (string Key, string Effect)[] Tolerated =
    [
        ("node.kubernetes.io/not-ready", Taint.NoExecute),
        ("node.kubernetes.io/unreachable", Taint.NoExecute),
        ("node.kubernetes.io/disk-pressure", Taint.NoSchedule),
        ("node.kubernetes.io/memory-pressure", Taint.NoSchedule),
        ("node.kubernetes.io/pid-pressure", Taint.NoSchedule),
        ("node.kubernetes.io/unschedulable", Taint.NoSchedule),
    ];

    /// <summary>The node a pod runs on, or is meant for.</summary>
    public static string NodeOf(KubeObject pod)
    {
        var assigned = PodFacts.NodeName(pod);
        if (assigned.Length > 0)
            return assigned;
        var required = pod.Spec.At("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution");
        foreach (var term in (required as MapValue ?? MapValue.Empty).Maps("nodeSelectorTerms"))
        {
            foreach (var field in term.Maps("matchFields"))
            {
                if (field.Text("key") == NameField)
                    return field.Texts("values").FirstOrDefault() ?? "";
            }
        }
        return "";
    }

    /// <summary>The template as a node's pod has it: bound to the node by its affinity, so that the scheduler places it, and tolerating what ails nodes.</summary>
    public static MapValue ForNode(MapValue template, string node, string hash)
    {
        var spec = template.Map("spec") ?? MapValue.Empty;
        var labels = (template.At("metadata", "labels") as MapValue ?? MapValue.Empty).With(HashLabel, hash);
        return template.WithAt(labels, "metadata", "labels").With("spec", Tolerating(Bound(spec, node)));
    }

    private static MapValue Bound(MapValue spec, string node)
    {
        const string required = "requiredDuringSchedulingIgnoredDuringExecution";
        var field = ListValue.Create([
            MapValue.Of(("key", NameField), ("operator", "In"), ("values", ListValue.OfTexts([node]))),
        ]);
        var terms = (spec.At("affinity", "nodeAffinity", required) as MapValue ?? MapValue.Empty).List(
            "nodeSelectorTerms"
        );
        ListValue bound = terms is { Count: > 0 }
            ? ListValue.From(terms.Maps.Select(t => (Value)t.With("matchFields", field)))
            : ListValue.Create([MapValue.Of(("matchFields", field))]);
        return spec.WithAt(bound, "affinity", "nodeAffinity", required, "nodeSelectorTerms");
    }

    private static MapValue Tolerating(MapValue spec)
    {
        var tolerations = spec.Maps("tolerations").ToList<Value>();
        foreach (var (key, effect) in Tolerated)
            Add(key, effect);
        if (spec.Flag("hostNetwork") == true)
            Add("node.kubernetes.io/network-unavailable", Taint.NoSchedule);
        return spec.With("tolerations", ListValue.From(tolerations));

        void Add(string key, string effect)
        {
            var toleration = MapValue.Of(("key", key), ("operator", "Exists"), ("effect", effect));
            if (!tolerations.Contains(toleration))
                tolerations.Add(toleration);
        }
    }

    /// <summary>Whether a node should get a pod, and whether one that is there may stay.</summary>
    public static (bool Run, bool Stay) Fits(MapValue template, KubeObject node)
    {
        var spec = Tolerating(template.Map("spec") ?? MapValue.Empty);
        if (spec.Text("nodeName") is { Length: > 0 } only && only != node.Name)
            return (false, false);
        var info = new NodeInfo(node.Name);
        info.Set(node);
        if (!NodeDemand.Of(spec).Matches(info))
            return (false, false);
        var tolerations = Toleration.Of(spec);
        bool run = true,
            stay = true;
        foreach (var taint in info.Taints)
        {
            if (taint.Effect == Taint.PreferNoSchedule || taint.IsTolerated(tolerations))
                continue;
            run = false;
            stay &= taint.Effect != Taint.NoExecute;
        }
        return (run, stay);
    }
}
