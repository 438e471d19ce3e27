using System.Collections.Immutable;

namespace Pangea.Kube.Schema;

/// <summary>OpenAPI validations beyond type, enum and required; null or empty means unbounded.</summary>
public sealed class SchemaBounds
{
    /// <summary>Least number.</summary>
    public double? Minimum { get; init; }

    /// <summary>Whether <see cref="Minimum"/> itself is excluded.</summary>
    public bool ExclusiveMinimum { get; init; }

    /// <summary>Greatest number.</summary>
    public double? Maximum { get; init; }

    /// <summary>Whether <see cref="Maximum"/> itself is excluded.</summary>
    public bool ExclusiveMaximum { get; init; }

    /// <summary>The number must be a multiple of this.</summary>
    public double? MultipleOf { get; init; }

    /// <summary>Least length of a text, in characters.</summary>
    public long? MinLength { get; init; }

    /// <summary>Greatest length of a text, in characters.</summary>
    public long? MaxLength { get; init; }

    /// <summary>A regular expression that a text must match somewhere.</summary>
    public string Pattern { get; init; } = "";

    /// <summary>Least number of items.</summary>
    public long? MinItems { get; init; }

    /// <summary>Greatest number of items.</summary>
    public long? MaxItems { get; init; }

    /// <summary>Whether items must differ.</summary>
    public bool UniqueItems { get; init; }

    /// <summary>Least number of fields.</summary>
    public long? MinProperties { get; init; }

    /// <summary>Greatest number of fields.</summary>
    public long? MaxProperties { get; init; }

    /// <summary>All of these must hold too (value validations only).</summary>
    public ImmutableArray<StructuralSchema> AllOf { get; init; } = [];

    /// <summary>At least one of these must hold.</summary>
    public ImmutableArray<StructuralSchema> AnyOf { get; init; } = [];

    /// <summary>Exactly one of these must hold.</summary>
    public ImmutableArray<StructuralSchema> OneOf { get; init; } = [];

    /// <summary>This must not hold.</summary>
    public StructuralSchema? Not { get; init; }

    /// <summary>Whether nothing is bounded.</summary>
    internal bool IsNone =>
        Minimum is null
        && Maximum is null
        && MultipleOf is null
        && MinLength is null
        && MaxLength is null
        && Pattern.Length == 0
        && MinItems is null
        && MaxItems is null
        && !UniqueItems
        && MinProperties is null
        && MaxProperties is null
        && AllOf.IsEmpty
        && AnyOf.IsEmpty
        && OneOf.IsEmpty
        && Not is null;

    // The compiled pattern, made on first use; benign if two make it at a time.
    internal System.Text.RegularExpressions.Regex? CompiledPattern;
}
