using System.Diagnostics;

namespace Pangea.Fleet.Api;

// What eng/update-crds reads from the records of this room besides their types and doc comments. None of it is kept in
// the assembly: the compiler drops attributes whose symbol is not defined.

/// <summary>The record is a kind with its own resource.</summary>
/// <param name="group">API group.</param>
/// <param name="version">API version; the stored one.</param>
/// <param name="plural">Plural resource name.</param>
[Conditional("PANGEA_SCHEMA"), AttributeUsage(AttributeTargets.Class)]
public sealed class ApiKindAttribute(string group, string version, string plural) : Attribute
{
    /// <summary>API group.</summary>
    public string Group { get; } = group;

    /// <summary>API version.</summary>
    public string Version { get; } = version;

    /// <summary>Plural resource name.</summary>
    public string Plural { get; } = plural;

    /// <summary>Whether objects live in namespaces.</summary>
    public bool Namespaced { get; init; }

    /// <summary>Short names, separated by commas.</summary>
    public string ShortNames { get; init; } = "";

    /// <summary>Categories, separated by commas.</summary>
    public string Categories { get; init; } = "";

    /// <summary>
    /// Whether the hub serves the resource itself. The original served these from an aggregated API server, and so they do
    /// not show in <c>kubectl get crds</c>.
    /// </summary>
    public bool Native { get; init; }

    /// <summary>Path of the replica count in the scale subresource, or empty when there is none.</summary>
    public string ScaleSpec { get; init; } = "";

    /// <summary>Path of the observed replica count in the scale subresource.</summary>
    public string ScaleStatus { get; init; } = "";

    /// <summary>Path of the label selector in the scale subresource.</summary>
    public string ScaleSelector { get; init; } = "";
}

/// <summary>A column of <c>kubectl get</c>, in the order of the attributes; NAME is always the first.</summary>
/// <param name="name">Header.</param>
/// <param name="jsonPath">Where the cell's value is.</param>
[Conditional("PANGEA_SCHEMA"), AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class PrintedColumnAttribute(string name, string jsonPath) : Attribute
{
    /// <summary>Header.</summary>
    public string Name { get; } = name;

    /// <summary>Where the cell's value is.</summary>
    public string JsonPath { get; } = jsonPath;

    /// <summary><c>string</c>, <c>integer</c> or <c>date</c>.</summary>
    public string Type { get; init; } = "string";

    /// <summary>1 for a column that only <c>-o wide</c> shows.</summary>
    public int Priority { get; init; }
}

/// <summary>The record is a part of an object: it gets a reader and a writer.</summary>
[Conditional("PANGEA_SCHEMA"), AttributeUsage(AttributeTargets.Class)]
public sealed class ApiTypeAttribute : Attribute
{
    /// <summary>The object is replaced as a whole (<c>x-kubernetes-map-type: atomic</c>).</summary>
    public bool Atomic { get; init; }
}

/// <summary>The field's name in JSON, where it is not the property's in camel case.</summary>
/// <param name="name">The name.</param>
[Conditional("PANGEA_SCHEMA"), AttributeUsage(AttributeTargets.Property)]
public sealed class JsonNameAttribute(string name) : Attribute
{
    /// <summary>The name.</summary>
    public string Name { get; } = name;
}

/// <summary>The field must be present; it is also written when it is empty.</summary>
[Conditional("PANGEA_SCHEMA"), AttributeUsage(AttributeTargets.Property)]
public sealed class RequiredAttribute : Attribute;

/// <summary>The field is written when it is empty, but need not be present.</summary>
[Conditional("PANGEA_SCHEMA"), AttributeUsage(AttributeTargets.Property)]
public sealed class AlwaysWrittenAttribute : Attribute;

/// <summary>The values allowed in the field, or in the items of its list.</summary>
/// <param name="values">The values.</param>
[Conditional("PANGEA_SCHEMA"), AttributeUsage(AttributeTargets.Property)]
public sealed class AllowedAttribute(params string[] values) : Attribute
{
    /// <summary>The values.</summary>
    public IReadOnlyList<string> Values { get; } = values;
}

/// <summary>What the server fills in when the field is absent: a JSON text.</summary>
/// <param name="json">The value as JSON.</param>
[Conditional("PANGEA_SCHEMA"), AttributeUsage(AttributeTargets.Property)]
public sealed class DefaultAttribute(string json) : Attribute
{
    /// <summary>The value as JSON.</summary>
    public string Json { get; } = json;
}

/// <summary>Bounds of a field; what is not set is not bounded. Lengths of a list's items stand in the list's own attribute.</summary>
[Conditional("PANGEA_SCHEMA"), AttributeUsage(AttributeTargets.Property)]
public sealed class BoundsAttribute : Attribute
{
    /// <summary>Least number.</summary>
    public long Minimum { get; init; }

    /// <summary>Greatest number.</summary>
    public long Maximum { get; init; }

    /// <summary>Least length of a text.</summary>
    public int MinLength { get; init; }

    /// <summary>Greatest length of a text.</summary>
    public int MaxLength { get; init; }

    /// <summary>Least number of items.</summary>
    public int MinItems { get; init; }

    /// <summary>Greatest number of items.</summary>
    public int MaxItems { get; init; }

    /// <summary>Regular expression for a text.</summary>
    public string Pattern { get; init; } = "";
}

/// <summary>How a list merges in server-side apply.</summary>
/// <param name="type"><c>map</c>, <c>set</c> or <c>atomic</c>.</param>
/// <param name="keys">The fields that identify an item of a map.</param>
[Conditional("PANGEA_SCHEMA"), AttributeUsage(AttributeTargets.Property)]
public sealed class ListTypeAttribute(string type, params string[] keys) : Attribute
{
    /// <summary><c>map</c>, <c>set</c> or <c>atomic</c>.</summary>
    public string Type { get; } = type;

    /// <summary>The fields that identify an item of a map.</summary>
    public IReadOnlyList<string> Keys { get; } = keys;
}

/// <summary>The value (or each item of the list) is a whole object with apiVersion, kind and metadata.</summary>
[Conditional("PANGEA_SCHEMA"), AttributeUsage(AttributeTargets.Property)]
public sealed class EmbeddedResourceAttribute : Attribute;

/// <summary>The value is an integer or a text.</summary>
[Conditional("PANGEA_SCHEMA"), AttributeUsage(AttributeTargets.Property)]
public sealed class IntOrStringAttribute : Attribute;

/// <summary>The map's values are texts, as of labels.</summary>
[Conditional("PANGEA_SCHEMA"), AttributeUsage(AttributeTargets.Property)]
public sealed class TextsAttribute : Attribute;

/// <summary>The text is base64 of bytes.</summary>
[Conditional("PANGEA_SCHEMA"), AttributeUsage(AttributeTargets.Property)]
public sealed class Base64Attribute : Attribute;
