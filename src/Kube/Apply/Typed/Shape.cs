using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>How a value is walked: what it is by its schema, or by itself where the schema leaves it open.</summary>
internal enum Form
{
    /// <summary>By its fields or keys.</summary>
    Map,

    /// <summary>As one thing.</summary>
    Scalar,

    /// <summary>By its items.</summary>
    List,
}

/// <summary>
/// What server-side apply reads off a schema. Source: the conversion of OpenAPI to structured-merge-diff's schemas in kube-openapi.
/// </summary>
internal static class Shape
{
    /// <summary>
    /// The schema of what has none: maps are walked by key, lists are one thing. Objects that keep unknown fields are made of it.
    /// </summary>
    public static StructuralSchema Deduced { get; } = new();

    /// <summary>Whether the schema leaves open what the value is.</summary>
    public static bool IsDeduced(StructuralSchema schema) => schema.Type == SchemaType.Any && !schema.IntOrString;

    /// <summary>How a value of this schema is walked. An absent value, or a null, is walked as whatever the schema allows first.</summary>
    public static Form FormOf(StructuralSchema schema, Value? value) =>
        schema.Type switch
        {
            SchemaType.Object => Form.Map,
            SchemaType.Array => Form.List,
            SchemaType.Any when IsDeduced(schema) => value switch
            {
                ListValue => Form.List,
                StringValue or NumberValue or BoolValue => Form.Scalar,
                _ => Form.Map,
            },
            _ => Form.Scalar,
        };

    /// <summary>Whether a list is one thing.</summary>
    public static bool IsAtomicList(StructuralSchema schema) =>
        schema.ListType == ListType.Atomic || schema.Type != SchemaType.Array;

    /// <summary>
    /// The schema of a field, and whether the schema names it (else it is the key of a map). Null when there may be no such field.
    /// </summary>
    public static StructuralSchema? Field(StructuralSchema schema, ReadOnlySpan<char> name, out bool named)
    {
        var index = IndexOf(schema.Properties, name);
        named = index >= 0;
        if (named)
            return schema.Properties.Fields[index].Schema;
        if (schema.AdditionalProperties is { } values)
            return values;
        return schema.PreserveUnknownFields || schema.Type == SchemaType.Any ? Deduced : null;
    }

    private static int IndexOf(SchemaFields fields, ReadOnlySpan<char> name)
    {
        var sorted = fields.Fields;
        int low = 0,
            high = sorted.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) >> 1;
            var order = sorted[middle].Name.AsSpan().SequenceCompareTo(name);
            if (order == 0)
                return middle;
            if (order < 0)
                low = middle + 1;
            else
                high = middle - 1;
        }
        return -1;
    }

    /// <summary>The schema of what a path element leads to, and whether the element is a field that the schema names.</summary>
    public static StructuralSchema? Child(StructuralSchema? schema, string element, out bool named)
    {
        named = false;
        if (schema is null)
            return null;
        if (element.StartsWith("f:", StringComparison.Ordinal))
            return FormOf(schema, null) == Form.Map ? Field(schema, element.AsSpan(2), out named) : null;
        return element.StartsWith("k:", StringComparison.Ordinal) ? schema.Items : null;
    }
}
