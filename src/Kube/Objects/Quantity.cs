using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;

namespace Pangea.Kube.Objects;

/// <summary>
/// A resource quantity such as <c>100m</c>, <c>64Mi</c> or <c>1e3</c>, exact to 10⁻⁹; finer input is rounded up, as in Kubernetes.
/// Source: the page "Quantity" of the Kubernetes API reference.
/// </summary>
public readonly struct Quantity : IEquatable<Quantity>, IComparable<Quantity>
{
    private static readonly BigInteger Nano = 1_000_000_000;
    private readonly BigInteger nanos;
    private readonly QuantityFormat format;

    private Quantity(BigInteger nanos, QuantityFormat format)
    {
        this.nanos = nanos;
        this.format = format;
    }

    /// <summary>Zero.</summary>
    public static Quantity Zero { get; } = new(0, QuantityFormat.DecimalSi);

    /// <summary>How it is written.</summary>
    public QuantityFormat Format => format;

    /// <summary>Whether the quantity is zero.</summary>
    public bool IsZero => nanos.IsZero;

    /// <summary>-1, 0 or 1.</summary>
    public int Sign => nanos.Sign;

    /// <summary>A whole number.</summary>
    public static Quantity Of(long value, QuantityFormat format = QuantityFormat.DecimalSi) =>
        new(value * Nano, format);

    /// <summary>A number of thousandths.</summary>
    public static Quantity OfMilli(long value, QuantityFormat format = QuantityFormat.DecimalSi) =>
        new(value * (Nano / 1000), format);

    /// <summary>The value rounded up to a whole number; saturates at the limits of 64 bits.</summary>
    public long Value => Saturate(CeilingDivide(nanos, Nano));

    /// <summary>The value in thousandths, rounded up; saturates at the limits of 64 bits.</summary>
    public long MilliValue => Saturate(CeilingDivide(nanos, Nano / 1000));

    /// <summary>Reads a quantity.</summary>
    /// <exception cref="FormatException">The text is no quantity.</exception>
    public static Quantity Parse(string text) =>
        TryParse(text, out var quantity)
            ? quantity
            : throw new FormatException(
                "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
            );

    /// <summary>Reads a quantity from a JSON string or number; null when it is neither or not readable.</summary>
    public static Quantity? FromValue(Value? value) =>
        value switch
        {
            StringValue s when TryParse(s.Text, out var quantity) => quantity,
            NumberValue n when TryParse(n.Digits, out var quantity) => quantity,
            _ => null,
        };

    /// <summary>Reads a quantity.</summary>
    public static bool TryParse(string text, out Quantity quantity)
    {
        quantity = default;
        var i = 0;
        if (i < text.Length && text[i] is '+' or '-')
            i++;
        var start = i;
        BigInteger digits = 0;
        var decimals = 0;
        var point = false;
        var any = false;
        for (; i < text.Length; i++)
        {
            if (text[i] is >= '0' and <= '9')
            {
                digits = (digits * 10) + (text[i] - '0');
                any = true;
                if (point)
                    decimals++;
            }
            else if (text[i] == '.' && !point)
                point = true;
            else
                break;
            if (i - start > 200)
                return false;
        }
        if (!any || !TrySuffix(text.AsSpan(i), out var numerator, out var denominator, out var format))
            return false;
        var scaled = digits * numerator * Nano;
        var result = CeilingDivide(scaled, denominator * BigInteger.Pow(10, decimals));
        if (text.Length > 0 && text[0] == '-')
            result = -result;
        quantity = new(result, format);
        return true;
    }

    private static bool TrySuffix(
        ReadOnlySpan<char> suffix,
        out BigInteger numerator,
        out BigInteger denominator,
        out QuantityFormat format
    )
    {
        numerator = 1;
        denominator = 1;
        format = QuantityFormat.DecimalSi;
        if (suffix.Length == 2 && suffix[1] == 'i')
        {
            var power = "KMGTPE".IndexOf(suffix[0], StringComparison.Ordinal);
            if (power < 0)
                return false;
            numerator = BigInteger.Pow(1024, power + 1);
            format = QuantityFormat.BinarySi;
            return true;
        }
        if (suffix.Length >= 2 && suffix[0] is 'e' or 'E')
        {
            if (
                !int.TryParse(suffix[1..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var e)
                || Math.Abs(e) > 100
            )
                return false;
            if (e >= 0)
                numerator = BigInteger.Pow(10, e);
            else
                denominator = BigInteger.Pow(10, -e);
            format = QuantityFormat.DecimalExponent;
            return true;
        }
        if (suffix.Length > 1)
            return false;
        if (suffix.IsEmpty)
            return true;
        var up = "kMGTPE".IndexOf(suffix[0], StringComparison.Ordinal);
        if (up >= 0)
        {
            numerator = BigInteger.Pow(1000, up + 1);
            return true;
        }
        var down = "mun".IndexOf(suffix[0], StringComparison.Ordinal);
        if (down < 0)
            return false;
        denominator = BigInteger.Pow(1000, down + 1);
        return true;
    }

    private static BigInteger CeilingDivide(BigInteger value, BigInteger by)
    {
        var quotient = BigInteger.DivRem(value, by, out var rest);
        return rest.Sign > 0 ? quotient + 1 : quotient;
    }

    private static long Saturate(BigInteger value) =>
        value > long.MaxValue ? long.MaxValue
        : value < long.MinValue ? long.MinValue
        : (long)value;

    /// <summary>The canonical form: the largest suffix that leaves no fraction, in the format the quantity was written in.</summary>
    public override string ToString()
    {
        if (nanos.IsZero)
            return "0";
        if (format == QuantityFormat.BinarySi && (nanos % Nano).IsZero && BigInteger.Abs(nanos) >= 1024 * Nano)
        {
            var whole = nanos / Nano;
            var power = 0;
            while (power < 6 && (whole % 1024).IsZero)
            {
                whole /= 1024;
                power++;
            }
            return power == 0 ? whole.ToString() : $"{whole}{"KMGTPE"[power - 1]}i";
        }
        var value = nanos;
        var exponent = -9;
        while (exponent < 18 && (value % 1000).IsZero)
        {
            value /= 1000;
            exponent += 3;
        }
        if (format == QuantityFormat.DecimalExponent)
            return exponent == 0 ? value.ToString() : $"{value}e{exponent}";
        return exponent switch
        {
            -9 => $"{value}n",
            -6 => $"{value}u",
            -3 => $"{value}m",
            0 => value.ToString(),
            _ => $"{value}{"kMGTPE"[(exponent / 3) - 1]}",
        };
    }

    /// <summary>The sum, in the left one's format (the right one's when the left is zero).</summary>
    public static Quantity operator +(Quantity a, Quantity b) => new(a.nanos + b.nanos, a.IsZero ? b.format : a.format);

    /// <summary>The difference, in the left one's format.</summary>
    public static Quantity operator -(Quantity a, Quantity b) => new(a.nanos - b.nanos, a.IsZero ? b.format : a.format);

    /// <summary>The product with a whole number.</summary>
    public static Quantity operator *(Quantity a, long times) => new(a.nanos * times, a.format);

    /// <summary>Compares values.</summary>
    public static bool operator <(Quantity a, Quantity b) => a.nanos < b.nanos;

    /// <summary>Compares values.</summary>
    public static bool operator >(Quantity a, Quantity b) => a.nanos > b.nanos;

    /// <summary>Compares values.</summary>
    public static bool operator <=(Quantity a, Quantity b) => a.nanos <= b.nanos;

    /// <summary>Compares values.</summary>
    public static bool operator >=(Quantity a, Quantity b) => a.nanos >= b.nanos;

    /// <summary>Whether the values are equal, however they are written.</summary>
    public static bool operator ==(Quantity a, Quantity b) => a.nanos == b.nanos;

    /// <summary>Whether the values differ.</summary>
    public static bool operator !=(Quantity a, Quantity b) => a.nanos != b.nanos;

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => nanos.CompareTo(other.nanos);

    /// <inheritdoc/>
    public bool Equals(Quantity other) => nanos == other.nanos;

    /// <inheritdoc/>
    public override bool Equals([NotNullWhen(true)] object? obj) => obj is Quantity other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => nanos.GetHashCode();

    /// <summary>How many whole times <paramref name="part"/> (above zero) goes into this quantity.</summary>
    public long DivideBy(Quantity part) => Saturate(nanos / part.nanos);
}

/// <summary>How a quantity is written.</summary>
public enum QuantityFormat
{
    /// <summary><c>m</c>, <c>k</c>, <c>M</c>, …</summary>
    DecimalSi,

    /// <summary><c>Ki</c>, <c>Mi</c>, …</summary>
    BinarySi,

    /// <summary><c>e3</c>, <c>e6</c>, …</summary>
    DecimalExponent,
}
