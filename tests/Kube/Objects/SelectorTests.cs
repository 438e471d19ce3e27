using CsCheck;
using Pangea.Kube.Testing;

namespace Pangea.Kube.Objects.Tests;

public class SelectorTests
{
    private static readonly Gen<string> Keys = Pick.Of("a", "b", "c");
    private static readonly Gen<string> Texts = Pick.Of("", "1", "2", "x");
    private static readonly Gen<MapValue> Labels = Gen.Select(Keys, Texts)
        .Array[0, 4]
        .Select(a => MapValue.From(a.Select(p => KeyValuePair.Create(p.Item1, (Value)p.Item2))));

    [Fact]
    public void A_selector_matches_what_its_plain_meaning_says() =>
        Gen.Select(Keys, Texts.Array[1, 3], Gen.Int[0, 6], Labels)
            .Sample(
                (key, values, op, labels) =>
                {
                    var set = string.Join(",", values);
                    var (text, expected) = op switch
                    {
                        0 => ($"{key}={values[0]}", labels.Text(key) == values[0]),
                        1 => ($"{key}=={values[0]}", labels.Text(key) == values[0]),
                        2 => ($"{key}!={values[0]}", labels.Text(key) != values[0]),
                        3 => ($"{key} in ({set})", labels.Text(key) is { } v && values.Contains(v)),
                        4 => ($"{key} notin ({set})", labels.Text(key) is not { } w || !values.Contains(w)),
                        5 => (key, labels.ContainsKey(key)),
                        _ => ($"!{key}", !labels.ContainsKey(key)),
                    };
                    Assert.True(LabelSelector.TryParse(text, out var selector, out var error), error);
                    Assert.Equal(expected, selector.Matches(labels));
                    Assert.True(LabelSelector.TryParse(selector.ToString(), out var again, out _));
                    Assert.Equal(expected, again.Matches(labels));
                },
                iter: Counts.Of(1000)
            );

    [Theory]
    [InlineData("a=b,c in (x,y),!d", true)]
    [InlineData("", true)]
    [InlineData("a in (", false)]
    [InlineData("a in x", false)]
    [InlineData("a=b,", false)]
    [InlineData("a=b c", false)]
    [InlineData("-a", false)]
    public void What_is_no_selector_is_refused(string text, bool valid) =>
        Assert.Equal(valid, LabelSelector.TryParse(text, out _, out _));

    [Fact]
    public void A_selector_object_means_the_same_as_its_query() =>
        Labels.Sample(
            labels =>
            {
                var selector = LabelSelector.FromValue(
                    (MapValue)
                        YamlText.Parse(
                            "{matchLabels: {a: '1'}, matchExpressions: [{key: b, operator: NotIn, values: [x]}]}"
                        )
                );
                Assert.True(LabelSelector.TryParse("a=1,b notin (x)", out var query, out _));
                Assert.Equal(query.Matches(labels), selector.Matches(labels));
            },
            iter: Counts.Of(200)
        );

    [Fact]
    public void An_absent_selector_matches_nothing_and_an_empty_one_everything()
    {
        Assert.False(LabelSelector.FromValue(null).Matches(MapValue.Empty));
        Assert.True(LabelSelector.FromValue(MapValue.Empty).Matches(MapValue.Empty));
    }

    [Fact]
    public void Random_text_is_a_selector_or_refused() =>
        Pick.Of("a", "b/c", "=", "!", "!=", "==", "in", "notin", "(", ")", ",", " ", ">", "<", "1", "\\", "é")
            .Array[0, 12]
            .Select(string.Concat)
            .Sample(
                text =>
                {
                    if (LabelSelector.TryParse(text, out var labels, out _))
                        Assert.True(LabelSelector.TryParse(labels.ToString(), out _, out var error), error);
                    if (FieldSelector.TryParse(text, out var fields, out _))
                        Assert.True(FieldSelector.TryParse(fields.ToString(), out _, out _));
                },
                iter: Counts.Of(2000)
            );

    [Fact]
    public void A_field_selector_reads_fields_and_their_negation()
    {
        Assert.True(FieldSelector.TryParse(@"metadata.name=a\,b,status.phase!=Running", out var selector, out _));
        var fields = new Dictionary<string, string> { ["metadata.name"] = "a,b", ["status.phase"] = "Pending" };
        Assert.True(selector.Matches(f => fields.GetValueOrDefault(f, "")));
        fields["status.phase"] = "Running";
        Assert.False(selector.Matches(f => fields.GetValueOrDefault(f, "")));
    }
}
