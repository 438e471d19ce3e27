using System.Collections.Immutable;
using System.Globalization;

namespace Pangea.Kube.Objects;

/// <summary>How a requirement compares.</summary>
public enum LabelOperator
{
    /// <summary>The label's value is one of the values.</summary>
    In,

    /// <summary>The label is absent, or its value is none of the values.</summary>
    NotIn,

    /// <summary>The label is present.</summary>
    Exists,

    /// <summary>The label is absent.</summary>
    DoesNotExist,

    /// <summary>The label is an integer above the value (node selectors and the query form).</summary>
    Gt,

    /// <summary>The label is an integer below the value (node selectors and the query form).</summary>
    Lt,
}

/// <summary>One requirement of a selector.</summary>
public sealed record Requirement(string Key, LabelOperator Operator, ImmutableArray<string> Values)
{
    /// <summary>Whether labels (a map of texts) meet the requirement.</summary>
    public bool Matches(MapValue labels)
    {
        var value = labels.Text(Key);
        return Operator switch
        {
            LabelOperator.In => value is not null && Values.Contains(value),
            LabelOperator.NotIn => value is null || !Values.Contains(value),
            LabelOperator.Exists => value is not null,
            LabelOperator.DoesNotExist => value is null,
            _ => CompareNumbers(value),
        };
    }

    private bool CompareNumbers(string? value) =>
        Values.Length == 1
        && long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var have)
        && long.TryParse(Values[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var want)
        && (Operator == LabelOperator.Gt ? have > want : have < want);

    /// <summary>The query form.</summary>
    public override string ToString() =>
        Operator switch
        {
            LabelOperator.In => Values.Length == 1 ? $"{Key}={Values[0]}" : $"{Key} in ({string.Join(",", Values)})",
            LabelOperator.NotIn => Values.Length == 1
                ? $"{Key}!={Values[0]}"
                : $"{Key} notin ({string.Join(",", Values)})",
            LabelOperator.Exists => Key,
            LabelOperator.DoesNotExist => $"!{Key}",
            LabelOperator.Gt => $"{Key}>{Values[0]}",
            _ => $"{Key}<{Values[0]}",
        };
}
