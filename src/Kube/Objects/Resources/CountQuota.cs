namespace Pangea.Kube.Objects;

/// <summary>Objects of which only the number counts.</summary>
internal sealed class CountQuota(GroupResource resource) : QuotaEvaluator(resource)
{
    /// <summary>Whether a quota may name the resource itself for the number of its objects, as it could before <c>count/…</c>.</summary>
    public static bool HasShortName(GroupResource resource) =>
        resource.Group.Length == 0
        && resource.Resource is "configmaps" or "replicationcontrollers" or "resourcequotas" or "secrets";

    public override bool Handles(string operation, string subresource) =>
        operation == "CREATE" && subresource.Length == 0;

    public override bool Counts(string name) =>
        name == CountName || (name == Resource.Resource && HasShortName(Resource));

    public override ResourceAmounts Usage(MapValue root, DateTimeOffset now)
    {
        var one = ResourceAmounts.None.With(CountName, Quantity.Of(1));
        return HasShortName(Resource) ? one.With(Resource.Resource, Quantity.Of(1)) : one;
    }
}
