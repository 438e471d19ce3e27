using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;

namespace Pangea.Kube.Objects;

/// <summary>
/// The part of JSONPath that printer columns and selectable fields of custom resources use: fields (<c>.a.b</c>, <c>['a.b']</c>,
/// <c>.a\.b</c>), indexes (<c>[0]</c>, <c>[-1]</c>), slices (<c>[0:2]</c>), wildcards (<c>[*]</c>, <c>.*</c>) and filters
/// (<c>[?(@.type=="Ready")]</c>). A step that finds nothing yields nothing. Source: the page "JSONPath Support" of the kubectl
/// reference.
/// </summary>
public sealed class JsonPath
{
    private readonly ImmutableArray<JsonPathStep> steps;

    private JsonPath(ImmutableArray<JsonPathStep> steps) => this.steps = steps;

    /// <summary>Reads a path; <c>$</c>, <c>{</c> and <c>}</c> around it are optional. The error says what is not understood.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out JsonPath? path, out string error)
    {
        var parser = new JsonPathParser(text);
        if (parser.TryParse(out var steps, out error))
        {
            path = new(steps);
            return true;
        }
        path = null;
        return false;
    }

    /// <summary>The names of the fields that lead to the value; null for a path with other steps.</summary>
    public IReadOnlyList<string>? FieldNames() =>
        steps.All(s => s is JsonPathStep.Field) ? [.. steps.Select(s => ((JsonPathStep.Field)s).Name)] : null;

    /// <summary>The first value found, or null.</summary>
    public Value? First(Value root) => First(root, steps.AsSpan());

    /// <summary>All values found, in order.</summary>
    public IEnumerable<Value> All(Value root)
    {
        IEnumerable<Value> found = [root];
        foreach (var step in steps)
            found = found.SelectMany(step.Select);
        return found;
    }

    /// <summary>Follows fields and indexes without a list of results, which is all that most paths have.</summary>
    internal static Value? First(Value root, ReadOnlySpan<JsonPathStep> steps)
    {
        var value = root;
        for (var i = 0; i < steps.Length; i++)
        {
            if (steps[i].IsSingle)
            {
                if (steps[i].Single(value) is not { } next)
                    return null;
                value = next;
                continue;
            }
            foreach (var candidate in steps[i].Select(value))
            {
                if (First(candidate, steps[(i + 1)..]) is { } found)
                    return found;
            }
            return null;
        }
        return value;
    }
}
