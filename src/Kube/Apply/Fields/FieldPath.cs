using System.Collections.Immutable;

namespace Pangea.Kube.Apply;

/// <summary>A path from the root of an object to a field or list item.</summary>
public readonly record struct FieldPath(ImmutableArray<PathElement> Elements)
{
    /// <summary>A path of these elements.</summary>
    public static FieldPath Of(params ReadOnlySpan<PathElement> elements) => new([.. elements]);

    /// <summary>A path of field names.</summary>
    public static FieldPath OfFields(params ReadOnlySpan<string> names)
    {
        var elements = ImmutableArray.CreateBuilder<PathElement>(names.Length);
        foreach (var name in names)
            elements.Add(PathElement.Field(name));
        return new(elements.MoveToImmutable());
    }

    /// <summary>The path with one more step.</summary>
    public FieldPath Then(PathElement element) => new(Elements.Add(element));

    /// <inheritdoc/>
    public bool Equals(FieldPath other) => Elements.AsSpan().SequenceEqual(other.Elements.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = new HashCode();
        foreach (var element in Elements)
            hash.Add(element);
        return hash.ToHashCode();
    }

    /// <summary>For people: <c>.spec.template.spec.containers[name="web"].image</c>.</summary>
    public override string ToString() => string.Concat(Elements.Select(e => e.ToString()));
}
