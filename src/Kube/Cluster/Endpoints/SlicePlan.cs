using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// How the endpoints of one Service and address type lie in slices: what is there stays where it is, what is new fills slices that have room, and the rest
/// gets new ones. Slices without endpoints go, but for one when there are none at all.
/// </summary>
internal sealed class SlicePlan
{
    /// <summary>The most endpoints of a slice, kube-controller-manager's default.</summary>
    public const int MostEndpoints = 100;

    /// <summary>What a new slice holds.</summary>
    public List<(ListValue Ports, ListValue Endpoints)> Created { get; } = [];

    /// <summary>The slices that stay, with what they are to hold.</summary>
    public List<(KubeObject Slice, ListValue Ports, ListValue Endpoints)> Kept { get; } = [];

    /// <summary>The slices that go.</summary>
    public List<KubeObject> Deleted { get; } = [];

    /// <summary>Plans.</summary>
    /// <param name="wanted">The endpoints, each with its ports.</param>
    /// <param name="slices">The slices there are, of this address type.</param>
    public static SlicePlan Of(
        IReadOnlyList<(ListValue Ports, MapValue Endpoint)> wanted,
        IReadOnlyList<KubeObject> slices
    )
    {
        var plan = new SlicePlan();
        var left = slices.ToList();
        foreach (var group in wanted.GroupBy(static w => w.Ports.ToString(), StringComparer.Ordinal))
        {
            var ports = group.First().Ports;
            var same = left.FindAll(s => ports.Equals(s.Root.List("ports") ?? ListValue.Empty));
            left.RemoveAll(same.Contains);
            plan.Place(ports, group.Select(static w => w.Endpoint), same);
        }
        if (wanted.Count > 0)
            plan.Deleted.AddRange(left);
        else if (left.Count == 0)
            plan.Created.Add((ListValue.Empty, ListValue.Empty));
        else
        {
            plan.Kept.Add((left[0], ListValue.Empty, ListValue.Empty));
            plan.Deleted.AddRange(left.Skip(1));
        }
        return plan;
    }

    private void Place(ListValue ports, IEnumerable<MapValue> endpoints, List<KubeObject> slices)
    {
        // In the order of names, so that the same state gives the same plan.
        var missing = new SortedDictionary<string, MapValue>(StringComparer.Ordinal);
        foreach (var endpoint in endpoints)
            missing[IdOf(endpoint)] = endpoint;
        var stay = new List<(KubeObject Slice, List<Value> Endpoints)>();
        foreach (var slice in slices)
        {
            var kept = new List<Value>();
            foreach (var endpoint in slice.Root.Maps("endpoints"))
            {
                if (missing.Remove(IdOf(endpoint), out var now))
                    kept.Add(now);
            }
            stay.Add((slice, kept));
        }
        var rest = new Queue<MapValue>(missing.Values);
        // Fullest first: few slices change, and few are needed.
        foreach (var (_, kept) in stay.OrderByDescending(static s => s.Endpoints.Count))
        {
            while (kept.Count is > 0 and < MostEndpoints && rest.Count > 0)
                kept.Add(rest.Dequeue());
        }
        foreach (var (slice, kept) in stay)
        {
            while (kept.Count < MostEndpoints && rest.Count > 0)
                kept.Add(rest.Dequeue());
            if (kept.Count == 0)
                Deleted.Add(slice);
            else
                Kept.Add((slice, ports, ListValue.From(kept)));
        }
        while (rest.Count > 0)
        {
            var some = new List<Value>();
            while (some.Count < MostEndpoints && rest.Count > 0)
                some.Add(rest.Dequeue());
            Created.Add((ports, ListValue.From(some)));
        }
    }

    private static string IdOf(MapValue endpoint) =>
        $"{endpoint.Map("targetRef")?.Text("name")}/{endpoint.Map("targetRef")?.Text("uid")}";
}
