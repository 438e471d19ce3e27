using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>
/// What a pod asks a node for. Containers count together, with the sidecars that run beside them; init containers count one at a time, each with the
/// sidecars that were started before it; the larger of the two is needed, plus the overhead. Amounts given for the whole pod replace the sum.
/// Source: the pages "Init Containers", "Sidecar Containers", "Pod Overhead" and "Assign Pod-level CPU and memory resources".
/// </summary>
internal static class PodRequests
{
    /// <summary>What a container that names no request is taken for when nodes are scored, so that they do not pile up on one node.</summary>
    private const long ScoredMilliCpu = 100;
    private const long ScoredMemory = 200L * 1024 * 1024;

    /// <summary>The amounts, by name; none is zero.</summary>
    public static ImmutableArray<ResourceAmount> Of(MapValue spec) => Total(spec, scored: false);

    /// <summary>The amounts that scores go by.</summary>
    public static (long MilliCpu, long Memory) Scored(MapValue spec)
    {
        var total = Total(spec, scored: true);
        return (Find(total, "cpu"), Find(total, "memory"));
    }

    /// <summary>An amount of a resource as this room counts it.</summary>
    public static long Amount(string name, Quantity quantity) => name == "cpu" ? quantity.MilliValue : quantity.Value;

    private static long Find(ImmutableArray<ResourceAmount> amounts, string name)
    {
        foreach (var amount in amounts)
        {
            if (amount.Name == name)
                return amount.Amount;
        }
        return 0;
    }

    private static ImmutableArray<ResourceAmount> Total(MapValue spec, bool scored)
    {
        var running = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var container in spec.Maps("containers"))
            Add(running, Requests(container, scored));

        var sidecars = new SortedDictionary<string, long>(StringComparer.Ordinal);
        var starting = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var container in spec.Maps("initContainers"))
        {
            var requests = Requests(container, scored);
            if (container.Text("restartPolicy") == "Always")
            {
                Add(running, requests);
                Add(sidecars, requests);
                Max(starting, sidecars);
                continue;
            }
            Add(requests, sidecars);
            Max(starting, requests);
        }
        Max(running, starting);
        foreach (var (name, amount) in Amounts(spec.Map("resources")?.Map("requests")))
            running[name] = amount;
        Add(running, Amounts(spec.Map("overhead")));
        return [.. running.Where(a => a.Value > 0).Select(a => new ResourceAmount(a.Key, a.Value))];
    }

    private static SortedDictionary<string, long> Requests(MapValue container, bool scored)
    {
        var requests = Amounts(container.Map("resources")?.Map("requests"));
        if (scored)
        {
            requests.TryAdd("cpu", ScoredMilliCpu);
            requests.TryAdd("memory", ScoredMemory);
        }
        return requests;
    }

    private static SortedDictionary<string, long> Amounts(MapValue? quantities)
    {
        var amounts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        foreach (var (name, value) in quantities ?? MapValue.Empty)
        {
            if (Quantity.FromValue(value) is { } quantity)
                amounts[name] = Amount(name, quantity);
        }
        return amounts;
    }

    private static void Add(SortedDictionary<string, long> to, SortedDictionary<string, long> amounts)
    {
        foreach (var (name, amount) in amounts)
            to[name] = to.GetValueOrDefault(name) + amount;
    }

    private static void Max(SortedDictionary<string, long> to, SortedDictionary<string, long> amounts)
    {
        foreach (var (name, amount) in amounts)
            to[name] = Math.Max(to.GetValueOrDefault(name), amount);
    }
}
