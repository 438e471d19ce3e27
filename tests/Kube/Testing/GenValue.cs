using CsCheck;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Testing;

/// <summary>Random JSON values, with the odd numbers and texts that real ones have.</summary>
internal static class GenValue
{
    private static readonly Gen<string> Words = Pick.Of(
        "",
        "metadata",
        "name",
        "containers",
        "app.kubernetes.io/name",
        "yes",
        "null",
        "1.0",
        "0644",
        "2026-11-23T02:52:40Z",
        "- x",
        "a: b",
        "#c",
        " edge ",
        "two\nlines\n",
        "\n",
        "tab\there",
        "quote\"and'quote\\",
        "ü→😀",
        "\u0001\u007f\u0085\u00a0\ufeff",
        "{}",
        "[",
        "---",
        "1:30",
        "<<",
        "~",
        "=",
        "long " + string.Join(' ', Enumerable.Repeat("words  of several lengths", 12))
    );

    private static readonly Gen<Value> Numbers = Gen.OneOf(
        Gen.Long.Select(n => (Value)n),
        Gen.Int[-3, 2000].Select(n => (Value)(long)n),
        Gen.Double[-1e9, 1e9].Select(d => (Value)NumberValue.Of(d)),
        Pick.Of("9223372036854775808", "123456789012345678901234567890", "0.1", "1e300", "-0.5", "1.5e-7")
            .Select(d => (Value)NumberValue.Parse(System.Text.Encoding.ASCII.GetBytes(d)))
    );

    public static Gen<string> Text { get; } =
        Gen.OneOf(Words, Gen.String.Select(WithoutLoneSurrogates), Gen.String[Gen.Char.AlphaNumeric, 0, 60]);

    /// <summary>Any value, nesting up to a depth.</summary>
    public static Gen<Value> Any(int depth = 4)
    {
        var leaf = Gen.OneOf(
            Gen.Const((Value)NullValue.Instance),
            Gen.Bool.Select(b => (Value)b),
            Numbers,
            Text.Select(t => (Value)t)
        );
        if (depth == 0)
            return leaf;
        return Gen.Frequency(
            (2, leaf),
            (1, Any(depth - 1).Array[0, 5].Select(a => (Value)ListValue.From(a))),
            (2, Map(depth - 1).Select(m => (Value)m))
        );
    }

    /// <summary>Any map, its values nesting up to a depth.</summary>
    public static Gen<MapValue> Map(int depth = 4) =>
        Gen.Select(Text, Any(depth))
            .Array[0, 6]
            .Select(a => MapValue.From(a.Select(e => KeyValuePair.Create(e.Item1, e.Item2))));

    private static string WithoutLoneSurrogates(string text) =>
        System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
