using System.Text;
using CsCheck;
using Pangea.Kube.Testing;

namespace Pangea.Kube.Objects.Tests;

public class YamlTests
{
    public static TheoryData<string> Recordings =>
        [
            .. new[]
            {
                "kubectl-binding-work.txt",
                "kubectl-clusters.txt",
                "kubectl-member-objects.txt",
                "kubectl-policy.txt",
                "kubectl-weights.txt",
            }.SelectMany(f => Recording.Outputs(f, "-o yaml").Concat(Recording.Outputs(f, "--show-managed-fields"))),
        ];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void What_kubectl_printed_is_read_and_written_back_byte_for_byte(string yaml) =>
        Assert.Equal(yaml, YamlText.Write(YamlText.Parse(yaml)));

    [Fact]
    public void Any_value_survives_yaml() =>
        GenValue
            .Any()
            .Sample(
                v =>
                {
                    var yaml = YamlText.Write(v);
                    var back = YamlText.Parse(yaml);
                    Assert.True(Same(v, back), $"{v}\n{back}\n{yaml}");
                },
                iter: Counts.Of(1000)
            );

    // YAML's floats are floats: their digits may change, their value not.
    private static bool Same(Value a, Value b) =>
        (a, b) switch
        {
            (NumberValue x, NumberValue y) => x.Equals(y) || x.Double.Equals(y.Double),
            (MapValue x, MapValue y) => x.Keys.SequenceEqual(y.Keys) && x.Keys.All(k => Same(x[k]!, y[k]!)),
            (ListValue x, ListValue y) => x.Count == y.Count && x.Zip(y).All(p => Same(p.First, p.Second)),
            _ => a.Equals(b),
        };

    // JSON may hold a few characters as they are that YAML must escape.
    [Fact]
    public void Json_is_yaml() =>
        GenValue
            .Map(3)
            .Where(v => v.ToString().All(c => YamlAnalysis.IsPrintable(c) || char.IsSurrogate(c)))
            .Sample(v => Same(v, YamlText.Parse(v.ToString())), iter: Counts.Of(300));

    [Theory]
    [InlineData("yes", "true")]
    [InlineData("Off", "false")]
    [InlineData("y", "true")]
    [InlineData("'yes'", "\"yes\"")]
    [InlineData("~", "null")]
    [InlineData("", "null")]
    [InlineData("0644", "420")]
    [InlineData("0x1F", "31")]
    [InlineData("0b101", "5")]
    [InlineData("1_000", "1000")]
    [InlineData("08", "8")]
    [InlineData("1.0", "1")]
    [InlineData("1e3", "1000")]
    [InlineData(".5", "0.5")]
    [InlineData("1e-7", "1e-7")]
    [InlineData("1e400", "\"1e400\"")]
    [InlineData("9223372036854775808", "9223372036854775808")]
    [InlineData("123456789012345678901234567890", "123456789012345678901234567890")]
    [InlineData("2026-11-23", "\"2026-11-23\"")]
    [InlineData("2026-11-23T02:52:40Z", "\"2026-11-23T02:52:40Z\"")]
    [InlineData("1.2.3", "\"1.2.3\"")]
    [InlineData("1:30", "\"1:30\"")]
    [InlineData("10.96.0.1", "\"10.96.0.1\"")]
    [InlineData("!!str 12", "\"12\"")]
    [InlineData("!!float 12", "12")]
    [InlineData("!!binary aGk=", "\"hi\"")]
    [InlineData("!mine 12", "\"12\"")]
    [InlineData("{1: a, true: b, 1.5: c, x: d}", """{"1":"a","1.5":"c","true":"b","x":"d"}""")]
    [InlineData("[a, [b], {c: }]", """["a",["b"],{"c":null}]""")]
    [InlineData("a: |\n  x\n  y\nb: >-\n  p\n  q\n", """{"a":"x\ny\n","b":"p q"}""")]
    public void Plain_scalars_have_the_types_that_kubernetes_gives_them(string yaml, string json) =>
        Assert.Equal(json, YamlText.Parse(yaml).ToString());

    [Fact]
    public void Anchors_and_merge_keys_are_resolved()
    {
        var value = YamlText.Parse(
            """
            base: &base {a: 1, b: 2}
            one: *base
            two:
              <<: *base
              b: 3
            three:
              <<: [{c: 1}, *base]
              a: 9
            """
        );
        Assert.Equal(
            """{"base":{"a":1,"b":2},"one":{"a":1,"b":2},"three":{"a":9,"b":2,"c":1},"two":{"a":1,"b":3}}""",
            value.ToString()
        );
    }

    [Fact]
    public void A_billion_laughs_are_not_laughed()
    {
        var yaml = new StringBuilder("a0: &a0 [l,l,l,l,l,l,l,l,l]\n");
        for (var i = 1; i < 12; i++)
            yaml.Append($"a{i}: &a{i} [").AppendJoin(',', Enumerable.Repeat($"*a{i - 1}", 9)).Append("]\n");
        var error = Assert.Throws<FormatException>(() => YamlText.Parse(yaml.ToString()));
        Assert.Equal("yaml: document contains excessive aliasing", error.Message);
    }

    [Theory]
    [InlineData("a: *b", "unknown anchor 'b' referenced")]
    [InlineData("a: &a [*a]", "anchor 'a' value contains itself")]
    [InlineData("a: .inf", "unsupported value: .inf")]
    [InlineData("{[a]: b}", "unsupported map key")]
    [InlineData("!!int x", "cannot decode `x` as a !!int")]
    [InlineData("a: [", "")]
    [InlineData("a: b: c", "")]
    public void What_json_cannot_say_is_refused(string yaml, string message) =>
        Assert.Contains(
            message,
            Assert.Throws<FormatException>(() => YamlText.Parse(yaml)).Message,
            StringComparison.Ordinal
        );

    [Fact]
    public void Nesting_is_bounded() => Assert.Throws<FormatException>(() => YamlText.Parse(new string('[', 5000)));

    [Fact]
    public void Documents_of_a_stream_are_read_one_by_one()
    {
        var all = YamlText.ParseAll("a: 1\n---\n---\n- b\n...\n---\n# nothing\n");
        Assert.Equal(["""{"a":1}""", "null", """["b"]""", "null"], all.Select(v => v.ToString()));
        Assert.Empty(YamlText.ParseAll(""));
        Assert.Equal(NullValue.Instance, YamlText.Parse("# nothing\n"));
    }

    [Fact]
    public void Repeated_keys_are_told_with_their_lines()
    {
        var document = YamlText.ParseDocument("a: 1\nb:\n  c: 1\n  c: 2\na: 2\n"u8);
        Assert.Equal(
            ["line 4: key \"c\" already set in map", "line 5: key \"a\" already set in map"],
            document.Repeated
        );
        Assert.Equal("""{"a":2,"b":{"c":2}}""", document.Root.ToString());
    }

    [Fact]
    public void Random_text_is_yaml_or_refused() =>
        Pick.Of(
                "- ",
                ": ",
                "a",
                "\n",
                "  ",
                "? ",
                "&x ",
                "*x",
                "!t ",
                "|",
                ">",
                "'",
                "\"",
                "{",
                "}",
                "[",
                "]",
                ",",
                "#",
                "---\n",
                "...\n",
                "%",
                "@",
                "\t",
                "<<: ",
                "\\",
                "\u00e9",
                "1",
                "."
            )
            .Array[0, 25]
            .Select(string.Concat)
            .Sample(
                text =>
                {
                    try
                    {
                        YamlText.ParseAll(text);
                    }
                    catch (FormatException) { }
                },
                iter: Counts.Of(2000)
            );
}
