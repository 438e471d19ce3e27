using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Scheduling;

/// <summary>Why a placement came out as it did, as data: <c>pangea explain</c>, events and the dashboard print it.</summary>
public sealed record PlacementExplanation
{
    /// <summary>The affinity terms that were tried, in order; one without a name when the placement has none.</summary>
    public ImmutableArray<TermExplanation> Terms { get; init; } = [];

    /// <summary>The explanation as a tree, in the form in which it is stored and served.</summary>
    public MapValue ToValue() => MapValue.Of(("terms", ListValue.From(Terms.Select(t => (Value)t.ToValue()))));
}

/// <summary>Why one affinity term came out as it did.</summary>
public sealed record TermExplanation
{
    /// <summary>The term, or empty.</summary>
    public string Affinity { get; init; } = "";

    /// <summary>What the filters said of each cluster, sorted by name.</summary>
    public ImmutableArray<ClusterVerdict> Clusters { get; init; } = [];

    /// <summary>How clusters were selected among those that passed, or null when none did.</summary>
    public SelectionExplanation? Selection { get; init; }

    /// <summary>How replicas were divided, or null when there were none to divide.</summary>
    public DivisionExplanation? Division { get; init; }

    /// <summary>Why the term failed, or null.</summary>
    public PlacementFailure? Failure { get; init; }

    internal MapValue ToValue() =>
        MapValue.Of(
            ("affinity", Affinity.Length == 0 ? null : (Value)Affinity),
            ("clusters", ListValue.From(Clusters.Select(c => (Value)c.ToValue()))),
            ("selection", Selection?.ToValue()),
            ("division", Division?.ToValue()),
            ("failure", Failure is null ? null : MapValue.Of(("reason", Failure.Reason), ("message", Failure.Message)))
        );
}

/// <summary>What the filters said of one cluster.</summary>
/// <param name="Cluster">The cluster.</param>
public sealed record ClusterVerdict(string Cluster)
{
    /// <summary>The filter that rejected it, or empty when all let it pass.</summary>
    public string Filter { get; init; } = "";

    /// <summary>Why it was rejected, in the words of events.</summary>
    public string Reason { get; init; } = "";

    /// <summary>Whether it passed.</summary>
    public bool Passed => Reason.Length == 0;

    /// <summary>The name of the affinity group that it belongs to, where there are several.</summary>
    public string Group { get; init; } = "";

    /// <summary>100 when it has the resource already, else 0.</summary>
    public int Score { get; init; }

    /// <summary>For how many more replicas it has room; null when that did not matter.</summary>
    public int? Room { get; init; }

    /// <summary>How many replicas it had.</summary>
    public int Before { get; init; }

    internal MapValue ToValue() =>
        MapValue.Of(
            ("cluster", Cluster),
            ("passed", Passed),
            ("filter", Filter.Length == 0 ? null : (Value)Filter),
            ("reason", Reason.Length == 0 ? null : (Value)Reason),
            ("group", Group.Length == 0 ? null : (Value)Group),
            ("score", Passed ? (Value)Score : null),
            ("room", Room is { } room ? (Value)room : null),
            ("before", Before == 0 ? null : (Value)Before)
        );
}

/// <summary>How clusters were selected.</summary>
/// <param name="Rule">In words.</param>
/// <param name="Selected">The clusters, best first.</param>
public sealed record SelectionExplanation(string Rule, ImmutableArray<string> Selected)
{
    /// <summary>The regions and their scores, when regions were selected.</summary>
    public ImmutableArray<RegionScore> Regions { get; init; } = [];

    internal MapValue ToValue() =>
        MapValue.Of(
            ("rule", Rule),
            ("selected", ListValue.OfTexts(Selected)),
            (
                "regions",
                Regions.IsEmpty
                    ? null
                    : ListValue.From(
                        Regions.Select(r =>
                            (Value)MapValue.Of(("name", r.Name), ("score", r.Score), ("clusters", r.Clusters))
                        )
                    )
            )
        );
}

/// <summary>How replicas were divided.</summary>
/// <param name="Strategy">The strategy.</param>
/// <param name="Rule">In words.</param>
/// <param name="Replicas">How many were divided.</param>
/// <param name="Shares">What each cluster got, sorted by name.</param>
public sealed record DivisionExplanation(
    DivisionStrategy Strategy,
    string Rule,
    int Replicas,
    ImmutableArray<ReplicaShare> Shares
)
{
    internal MapValue ToValue() =>
        MapValue.Of(
            ("strategy", Strategy.ToString()),
            ("rule", Rule),
            ("replicas", Replicas),
            ("shares", ListValue.From(Shares.Select(s => (Value)s.ToValue(Shares.Sum(x => x.Weight)))))
        );
}

/// <summary>What one cluster got of the replicas.</summary>
/// <param name="Cluster">The cluster.</param>
/// <param name="Replicas">How many it runs now.</param>
public sealed record ReplicaShare(string Cluster, int Replicas)
{
    /// <summary>Its weight: the fixed one, or its room, or what it ran.</summary>
    public long Weight { get; init; }

    /// <summary>How many it ran before.</summary>
    public int Before { get; init; }

    /// <summary>Whether it got the last replica although another had as good a claim: names (and the object's uid) decide then.</summary>
    public bool TookTie { get; init; }

    internal MapValue ToValue(long total) =>
        MapValue.Of(
            ("cluster", Cluster),
            ("replicas", Replicas),
            ("weight", Weight),
            ("totalWeight", total),
            ("before", Before),
            ("tookTie", TookTie ? BoolValue.True : null)
        );
}
