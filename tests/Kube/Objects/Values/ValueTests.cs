using System.Text;
using System.Text.Json;
using CsCheck;
using Pangea.Kube.Testing;

namespace Pangea.Kube.Objects.Tests;

public class ValueTests
{
    [Fact]
    public void What_is_written_reads_back_the_same() =>
        GenValue.Any().Sample(v => JsonText.Parse(v.ToJson().Span).Equals(v), iter: Counts.Of(1000));

    [Fact]
    public void Writing_is_canonical() =>
        GenValue
            .Any()
            .Sample(
                v =>
                {
                    var json = v.ToJson();
                    return JsonText.Parse(json.Span).ToJson().Span.SequenceEqual(json.Span);
                },
                iter: Counts.Of(1000)
            );

    [Theory]
    [InlineData("9007199254740993")]
    [InlineData("9223372036854775807")]
    [InlineData("-9223372036854775808")]
    [InlineData("123456789012345678901234567890")]
    [InlineData("0.1")]
    [InlineData("1.0")]
    [InlineData("-0")]
    [InlineData("1E+2")]
    public void Numbers_keep_their_digits(string digits) => Assert.Equal(digits, JsonText.Parse(digits).ToString());

    [Theory]
    [InlineData("""{"a":1,"a":2}""", """{"a":2}""")]
    [InlineData("""{"b":1,"a":{"d":[],"c":null}}""", """{"a":{"c":null,"d":[]},"b":1}""")]
    [InlineData(""" [ true , "\u0041\ud83d\ude00\/" ] """, """[true,"A😀/"]""")]
    [InlineData(""" "\ud800x" """, "\"\ufffdx\"")]
    public void Parsing_sorts_keys_and_takes_the_last_of_repeats(string json, string canonical) =>
        Assert.Equal(canonical, JsonText.Parse(json).ToString());

    [Fact]
    public void The_last_of_repeated_keys_counts_in_large_maps_too()
    {
        var json = new StringBuilder("{");
        for (var i = 0; i < 200; i++)
            json.Append($"\"k{i % 50}\":{i},");
        var map = (MapValue)JsonText.Parse(json.Append("\"z\":0}").ToString());
        Assert.Equal(51, map.Count);
        Assert.Equal(150, map.Integer("k0"));
        Assert.Equal(199, map.Integer("k49"));
    }

    [Fact]
    public void Bytes_that_are_no_utf8_become_replacement_characters() =>
        Assert.Equal("\"a\ufffdb\"", JsonText.Parse([(byte)'"', (byte)'a', 0xff, (byte)'b', (byte)'"']).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("{} {}")]
    [InlineData("{\"a\":1,}")]
    [InlineData("nul")]
    [InlineData("01")]
    public void What_is_not_json_is_refused(string json) => Assert.ThrowsAny<JsonException>(() => JsonText.Parse(json));

    [Theory]
    [InlineData("", "unexpected end of JSON input")]
    [InlineData("{", "unexpected end of JSON input")]
    [InlineData("{\"a\":1,}", "invalid character '}' looking for beginning of object key string")]
    [InlineData("{\"a\" 1}", "invalid character '1' after object key")]
    [InlineData("{\"a\":1 \"b\"}", "invalid character '\"' after object key:value pair")]
    [InlineData("[1 2]", "invalid character '2' after array element")]
    [InlineData("{'a':1}", "invalid character '\\'' looking for beginning of object key string")]
    [InlineData("{} x", "invalid character 'x' after top-level value")]
    [InlineData("nul", "unexpected end of JSON input")]
    [InlineData("trye", "invalid character 'y' in literal true (expecting 'u')")]
    [InlineData("\"\\x\"", "invalid character 'x' in string escape code")]
    [InlineData("\"a\nb\"", "invalid character '\\n' in string literal")]
    [InlineData("1.x", "invalid character 'x' after decimal point in numeric literal")]
    [InlineData("1e", "unexpected end of JSON input")]
    [InlineData("01", "invalid character '1' after top-level value")]
    [InlineData("{\"a\":[1.5e-3,null,true,\"\\u0041\"]}", "")]
    public void What_is_wrong_with_json_is_said_as_go_says_it(string json, string message) =>
        Assert.Equal(message, JsonSyntax.Explain(Encoding.UTF8.GetBytes(json)));

