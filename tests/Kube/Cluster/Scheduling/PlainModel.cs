using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Tests.Scheduling;

/// <summary>
/// What "a pod may run on a node" means, written from the documentation in the plainest way: over whole lists, from the objects themselves, without
/// anything counted ahead.
/// </summary>
internal sealed class PlainModel(IReadOnlyList<KubeObject> nodes, IReadOnlyList<(KubeObject Pod, string Node)> placed)
{
    public bool Fits(KubeObject pod, KubeObject node) =>
        TolerationsHold(pod, node)
        && NodeHolds(pod, node)
        && RoomHolds(pod, node)
        && AffinityHolds(pod, node)
        && SpreadHolds(pod, node);

    private static bool TolerationsHold(KubeObject pod, KubeObject node)
    {
        var taints = node.Spec.Maps("taints").ToList();
        if (node.Spec.Flag("unschedulable") == true)
            taints.Add(MapValue.Of(("key", "node.kubernetes.io/unschedulable"), ("effect", "NoSchedule")));
        return taints
            .Where(t => t.Text("effect") != "PreferNoSchedule")
            .All(t =>
                pod.Spec.Maps("tolerations")
                    .Any(o =>
                        o.Text("operator") == "Exists" && (o.Text("key") is null || o.Text("key") == t.Text("key"))
                    )
            );
    }

    private static bool NodeHolds(KubeObject pod, KubeObject node)
    {
        foreach (var (key, value) in pod.Spec.Map("nodeSelector") ?? MapValue.Empty)
        {
            if (!Value.Equal(node.Labels[key], value))
                return false;
        }
        var required =
            pod.Spec.At("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution") as MapValue;
        return required is null
            || required
                .Maps("nodeSelectorTerms")
                .Any(t =>
                    t.Maps("matchExpressions")
                        .All(e => e.Texts("values").Contains(node.Labels.Text(e.Text("key")!) ?? "none"))
                );
    }

    private bool RoomHolds(KubeObject pod, KubeObject node)
    {
        var there = On(node).Append(pod).ToList();
        var room = node.Status.Map("allocatable")!;
        if (there.Count > Amount(room, "pods"))
            return false;
        foreach (var resource in (string[])["cpu", "memory", "example.com/gpu"])
        {
            if (Need(pod, resource) > 0 && there.Sum(p => Need(p, resource)) > Amount(room, resource))
                return false;
        }
        var ports = there.Select(Ports).ToList();
        return !ports[^1].Any(p => ports.SkipLast(1).Any(o => o.Contains(p)));
    }

    private bool AffinityHolds(KubeObject pod, KubeObject node)
    {
        foreach (var (other, name) in placed)
        {
            foreach (var term in Terms(other, "podAntiAffinity"))
            {
                if (Means(term, pod) && Together(term, nodes.Single(n => n.Name == name), node))
                    return false;
            }
        }
        foreach (var term in Terms(pod, "podAntiAffinity"))
        {
            if (placed.Any(p => Means(term, p.Pod) && Together(term, nodes.Single(n => n.Name == p.Node), node)))
                return false;
        }
        foreach (var term in Terms(pod, "podAffinity"))
        {
            var key = term.Text("topologyKey")!;
            if (node.Labels.Text(key) is null)
                return false;
            var meant = placed.Where(p => Means(term, p.Pod)).Select(p => nodes.Single(n => n.Name == p.Node)).ToList();
            // The first of a group may go anywhere; a group in places outside of every domain is not there.
            if (meant.All(n => n.Labels.Text(key) is null) && Means(term, pod))
                continue;
            if (!meant.Any(n => Together(term, n, node)))
                return false;
        }
        return true;
    }

    private bool SpreadHolds(KubeObject pod, KubeObject node)
    {
        foreach (var constraint in pod.Spec.Maps("topologySpreadConstraints"))
        {
            var key = constraint.Text("topologyKey")!;
            if (node.Labels.Text(key) is not { } here)
                return false;
            var counts = nodes
                .Where(n => n.Labels.Text(key) is not null && NodeHolds(pod, n))
                .GroupBy(n => n.Labels.Text(key)!)
                .ToDictionary(g => g.Key, g => g.Sum(n => On(n).Count(p => Means(constraint, p))));
            var self = Means(constraint, pod) ? 1 : 0;
            var least = counts.Count == 0 ? 0 : counts.Values.Min();
            if (counts.GetValueOrDefault(here) + self - least > constraint.Integer("maxSkew"))
                return false;
        }
        return true;
    }

    private IEnumerable<KubeObject> On(KubeObject node) => placed.Where(p => p.Node == node.Name).Select(p => p.Pod);

    private static bool Together(MapValue term, KubeObject a, KubeObject b) =>
        a.Labels.Text(term.Text("topologyKey")!) is { } value && b.Labels.Text(term.Text("topologyKey")!) == value;

    private static bool Means(MapValue term, KubeObject pod) =>
        pod.Labels.Text("app") == (term.At("labelSelector", "matchLabels", "app") as StringValue)?.Text;

    private static IEnumerable<MapValue> Terms(KubeObject pod, string kind) =>
        (pod.Spec.At("affinity", kind, "requiredDuringSchedulingIgnoredDuringExecution") as ListValue)?.Maps ?? [];

    private static List<long> Ports(KubeObject pod) =>
        [.. pod.Spec.Maps("containers").SelectMany(c => c.Maps("ports")).Select(p => p.Integer("hostPort")!.Value)];

    private static long Need(KubeObject pod, string resource)
    {
        var running = pod.Spec.Maps("containers").Sum(c => Request(c, resource));
        var sidecars = pod
            .Spec.Maps("initContainers")
            .Where(c => c.Text("restartPolicy") == "Always")
            .Sum(c => Request(c, resource));
        var starting = pod
            .Spec.Maps("initContainers")
            .Where(c => c.Text("restartPolicy") != "Always")
            .Select(c => Request(c, resource))
            .DefaultIfEmpty(0)
            .Max();
        return Math.Max(running + sidecars, starting);
    }

    private static long Request(MapValue container, string resource) =>
        Quantity.FromValue(container.At("resources", "requests", resource))?.MilliValue ?? 0;

    private static long Amount(MapValue room, string resource)
    {
        var quantity = Quantity.FromValue(room[resource]);
        return resource == "pods" ? quantity?.Value ?? 0 : quantity?.MilliValue ?? 0;
    }
}
