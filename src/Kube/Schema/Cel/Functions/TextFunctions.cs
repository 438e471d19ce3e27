using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema.Cel;

/// <summary>Texts: the specification's functions, cel-go's "strings" extension and Kubernetes' regular expressions. Positions count characters.</summary>
internal static class TextFunctions
{
    public static void Add(CelFunctionTable t)
    {
        Search(".contains", static (x, y) => x.Contains(y, StringComparison.Ordinal));
        Search(".startsWith", static (x, y) => x.StartsWith(y, StringComparison.Ordinal));
        Search(".endsWith", static (x, y) => x.EndsWith(y, StringComparison.Ordinal));
        t.Add(".matches", 2, 2, Matches);
        t.Add("matches", 2, 2, Matches);
        t.Add(".find", 2, 2, (a, b) => Find(a, b, static (r, x, _) => r.Match(x).Value));
        t.Add(
            ".findAll",
            2,
            3,
            (a, b) => Find(a, b, static (r, x, most) => r.Matches(x).Take(most).Select(m => (object?)m.Value).ToList())
        );
        t.Add(".charAt", 2, static a => a is [string x, long i] ? CharAt(x, i) : CelError.NoSuchOverload);
        t.Add(".indexOf", 2, 3, static (a, b) => IndexOf(a, last: false, b));
        t.Add(".lastIndexOf", 2, 3, static (a, b) => IndexOf(a, last: true, b));
        t.Add<string>(".lowerAscii", static x => Ascii(x, upper: false));
        t.Add<string>(".upperAscii", static x => Ascii(x, upper: true));
        t.Add<string>(".trim", static x => x.Trim());
        t.Add<string>(".reverse", static x => string.Concat(x.EnumerateRunes().Reverse().Select(r => r.ToString())));
        t.Add<string>("strings.quote", static x => GoText.Quote(x));
        t.Add(".replace", 3, 4, static (a, b) => Replace(a, b));
        t.Add(".split", 2, 3, static (a, b) => Split(a, b));
        t.Add(".substring", 2, 3, static (a, _) => Substring(a));
        t.Add(".join", 1, 2, static (a, b) => Join(a, b));
        t.Add(
            ".format",
            2,
            2,
            static (a, _) =>
                a is [string x, IReadOnlyList<object?> y] ? TextFormat.Format(x, y) : CelError.NoSuchOverload
        );

        void Search(string name, Func<string, string, bool> holds) =>
            t.Add(
                name,
                2,
                2,
                (a, b) =>
                    a is not [string x, string y] ? CelError.NoSuchOverload
                    : b.TryChargeFor(x.Length) ? holds(x, y)
                    : CelError.TooExpensive
            );
    }

    public static long Length(string text)
    {
        long length = text.Length;
        foreach (var c in text)
        {
            if (char.IsLowSurrogate(c))
                length--;
        }
        return length;
    }

    private static object? Matches(object?[] a, CelBudget budget) => Find(a, budget, static (r, x, _) => r.IsMatch(x));

    // RE2 takes time in proportion to text and pattern; so does the engine that GoRegex chooses.
    private static object? Find(object?[] a, CelBudget budget, Func<Regex, string, int, object?> find)
    {
        if (a[0] is not string text || a[1] is not (string or Regex))
            return CelError.NoSuchOverload;
        var most = int.MaxValue;
        if (a.Length > 2)
        {
            if (a[2] is not long limit)
                return CelError.NoSuchOverload;
            most = limit < 0 ? int.MaxValue : (int)Math.Min(limit, int.MaxValue);
        }
        // A pattern that is no literal has to be compiled first.
        var length = (a[1] as string ?? a[1]!.ToString()!).Length;
        if (!budget.TryCharge(1 + (a[1] is string ? length : 0) + ((long)text.Length * length / 40)))
            return CelError.TooExpensive;
        if (a[1] is Regex made)
            return find(made, text, most);
        return GoRegex.TryMake((string)a[1]!, out var regex, out var error)
            ? find(regex, text, most)
            : new CelError($"error parsing regexp: {error}");
    }