    [Fact]
    public void An_explanation_is_there_exactly_when_reading_fails() =>
        Gen.OneOf(Gen.Byte.Array[0, 20], JsonLike())
            .Sample(
                bytes =>
                {
                    var explanation = JsonSyntax.Explain(bytes);
                    try
                    {
                        JsonText.Parse(bytes);
                        Assert.Equal("", explanation);
                    }
                    catch (JsonException)
                    {
                        Assert.NotEqual("", explanation);
                    }
                },
                iter: Counts.Of(3000)
            );

    [Fact]
    public void Nesting_is_bounded()
    {
        Assert.NotNull(JsonText.Parse(Nested(JsonText.MaxDepth)));
        Assert.ThrowsAny<JsonException>(() => JsonText.Parse(Nested(JsonText.MaxDepth + 1)));
        Assert.ThrowsAny<JsonException>(() => JsonText.Parse(new string('[', 1_000_000)));

        static string Nested(int depth) => new string('[', depth) + new string(']', depth);
    }

    [Fact]
    public void Random_bytes_are_json_or_refused() =>
        Gen.OneOf(Gen.Byte.Array[0, 40], JsonLike())
            .Sample(
                bytes =>
                {
                    try
                    {
                        JsonText.Parse(bytes);
                        KubeObject.FromJson(bytes);
                    }
                    catch (JsonException) { }
                },
                iter: Counts.Of(2000)
            );

    private static Gen<byte[]> JsonLike() =>
        Pick.Of(
                "{",
                "}",
                "[",
                "]",
                ":",
                ",",
                "\"",
                "\\",
                "\\u12",
                "\\ud800",
                "metadata",
                "\"a\"",
                "null",
                "tru",
                "1",
                "-",
                "1e",
                ".",
                " ",
                "\u00ff"
            )
            .Array[0, 20]
            .Select(parts => Encoding.Latin1.GetBytes(string.Concat(parts)));

    [Fact]
    public void Changing_a_path_and_changing_it_back_gives_an_equal_tree() =>
        Gen.Select(GenValue.Map(2), GenValue.Any(1), Pick.Of("a", "b"), Pick.Of("c", "d"))
            .Sample(
                (map, value, one, two) =>
                {
                    var clean = map.Without(one);
                    var set = clean.WithAt(value, one, two);
                    Assert.Equal(value, set.At(one, two));
                    Assert.Equal(clean, set.Without(one));
                    Assert.Equal(set, set.WithAt(value, one, two));
                    Assert.Null(set.WithAt(null, one, two).At(one, two));
                },
                iter: Counts.Of(300)
            );

    [Fact]
    public void A_map_finds_what_a_dictionary_finds() =>
        Gen.Select(GenValue.Text, Gen.Int[0, 9])
            .Array[0, 40]
            .Sample(
                pairs =>
                {
                    var model = new Dictionary<string, long>(StringComparer.Ordinal);
                    foreach (var (key, value) in pairs)
                        model[key] = value;
                    var map = MapValue.From(pairs.Select(p => KeyValuePair.Create(p.Item1, (Value)(long)p.Item2)));
                    Assert.Equal(model.Keys.Order(StringComparer.Ordinal), map.Keys);
                    foreach (var (key, value) in model)
                    {
                        Assert.Equal(value, map.Integer(key));
                        Assert.Equal(model.Count - 1, map.Without(key).Count);
                        Assert.Equal(map, map.Without(key).With(key, value));
                    }
                    Assert.Null(map["\u0000none"]);
                },
                iter: Counts.Of(300)
            );

    [Fact]
    public void Equal_values_have_equal_hashes() =>
        GenValue
            .Any()
            .Sample(
                v =>
                {
                    var copy = JsonText.Parse(v.ToString());
                    return copy.Equals(v) && copy.GetHashCode() == v.GetHashCode();
                },
                iter: Counts.Of(500)
            );
}
