using System.Globalization;
using System.Text.Json;

namespace Pangea.Kube.Objects;

/// <summary>JSON null.</summary>
public sealed class NullValue : Value
{
    private NullValue() { }

    /// <summary>The one null.</summary>
    public static NullValue Instance { get; } = new();

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Null;

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteNullValue();

    internal override void Write(ref JsonOutput output) => output.Write("null"u8);

    /// <inheritdoc/>
    public override bool Equals(Value? other) => other is NullValue;

    /// <inheritdoc/>
    public override int GetHashCode() => 0;
}

/// <summary>JSON true or false.</summary>
public sealed class BoolValue : Value
{
    private BoolValue(bool flag) => Flag = flag;

    /// <summary>true.</summary>
    public static BoolValue True { get; } = new(true);

    /// <summary>false.</summary>
    public static BoolValue False { get; } = new(false);

    /// <summary>The flag itself.</summary>
    public bool Flag { get; }

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Bool;

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteBooleanValue(Flag);

    internal override void Write(ref JsonOutput output) => output.Write(Flag ? "true"u8 : "false"u8);

    /// <inheritdoc/>
    public override bool Equals(Value? other) => ReferenceEquals(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => Flag ? 1 : 2;
}

/// <summary>A JSON string.</summary>
public sealed class StringValue(string text) : Value
{
    /// <summary>The empty string.</summary>
    public static StringValue Empty { get; } = new("");

    /// <summary>The text, unescaped.</summary>
    public string Text { get; } = text;

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.String;

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter writer) => writer.WriteStringValue(Text);

    internal override void Write(ref JsonOutput output) => output.WriteText(Text);

    /// <inheritdoc/>
    public override bool Equals(Value? other) =>
        ReferenceEquals(this, other)
        || (other is StringValue s && string.Equals(Text, s.Text, StringComparison.Ordinal));

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);
}

/// <summary>
/// A JSON number. Whole numbers that fit 64 bits and are written without fraction or exponent are integers, as in
/// Kubernetes' own decoder; everything else keeps the digits it came with.
/// </summary>
public sealed class NumberValue : Value
{
    private static readonly NumberValue[] Small = [.. Enumerable.Range(-1, 1026).Select(i => new NumberValue(i, null))];

    private readonly long integer;
    private readonly string? raw;

    private NumberValue(long integer, string? raw)
    {
        this.integer = integer;
        this.raw = raw;
    }

    /// <summary>Whether the number is a 64-bit integer.</summary>
    public bool IsInteger => raw is null;

    /// <summary>The integer, or null when the number has a fraction, an exponent, or does not fit.</summary>
    public long? Integer => raw is null ? integer : null;

    /// <summary>The number as floating point.</summary>
    public double Double => raw is null ? integer : double.Parse(raw, NumberStyles.Float, CultureInfo.InvariantCulture);

    /// <summary>The digits.</summary>
    public string Digits => raw ?? integer.ToString(CultureInfo.InvariantCulture);

    /// <inheritdoc/>
    public override ValueKind Kind => ValueKind.Number;

    /// <summary>An integer.</summary>
    public static NumberValue Of(long value) => value is >= -1 and < 1025 ? Small[value + 1] : new(value, null);

    /// <summary>A floating-point number in its shortest form.</summary>
    public static NumberValue Of(double value)
    {
        if (!double.IsFinite(value))
            throw new ArgumentOutOfRangeException(nameof(value), value, "JSON has no infinities or NaN.");
        return Parse(System.Text.Encoding.ASCII.GetBytes(value.ToString("R", CultureInfo.InvariantCulture)));
    }

    /// <summary>A number from its JSON digits, which the caller has checked.</summary>
    public static NumberValue Parse(ReadOnlySpan<byte> digits)
    {
        // "-0" is kept raw so that it survives; Utf8Parser would fold it into 0.
        if (
            System.Buffers.Text.Utf8Parser.TryParse(digits, out long value, out var used)
            && used == digits.Length
            && !digits.SequenceEqual("-0"u8)
        )
            return Of(value);
        return new(0, System.Text.Encoding.ASCII.GetString(digits));
    }

    /// <inheritdoc/>
    public override void WriteTo(Utf8JsonWriter writer)
    {
        if (raw is null)
            writer.WriteNumberValue(integer);
        else
            writer.WriteRawValue(raw, skipInputValidation: true);
    }

    internal override void Write(ref JsonOutput output)
    {
        if (raw is null)
            output.Write(integer);
        else
            output.WriteRaw(raw);
    }

    /// <inheritdoc/>
    public override bool Equals(Value? other) =>
        ReferenceEquals(this, other)
        || (
            other is NumberValue n
            && (raw is null) == (n.raw is null)
            && (raw is null ? integer == n.integer : raw == n.raw || Double.Equals(n.Double))
        );

    /// <inheritdoc/>
    public override int GetHashCode() => raw is null ? integer.GetHashCode() : Double.GetHashCode();
}
