namespace Pangea.Kube.Schema;

/// <summary>The JSON types of a schema.</summary>
public enum SchemaType
{
    /// <summary>Everything is allowed.</summary>
    Any,

    /// <summary>An object or map.</summary>
    Object,

    /// <summary>A list.</summary>
    Array,

    /// <summary>A text.</summary>
    Text,

    /// <summary>An integer.</summary>
    Whole,

    /// <summary>A number.</summary>
    Number,

    /// <summary>True or false.</summary>
    Boolean,
}

/// <summary>How lists merge in server-side apply.</summary>
public enum ListType
{
    /// <summary>Replaced as a whole: the default.</summary>
    Atomic,

    /// <summary>A set of scalars.</summary>
    Set,

    /// <summary>A map by the values of key fields.</summary>
    Map,
}

/// <summary>How the scalars of built-in kinds are read and written: what their Go types' JSON methods do.</summary>
public enum ValueForm
{
    /// <summary>As any JSON of its type.</summary>
    Plain,

    /// <summary>An integer of 32 bits.</summary>
    Int32,

    /// <summary>An integer of 64 bits.</summary>
    Int64,

    /// <summary>A floating-point number.</summary>
    Double,

    /// <summary>Bytes, as base64.</summary>
    Bytes,

    /// <summary>A quantity: text or number, written canonically as text.</summary>
    Quantity,

    /// <summary>A time of whole seconds, or null.</summary>
    Time,

    /// <summary>A time of whole microseconds, or null.</summary>
    MicroTime,

    /// <summary>An integer of 32 bits or a text.</summary>
    IntOrString,

    /// <summary>Any JSON, kept as it is.</summary>
    Raw,
}
