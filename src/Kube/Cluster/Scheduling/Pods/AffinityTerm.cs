using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>A <c>PodAffinityTerm</c>: which pods are meant, and what "together" means: a node label whose value is the same.</summary>
internal sealed record AffinityTerm(
    LabelSelector Selector,
    ImmutableArray<string> Namespaces,
    LabelSelector NamespaceSelector,
    string TopologyKey
)
{
    /// <summary>For a preference, what it counts; of anti-affinity negative.</summary>
    public long Weight { get; private init; }

    /// <summary>Required terms of a kind of affinity.</summary>
    public static ImmutableArray<AffinityTerm> Required(
        MapValue spec,
        string kind,
        string @namespace,
        MapValue labels
    ) =>
        [
            .. (spec.Map("affinity")?.Map(kind)?.Maps("requiredDuringSchedulingIgnoredDuringExecution") ?? []).Select(
                t => FromValue(t, @namespace, labels)
            ),
        ];

    /// <summary>Preferences of both kinds of affinity.</summary>
    public static ImmutableArray<AffinityTerm> Preferred(MapValue spec, string @namespace, MapValue labels) =>
        [
            .. Preferred(spec, "podAffinity", 1, @namespace, labels),
            .. Preferred(spec, "podAntiAffinity", -1, @namespace, labels),
        ];

    private static IEnumerable<AffinityTerm> Preferred(
        MapValue spec,
        string kind,
        int sign,
        string @namespace,
        MapValue labels
    ) =>
        (spec.Map("affinity")?.Map(kind)?.Maps("preferredDuringSchedulingIgnoredDuringExecution") ?? []).Select(p =>
            FromValue(p.Map("podAffinityTerm") ?? MapValue.Empty, @namespace, labels) with
            {
                Weight = sign * (p.Integer("weight") ?? 0),
            }
        );

    private static AffinityTerm FromValue(MapValue term, string @namespace, MapValue labels)
    {
        var namespaces = term.Texts("namespaces").ToImmutableArray();
        var selector = term.Map("namespaceSelector");
        if (namespaces.IsEmpty && selector is null)
            namespaces = [@namespace];
        return new(
            WithLabelKeys(term, labels),
            namespaces,
            LabelSelector.FromValue(selector),
            term.Text("topologyKey") ?? ""
        );
    }

    /// <summary>
    /// A term's selector together with what <c>matchLabelKeys</c> and <c>mismatchLabelKeys</c> say of the pod's own labels.
    /// </summary>
    internal static LabelSelector WithLabelKeys(MapValue term, MapValue labels)
    {
        if (term.Map("labelSelector") is not { } selector)
            return LabelSelector.Nothing;
        var more = Own("matchLabelKeys", "In").Concat(Own("mismatchLabelKeys", "NotIn")).ToList();
        if (more.Count > 0)
            selector = selector.With(
                "matchExpressions",
                ListValue.From([.. selector.Maps("matchExpressions"), .. more])
            );
        return LabelSelector.FromValue(selector);

        IEnumerable<MapValue> Own(string key, string op) =>
            term.Texts(key)
                .Where(labels.ContainsKey)
                .Select(k => MapValue.Of(("key", k), ("operator", op), ("values", ListValue.Create([labels[k]!]))));
    }

    /// <summary>Whether pods of a group are meant.</summary>
    public bool Matches(PodGroup group, Func<string, MapValue> labelsOfNamespace) =>
        Selector.Matches(group.Labels) && MatchesNamespace(group.Namespace, labelsOfNamespace);

    private bool MatchesNamespace(string name, Func<string, MapValue> labelsOfNamespace) =>
        Namespaces.Contains(name)
        || (
            !ReferenceEquals(NamespaceSelector, LabelSelector.Nothing)
            && NamespaceSelector.Matches(labelsOfNamespace(name))
        );
}
