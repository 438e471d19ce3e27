namespace Pangea.Kube.Objects;

/// <summary>Pods: how many, and what those that have not ended ask for.</summary>
internal sealed class PodQuota() : QuotaEvaluator(new("", "pods"))
{
    private const string Pods = "pods";
    private const string Requests = "requests.";
    private const string HugePages = "hugepages-";

    private static readonly string[] Compute = ["cpu", "memory", "ephemeral-storage"];

    public override bool Handles(string operation, string subresource) =>
        operation == "CREATE" ? subresource.Length == 0 : operation == "UPDATE" && subresource == "resize";

    public override bool Counts(string name) =>
        name == Pods
        || name == CountName
        || Compute.AsSpan().Contains(name)
        || name.StartsWith(HugePages, StringComparison.Ordinal)
        || (name.StartsWith("limits.", StringComparison.Ordinal) && Compute.AsSpan().Contains(name["limits.".Length..]))
        || (name.StartsWith(Requests, StringComparison.Ordinal) && CountsRequest(name[Requests.Length..]));

    private static bool CountsRequest(string name) =>
        Compute.AsSpan().Contains(name) || name.StartsWith(HugePages, StringComparison.Ordinal) || IsExtended(name);

    private static bool IsExtended(string name) =>
        name.Contains('/', StringComparison.Ordinal) && !name.Contains("kubernetes.io/", StringComparison.Ordinal);

    public override bool Matches(QuotaScope scope, MapValue root) =>
        scope.MatchesPod(root.Map("spec") ?? MapValue.Empty);

    public override ResourceAmounts Usage(MapValue root, DateTimeOffset now)
    {
        var count = ResourceAmounts.None.With(CountName, Quantity.Of(1));
        if (HasEnded(root, now))
            return count;
        var spec = root.Map("spec") ?? MapValue.Empty;
        return Named(PodAmounts.Requests(spec), PodAmounts.Limits(spec)).Plus(count).With(Pods, Quantity.Of(1));
    }

    /// <summary>
    /// A quota on a compute resource makes every container say how much of it it needs. Kubernetes calls this a mistake of its youth, and keeps it.
    /// </summary>
    public override string? ConstraintError(IEnumerable<string> names, MapValue root)
    {
        var required = names
            .Where(n =>
                n is "cpu" or "memory" or "requests.cpu" or "requests.memory" or "limits.cpu" or "limits.memory"
            )
            .ToList();
        if (required.Count == 0)
            return null;
        var spec = root.Map("spec") ?? MapValue.Empty;
        var missing = new SortedDictionary<string, SortedSet<string>>(StringComparer.Ordinal);
        var ofPod = Named(spec);
        foreach (var container in spec.Maps("containers").Concat(spec.Maps("initContainers")))
        {
            var given = Named(container);
            foreach (var name in required.Where(n => given[n] is null && ofPod[n] is null))
            {
                if (!missing.TryGetValue(name, out var containers))
                    missing[name] = containers = new(StringComparer.Ordinal);
                containers.Add(container.Text("name") ?? "");
            }
        }
        return missing.Count == 0
            ? null
            : "must specify " + string.Join("; ", missing.Select(m => $"{m.Key} for: {string.Join(',', m.Value)}"));
    }

    private static ResourceAmounts Named(MapValue holder)
    {
        var resources = holder.Map("resources");
        return Named(ResourceAmounts.From(resources?.Map("requests")), ResourceAmounts.From(resources?.Map("limits")));
    }

    /// <summary>Requests and limits under the names that quotas have for them.</summary>
    private static ResourceAmounts Named(ResourceAmounts requests, ResourceAmounts limits)
    {
        var named = ResourceAmounts.None;
        foreach (var (name, amount) in requests)
        {
            if (Compute.AsSpan().Contains(name) || name.StartsWith(HugePages, StringComparison.Ordinal))
                named = named.With(name, amount).With(Requests + name, amount);
            else if (IsExtended(name))
                named = named.With(Requests + name, amount);
        }
        foreach (var (name, amount) in limits)
        {
            if (Compute.AsSpan().Contains(name))
                named = named.With("limits." + name, amount);
        }
        return named;
    }

    /// <summary>Whether a pod uses nothing any more: it is over, or its node has not let it go in time.</summary>
    private static bool HasEnded(MapValue root, DateTimeOffset now)
    {
        if (root.Map("status")?.Text("phase") is "Succeeded" or "Failed")
            return true;
        var metadata = root.Map("metadata");
        return Timestamps.TryParse(metadata?.Text("deletionTimestamp")) is { } deletion
            && metadata!.Integer("deletionGracePeriodSeconds") is { } grace
            && now > deletion + TimeSpan.FromSeconds(grace);
    }
}
