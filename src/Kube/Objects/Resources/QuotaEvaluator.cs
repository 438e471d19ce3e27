namespace Pangea.Kube.Objects;

/// <summary>
/// How objects of one resource count against quotas. Pure: admission charges by it before an object is written, the quota controller sums by it
/// what there is. Source: the page "Resource Quotas" of the Kubernetes documentation.
/// </summary>
public abstract class QuotaEvaluator
{
    private protected QuotaEvaluator(GroupResource resource)
    {
        Resource = resource;
        CountName = $"count/{resource}";
    }

    /// <summary>The resource whose objects are counted.</summary>
    public GroupResource Resource { get; }

    /// <summary>The name by which a quota bounds how many objects of it are stored.</summary>
    protected string CountName { get; }

    /// <summary>The evaluator of a resource.</summary>
    public static QuotaEvaluator Of(GroupResource resource) =>
        resource.Group.Length > 0
            ? new CountQuota(resource)
            : resource.Resource switch
            {
                "pods" => new PodQuota(),
                "services" => new ServiceQuota(),
                "persistentvolumeclaims" => new ClaimQuota(),
                _ => new CountQuota(resource),
            };

    /// <summary>The evaluator of what a quota bounds by a name; null when nothing is counted by it.</summary>
    public static QuotaEvaluator? OfName(string name)
    {
        if (name.StartsWith("count/", StringComparison.Ordinal))
        {
            var rest = name["count/".Length..];
            var dot = rest.IndexOf('.', StringComparison.Ordinal);
            return Of(dot < 0 ? new("", rest) : new(rest[(dot + 1)..], rest[..dot]));
        }
        foreach (var known in (ReadOnlySpan<string>)["pods", "services", "persistentvolumeclaims"])
        {
            var evaluator = Of(new("", known));
            if (evaluator.Counts(name))
                return evaluator;
        }
        return CountQuota.HasShortName(new("", name)) ? new CountQuota(new("", name)) : null;
    }

    /// <summary>Whether a request can change what objects of this resource use.</summary>
    public abstract bool Handles(string operation, string subresource);

    /// <summary>Whether objects of this resource count under a name of a quota.</summary>
    public abstract bool Counts(string name);

    /// <summary>What one object uses, under all its names.</summary>
    /// <param name="root">The object.</param>
    /// <param name="now">The time: a pod that should be gone long since counts no more.</param>
    public abstract ResourceAmounts Usage(MapValue root, DateTimeOffset now);

    /// <summary>Whether an object is in a scope; what knows no scopes is in none.</summary>
    public virtual bool Matches(QuotaScope scope, MapValue root) => false;

    /// <summary>Why an object cannot be charged for these names, or null.</summary>
    public virtual string? ConstraintError(IEnumerable<string> names, MapValue root) => null;
}
