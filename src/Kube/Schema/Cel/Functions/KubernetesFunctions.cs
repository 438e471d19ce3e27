using System.Buffers;
using System.Globalization;
using System.Numerics;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema.Cel;

/// <summary>Quantities, base64 and semantic versions. Source: "Kubernetes CEL libraries" of the Kubernetes documentation.</summary>
internal static class KubernetesFunctions
{
    private static readonly SearchValues<char> NumberCharacters = SearchValues.Create("0123456789.-+");

    public static void Add(CelFunctionTable t)
    {
        t.Add<string>(
            "quantity",
            static x =>
                Quantity.TryParse(x, out var q)
                    ? q
                    : new CelError(
                        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
                    )
        );
        t.Add<string>("isQuantity", static x => Quantity.TryParse(x, out _));
        t.Add<Quantity>(".sign", static q => (long)q.CompareTo(Quantity.Zero));
        t.Add<Quantity>(".isInteger", static q => Whole(q) is not null);
        t.Add<Quantity>(
            ".asInteger",
            static q => Whole(q) is { } whole ? whole : new CelError("cannot convert value to integer")
        );
        t.Add<Quantity>(".asApproximateFloat", static q => Real(q));
        t.Add(".add", 2, static a => Sum(a, 1));
        t.Add(".sub", 2, static a => Sum(a, -1));
        t.Add(".compareTo", 2, static a => Order(a) is { } order ? (long)order : CelError.NoSuchOverload);
        t.Add(".isGreaterThan", 2, static a => Order(a) is { } order ? order > 0 : CelError.NoSuchOverload);
        t.Add(".isLessThan", 2, static a => Order(a) is { } order ? order < 0 : CelError.NoSuchOverload);
        t.Add(
            "base64.encode",
            1,
            static a => a[0] is CelBytes b ? Convert.ToBase64String(b.Content) : CelError.NoSuchOverload
        );
        t.Add<string>("base64.decode", static x => Decode(x));
        t.Add(
            "semver",
            1,
            2,
            static (a, _) =>
                a[0] is string x && CelVersion.TryParse(x, a.Length > 1 && a[1] is true, out var v)
                    ? v
                    : new CelError("No Major.Minor.Patch elements found")
        );
        t.Add(
            "isSemver",
            1,
            2,
            static (a, budget) =>
                a[0] is string x ? CelVersion.TryParse(x, a.Length > 1 && a[1] is true, out _) : CelError.NoSuchOverload
        );
        t.Add<CelVersion>(".major", static v => v.Major);
        t.Add<CelVersion>(".minor", static v => v.Minor);
        t.Add<CelVersion>(".patch", static v => v.Patch);
    }

    private static int? Order(object?[] a) =>
        a switch
        {
            [Quantity x, Quantity y] => Math.Sign(x.CompareTo(y)),
            [CelVersion x, CelVersion y] => Math.Sign(x.CompareTo(y)),
            _ => null,
        };

    private static object Sum(object?[] a, int sign) =>
        a switch
        {
            [Quantity x, Quantity y] => sign > 0 ? x + y : x - y,
            [Quantity x, long y] => sign > 0 ? x + Quantity.Of(y) : x - Quantity.Of(y),
            _ => CelError.NoSuchOverload,
        };

    private static long? Whole(Quantity quantity)
    {
        // In thousandths first: a quantity that is whole has no fraction left of them.
        var whole = (long)Math.Truncate(Real(quantity));
        for (var near = whole - 1; near <= whole + 1; near++)
        {
            if (Quantity.Of(near) == quantity)
                return near;
        }
        return null;
    }

    private static double Real(Quantity quantity)
    {
        var text = quantity.ToString();
        var end = text.AsSpan().IndexOfAnyExcept(NumberCharacters);
        var number = decimal.Parse(end < 0 ? text : text[..end], CultureInfo.InvariantCulture);
        return (double)number * Factor(end < 0 ? "" : text[end..]);
    }

    private static double Factor(string suffix)
    {
        var binary = "KMGTPE".IndexOf(
            suffix.Length == 2 && suffix[1] == 'i' ? suffix[0] : ' ',
            StringComparison.Ordinal
        );
        if (binary >= 0)
            return Math.Pow(1024, binary + 1);
        if (suffix.Length > 1)
            return Math.Pow(
                10,
                int.Parse(suffix.AsSpan(1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            );
        return suffix switch
        {
            "n" => 1e-9,
            "u" => 1e-6,
            "m" => 1e-3,
            "k" => 1e3,
            "M" => 1e6,
            "G" => 1e9,
            "T" => 1e12,
            "P" => 1e15,
            "E" => 1e18,
            _ => 1,
        };
    }

    private static object Decode(string text)
    {
        var bytes = new byte[text.Length + 3];
        var padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        return Convert.TryFromBase64String(padded, bytes, out var length)
            ? new CelBytes(bytes[..length])
            : new CelError("illegal base64 data at input byte 0");
    }
}

/// <summary>A semantic version.</summary>
internal sealed record CelVersion(long Major, long Minor, long Patch, string Pre) : CelOpaque, IComparable<CelVersion>
{
    public override string TypeName => "kubernetes.Semver";

    /// <summary>Reads a version; a lenient one may begin with <c>v</c> and have fewer than three numbers.</summary>
    public static bool TryParse(string text, bool lenient, out CelVersion version)
    {
        version = new(0, 0, 0, "");
        var build = text.IndexOf('+', StringComparison.Ordinal);
        var core = build < 0 ? text : text[..build];
        if (lenient && core.StartsWith('v'))
            core = core[1..];
        var dash = core.IndexOf('-', StringComparison.Ordinal);
        var pre = dash < 0 ? "" : core[(dash + 1)..];
        var parts = (dash < 0 ? core : core[..dash]).Split('.');
        if (parts.Length > 3 || (parts.Length < 3 && !lenient) || (dash >= 0 && pre.Length == 0))
            return false;
        Span<long> numbers = stackalloc long[3];
        for (var i = 0; i < parts.Length; i++)
        {
            var leadingZero = parts[i].Length > 1 && parts[i][0] == '0' && !lenient;
            if (
                leadingZero || !long.TryParse(parts[i], NumberStyles.None, CultureInfo.InvariantCulture, out numbers[i])
            )
                return false;
        }
        version = new(numbers[0], numbers[1], numbers[2], pre);
        return pre.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');
    }

    public int CompareTo(CelVersion? other)
    {
        if (other is null)
            return 1;
        var order = (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));
        if (order != 0 || Pre == other.Pre)
            return order;
        // A release comes after what came before it.
        if (Pre.Length == 0 || other.Pre.Length == 0)
            return Pre.Length == 0 ? 1 : -1;
        var (a, b) = (Pre.Split('.'), other.Pre.Split('.'));
        for (var i = 0; i < Math.Min(a.Length, b.Length); i++)
        {
            var (x, y) = (BigInteger.TryParse(a[i], out var n), BigInteger.TryParse(b[i], out var m));
            order =
                x && y ? n.CompareTo(m)
                : x != y ? (x ? -1 : 1)
                : string.CompareOrdinal(a[i], b[i]);
            if (order != 0)
                return order;
        }
        return a.Length.CompareTo(b.Length);
    }

    public override string ToString() => $"{Major}.{Minor}.{Patch}{(Pre.Length > 0 ? "-" + Pre : "")}";
}
