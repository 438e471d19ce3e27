using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Selects objects by their labels; all parts must hold. An empty selector takes every object.</summary>
[ApiType(Atomic = true)]
public sealed partial record LabelSelectorSpec
{
    /// <summary>Labels that must have exactly these values.</summary>
    [Texts]
    public MapValue MatchLabels { get; init; } = MapValue.Empty;

    /// <summary>Further requirements on labels.</summary>
    [ListType("atomic")]
    public IReadOnlyList<LabelSelectorRequirement> MatchExpressions { get; init; } = [];

    /// <summary>The selector ready for matching.</summary>
    public LabelSelector ToSelector() => LabelSelector.FromValue(this.ToValue());
}

/// <summary>A requirement on one label.</summary>
[ApiType]
public sealed partial record LabelSelectorRequirement
{
    /// <summary>The label's key.</summary>
    [Required]
    public string Key { get; init; } = "";

    /// <summary>How the label compares with the values: In, NotIn, Exists or DoesNotExist.</summary>
    [Required]
    public string Operator { get; init; } = "";

    /// <summary>The values; at least one for In and NotIn, none for Exists and DoesNotExist.</summary>
    [ListType("atomic")]
    public IReadOnlyList<string> Values { get; init; } = [];
}

/// <summary>A requirement on one property of a node or of a cluster.</summary>
[ApiType]
public sealed partial record NodeSelectorRequirement
{
    /// <summary>The label's key, or the name of the property.</summary>
    [Required]
    public string Key { get; init; } = "";

    /// <summary>How the property compares with the values: In, NotIn, Exists, DoesNotExist, Gt or Lt.</summary>
    [Required]
    public string Operator { get; init; } = "";

    /// <summary>The values; one integer for Gt and Lt.</summary>
    [ListType("atomic")]
    public IReadOnlyList<string> Values { get; init; } = [];
}

/// <summary>Requirements on a node's labels and fields; all must hold.</summary>
[ApiType(Atomic = true)]
public sealed partial record NodeSelectorTerm
{
    /// <summary>Requirements on the node's labels.</summary>
    [ListType("atomic")]
    public IReadOnlyList<NodeSelectorRequirement> MatchExpressions { get; init; } = [];

    /// <summary>Requirements on the node's fields.</summary>
    [ListType("atomic")]
    public IReadOnlyList<NodeSelectorRequirement> MatchFields { get; init; } = [];
}

/// <summary>Selects nodes: a node that meets any of the terms is taken.</summary>
[ApiType(Atomic = true)]
public sealed partial record NodeSelector
{
    /// <summary>The terms, of which one must hold.</summary>
    [Required, ListType("atomic")]
    public IReadOnlyList<NodeSelectorTerm> NodeSelectorTerms { get; init; } = [];
}
