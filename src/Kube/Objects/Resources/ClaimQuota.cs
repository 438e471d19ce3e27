namespace Pangea.Kube.Objects;

/// <summary>Claims of volumes: how many and how much storage, in all and of each storage class.</summary>
internal sealed class ClaimQuota() : QuotaEvaluator(new("", "persistentvolumeclaims"))
{
    private const string Claims = "persistentvolumeclaims";
    private const string Storage = "requests.storage";
    private const string OfClass = ".storageclass.storage.k8s.io/";
    private const string BetaClass = "volume.beta.kubernetes.io/storage-class";

    public override bool Handles(string operation, string subresource) =>
        operation is "CREATE" or "UPDATE" && subresource.Length == 0;

    public override bool Counts(string name) =>
        name is Claims or Storage
        || name == CountName
        || name.EndsWith(OfClass + Claims, StringComparison.Ordinal)
        || name.EndsWith(OfClass + Storage, StringComparison.Ordinal);

    public override bool Matches(QuotaScope scope, MapValue root) => scope.MatchesClaim(root);

    public override ResourceAmounts Usage(MapValue root, DateTimeOffset now)
    {
        var one = Quantity.Of(1);
        var usage = ResourceAmounts.None.With(CountName, one).With(Claims, one);
        var className =
            (root.At("metadata", "annotations", BetaClass) as StringValue)?.Text
            ?? root.Map("spec")?.Text("storageClassName")
            ?? "";
        if (className.Length > 0)
            usage = usage.With(className + OfClass + Claims, one);
        if (Quantity.FromValue(root.At("spec", "resources", "requests", "storage")) is not { } asked)
            return usage;
        // A claim whose growth is under way may hold more than it asks for.
        if (
            Quantity.FromValue(root.At("status", "allocatedResources", "storage")) is { } allocated
            && allocated > asked
        )
            asked = allocated;
        usage = usage.With(Storage, asked);
        return className.Length > 0 ? usage.With(className + OfClass + Storage, asked) : usage;
    }
}
