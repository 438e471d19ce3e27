using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// A quota as admission goes by it: what counts is the status, which the quota controller has made of the spec; until it has, nothing is bounded.
/// </summary>
internal sealed class QuotaView(KubeObject stored)
{
    /// <summary>The quota as it is stored.</summary>
    public KubeObject Stored { get; } = stored;

    /// <summary>The bounds in force.</summary>
    public ResourceAmounts Hard { get; } = ResourceAmounts.From(stored.Status.Map("hard"));

    /// <summary>What is used of them.</summary>
    public ResourceAmounts Used { get; } = ResourceAmounts.From(stored.Status.Map("used"));

    private IReadOnlyList<QuotaScope> Scopes { get; } = QuotaScope.Of(stored.Spec);

    /// <summary>The bounds that objects of a resource count under.</summary>
    public List<string> NamesOf(QuotaEvaluator evaluator) => [.. Hard.Names.Where(evaluator.Counts)];

    /// <summary>Whether an object is in all scopes.</summary>
    public bool Matches(QuotaEvaluator evaluator, MapValue root) => Scopes.All(scope => evaluator.Matches(scope, root));
}
