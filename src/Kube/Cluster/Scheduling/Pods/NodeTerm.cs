using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>A <c>NodeSelectorTerm</c>: what a node's labels and its name must be. A term without any requirement matches no node.</summary>
internal sealed record NodeTerm(ImmutableArray<Requirement> Labels, ImmutableArray<Requirement> Names)
{
    /// <summary>Reads a term; null when it has a requirement that nothing can meet.</summary>
    public static NodeTerm? FromValue(MapValue term)
    {
        if (
            Requirements(term, "matchExpressions") is not { } labels
            || Requirements(term, "matchFields") is not { } names
        )
            return null;
        return labels.IsEmpty && names.IsEmpty ? null : new(labels, names);
    }

    /// <summary>Whether a node is meant.</summary>
    public bool Matches(NodeInfo node)
    {
        foreach (var requirement in Labels)
        {
            if (!requirement.Matches(node.Labels))
                return false;
        }
        foreach (var requirement in Names)
        {
            if (requirement.Values.Contains(node.Name) != (requirement.Operator == LabelOperator.In))
                return false;
        }
        return true;
    }

    private static ImmutableArray<Requirement>? Requirements(MapValue term, string key)
    {
        var list = ImmutableArray.CreateBuilder<Requirement>();
        foreach (var expression in term.Maps(key))
        {
            LabelOperator? op = expression.Text("operator") switch
            {
                "In" => LabelOperator.In,
                "NotIn" => LabelOperator.NotIn,
                "Exists" => LabelOperator.Exists,
                "DoesNotExist" => LabelOperator.DoesNotExist,
                "Gt" => LabelOperator.Gt,
                "Lt" => LabelOperator.Lt,
                _ => null,
            };
            if (op is null)
                return null;
            list.Add(new(expression.Text("key") ?? "", op.Value, [.. expression.Texts("values")]));
        }
        return list.ToImmutable();
    }
}

/// <summary>
/// Which nodes a pod may run on by its <c>nodeSelector</c> and required node affinity, and which it would rather. Terms are alternatives.
/// </summary>
internal sealed record NodeDemand
{
    private static readonly NodeDemand Any = new();

    /// <summary><c>nodeSelector</c>.</summary>
    public LabelSelector Selector { get; private init; } = LabelSelector.Everything;

    /// <summary>Whether there are terms to be met, of which <see cref="Required"/> holds those that can be.</summary>
    public bool HasTerms { get; private init; }

    public ImmutableArray<NodeTerm> Required { get; private init; } = [];

    public ImmutableArray<(NodeTerm Term, long Weight)> Preferred { get; private init; } = [];

    /// <summary>What a pod demands.</summary>
    public static NodeDemand Of(MapValue spec)
    {
        var selector = spec.Map("nodeSelector");
        var affinity = spec.Map("affinity")?.Map("nodeAffinity");
        if (selector is not { Count: > 0 } && affinity is null)
            return Any;
        var required = affinity?.Map("requiredDuringSchedulingIgnoredDuringExecution");
        return new()
        {
            Selector = selector is null ? LabelSelector.Everything : LabelSelector.OfLabels(selector),
            HasTerms = required is not null,
            Required = [.. (required?.Maps("nodeSelectorTerms") ?? []).Select(NodeTerm.FromValue).OfType<NodeTerm>()],
            Preferred =
            [
                .. (affinity?.Maps("preferredDuringSchedulingIgnoredDuringExecution") ?? [])
                    .Select(p => (NodeTerm.FromValue(p.Map("preference") ?? MapValue.Empty), p.Integer("weight") ?? 0))
                    .Where(p => p.Item1 is not null)
                    .Select(p => (p.Item1!, p.Item2)),
            ],
        };
    }

    /// <summary>Whether a node will do.</summary>
    public bool Matches(NodeInfo node)
    {
        if (!Selector.Matches(node.Labels))
            return false;
        if (!HasTerms)
            return true;
        foreach (var term in Required)
        {
            if (term.Matches(node))
                return true;
        }
        return false;
    }
}