    // Positions in characters and in UTF-16 are the same but for rare texts.
    private static int? Offset(string text, long position)
    {
        if (position < 0)
            return null;
        var at = 0;
        for (; position > 0 && at < text.Length; position--)
            at += char.IsSurrogatePair(text, at) ? 2 : 1;
        return position == 0 ? at : null;
    }

    private static object CharAt(string text, long position)
    {
        if (Offset(text, position) is not { } at)
            return CelError.OutOfBounds(position);
        return at == text.Length ? "" : Rune.GetRuneAt(text, at).ToString();
    }

    private static object? IndexOf(object?[] a, bool last, CelBudget budget)
    {
        if (a is [IReadOnlyList<object?> list, var item])
        {
            return last ? CelLists.LastIndexOf(list, item, budget)
                : CelLists.IndexOf(list, item, budget) is { } i ? (long)i
                : CelError.TooExpensive;
        }
        if (a[0] is not string text || a[1] is not string part || (a.Length > 2 && a[2] is not long))
            return CelError.NoSuchOverload;
        if (!budget.TryChargeFor(text.Length))
            return CelError.TooExpensive;
        int found;
        if (a.Length == 2)
            found = last
                ? text.LastIndexOf(part, StringComparison.Ordinal)
                : text.IndexOf(part, StringComparison.Ordinal);
        else if (Offset(text, (long)a[2]!) is not { } from)
            return CelError.OutOfBounds(a[2]);
        else if (!last)
            found = text.IndexOf(part, from, StringComparison.Ordinal);
        else
            found = text[..Math.Min(text.Length, from + part.Length)].LastIndexOf(part, StringComparison.Ordinal);
        return found < 0 ? -1L : Length(text[..found]);
    }

    private static string Ascii(string text, bool upper) =>
        string.Concat(
            text.Select(c =>
                !char.IsAscii(c) ? c
                : upper ? char.ToUpperInvariant(c)
                : char.ToLowerInvariant(c)
            )
        );

    private static object Replace(object?[] a, CelBudget budget)
    {
        if (
            a[0] is not string text
            || a[1] is not string from
            || a[2] is not string to
            || (a.Length > 3 && a[3] is not long)
        )
            return CelError.NoSuchOverload;
        if (!budget.TryChargeFor(text.Length + ((long)text.Length * to.Length / Math.Max(1, from.Length))))
            return CelError.TooExpensive;
        var left = a.Length > 3 ? (long)a[3]! : -1;
        if (left < 0 && from.Length > 0)
            return text.Replace(from, to, StringComparison.Ordinal);
        var made = new StringBuilder();
        var at = 0;
        while (left != 0 && at <= text.Length)
        {
            var found = text.IndexOf(from, at, StringComparison.Ordinal);
            if (found < 0)
                break;
            made.Append(text, at, found - at).Append(to);
            at = found + from.Length;
            left--;
            if (from.Length > 0)
                continue;
            if (at < text.Length)
                made.Append(text[at]);
            at++;
        }
        return (at < text.Length ? made.Append(text, at, text.Length - at) : made).ToString();
    }

    private static object Split(object?[] a, CelBudget budget)
    {
        if (a[0] is not string text || a[1] is not string by || (a.Length > 2 && a[2] is not long))
            return CelError.NoSuchOverload;
        if (!budget.TryChargeFor(text.Length))
            return CelError.TooExpensive;
        var most = a.Length > 2 ? (int)Math.Clamp((long)a[2]!, -1, int.MaxValue) : -1;
        if (most == 0)
            return new List<object?>();
        var most2 = most < 0 ? int.MaxValue : most;
        if (by.Length > 0)
            return text.Split(by, most2).Select(p => (object?)p).ToList();
        var runes = text.EnumerateRunes().Select(r => r.ToString()).ToList();
        return runes.Count <= most2
            ? runes.Select(r => (object?)r).ToList()
            : [.. runes.Take(most2 - 1), string.Concat(runes.Skip(most2 - 1))];
    }

