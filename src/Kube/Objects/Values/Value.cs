using System.Buffers;
using System.Text.Json;

namespace Pangea.Kube.Objects;

/// <summary>
/// An immutable JSON value. Trees share their unchanged parts, so a changed copy costs only the path to the change,
/// and two trees of one origin compare fast because equal parts are often the same reference.
/// </summary>
/// <remarks>
/// Maps hold their entries sorted by key (ordinal), which is the canonical order in which the project stores and sends
/// objects: encoding is deterministic and a comparison or merge is one walk. Numbers keep their digits: integers above
/// 2^53 and decimals survive a round trip byte for byte.
/// </remarks>
public abstract class Value : IEquatable<Value>
{
    /// <summary>What this value is.</summary>
    public abstract ValueKind Kind { get; }

    /// <summary>Writes the value as compact canonical JSON.</summary>
    public abstract void WriteTo(Utf8JsonWriter writer);

    /// <summary>Deep equality: maps without regard to order, integers by number, other numbers by digits.</summary>
    public abstract bool Equals(Value? other);

    /// <summary>Writes the value as compact canonical JSON, fast.</summary>
    internal abstract void Write(ref JsonOutput output);

    /// <summary>The value as compact canonical JSON, in an array of its own.</summary>
    public ReadOnlyMemory<byte> ToJson() => ToJsonArray();

    /// <summary>The value as compact canonical JSON, in an array of its own.</summary>
    internal byte[] ToJsonArray()
    {
        var output = new JsonOutput(1024);
        Write(ref output);
        var json = output.ToArray();
        output.Dispose();
        return json;
    }

    /// <summary>Writes the value as compact canonical JSON into a buffer.</summary>
    public void WriteJson(IBufferWriter<byte> output)
    {
        var json = new JsonOutput(1024);
        Write(ref json);
        output.Write(json.Written);
        json.Dispose();
    }

    /// <inheritdoc/>
    public sealed override bool Equals(object? obj) => obj is Value other && Equals(other);

    /// <inheritdoc/>
    public abstract override int GetHashCode();

    /// <summary>The value as compact JSON text.</summary>
    public override string ToString() => System.Text.Encoding.UTF8.GetString(ToJson().Span);

    /// <summary>A text value.</summary>
    public static implicit operator Value(string text) => new StringValue(text);

    /// <summary>An integer value.</summary>
    public static implicit operator Value(long number) => NumberValue.Of(number);

    /// <summary>A true or false value.</summary>
    public static implicit operator Value(bool flag) => flag ? BoolValue.True : BoolValue.False;

    /// <summary>Deep equality that takes two absent values for equal.</summary>
    public static bool Equal(Value? a, Value? b) => ReferenceEquals(a, b) || (a is not null && a.Equals(b));
}

/// <summary>The six kinds of JSON value.</summary>
public enum ValueKind
{
    /// <summary>JSON null.</summary>
    Null,

    /// <summary>JSON true or false.</summary>
    Bool,

    /// <summary>A JSON number.</summary>
    Number,

    /// <summary>A JSON string.</summary>
    String,

    /// <summary>A JSON array.</summary>
    List,

    /// <summary>A JSON object.</summary>
    Map,
}