    private static object Substring(object?[] a)
    {
        if (a[0] is not string text || a[1] is not long from || (a.Length > 2 && a[2] is not long))
            return CelError.NoSuchOverload;
        if (Offset(text, from) is not { } start)
            return CelError.OutOfBounds(from);
        if (a.Length == 2)
            return text[start..];
        var to = (long)a[2]!;
        if (Offset(text, to) is not { } end)
            return CelError.OutOfBounds(to);
        return start <= end ? text[start..end] : new CelError($"invalid substring range. start: {from}, end: {to}");
    }

    private static object Join(object?[] a, CelBudget budget)
    {
        if (a[0] is not IReadOnlyList<object?> list || (a.Length > 1 && a[1] is not string))
            return CelError.NoSuchOverload;
        var made = new StringBuilder();
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not string text)
                return CelError.NoSuchOverload;
            made.Append(i > 0 && a.Length > 1 ? (string)a[1]! : "").Append(text);
            if (!budget.TryChargeFor(text.Length))
                return CelError.TooExpensive;
        }
        return made.ToString();
    }
}

/// <summary><c>"%s".format([…])</c>.</summary>
internal static class TextFormat
{
    public static object Format(string format, IReadOnlyList<object?> values)
    {
        var made = new StringBuilder();
        var next = 0;
        for (var i = 0; i < format.Length; i++)
        {
            if (format[i] != '%')
            {
                made.Append(format[i]);
                continue;
            }
            i++;
            if (i < format.Length && format[i] == '%')
            {
                made.Append('%');
                continue;
            }
            int? digits = null;
            if (i < format.Length && format[i] == '.')
            {
                i++;
                digits = 0;
                for (; i < format.Length && char.IsAsciiDigit(format[i]); i++)
                    digits = Math.Min(40, (digits.Value * 10) + (format[i] - '0'));
            }
            if (i >= format.Length)
                return new CelError("unexpected end of string");
            if (next >= values.Count)
                return new CelError($"index {next} out of range");
            if (One(format[i], digits, values[next++]) is not { } text)
                return new CelError(
                    $"error during formatting: could not format {CelText.Of(values[next - 1])} with %{format[i]}"
                );
            made.Append(text);
        }
        return made.ToString();
    }

    private static string? One(char verb, int? digits, object? value) =>
        (verb, value) switch
        {
            ('s', _) => CelText.Of(value),
            ('d', long or ulong) => CelText.Of(value),
            ('f', double or long or ulong) => Convert
                .ToDouble(value, CultureInfo.InvariantCulture)
                .ToString("F" + (digits ?? 6).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture),
            ('e', double or long or ulong) => Convert
                .ToDouble(value, CultureInfo.InvariantCulture)
                .ToString("0." + new string('0', digits ?? 6) + "e+00", CultureInfo.InvariantCulture),
            ('b', bool flag) => flag ? "1" : "0",
            ('b', long whole) => Signed(whole, 2),
            ('o', long whole) => Signed(whole, 8),
            ('x', long whole) => Signed(whole, 16),
            ('X', long whole) => Signed(whole, 16).ToUpperInvariant(),
            ('x', string text) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(text)),
            ('X', string text) => Convert.ToHexString(Encoding.UTF8.GetBytes(text)),
            ('x', CelBytes bytes) => Convert.ToHexStringLower(bytes.Content),
            ('X', CelBytes bytes) => Convert.ToHexString(bytes.Content),
            _ => null,
        };

    private static string Signed(long value, int radix)
    {
        if (value == 0)
            return "0";
        var rest = value < 0 ? (ulong)-(value + 1) + 1 : (ulong)value;
        var digits = new StringBuilder();
        for (; rest > 0; rest /= (ulong)radix)
            digits.Insert(0, "0123456789abcdef"[(int)(rest % (ulong)radix)]);
        return (value < 0 ? "-" : "") + digits;
    }
}
