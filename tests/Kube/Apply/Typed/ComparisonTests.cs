using CsCheck;
using Pangea.Kube.Objects;
using static Pangea.Kube.Apply.Tests.Samples;

namespace Pangea.Kube.Apply.Tests.Typed;

public class ComparisonTests
{
    private static void Compare(string before, string after, string added, string modified, string removed)
    {
        var comparison = Comparison.Of(SampleSchema, Map($"{{'spec':{before}}}"), Map($"{{'spec':{after}}}"));
        Assert.Equal(Lines(added), comparison.Added.ToString());
        Assert.Equal(Lines(modified), comparison.Modified.ToString());
        Assert.Equal(Lines(removed), comparison.Removed.ToString());
        Assert.Equal(added.Length + modified.Length + removed.Length == 0, comparison.IsSame);
    }

    private static string Lines(string paths) => paths.Replace(' ', '\n').Replace('\'', '"');

    [Theory]
    [InlineData("{'replicas':1}", "{'replicas':1}", "", "", "")]
    [InlineData("{'replicas':1}", "{'replicas':2,'mode':'x'}", ".spec.mode", ".spec.replicas", "")]
    [InlineData("{'replicas':1}", "{'mode':'x'}", ".spec.mode", "", ".spec.replicas")]
    [InlineData("{'labels':{'a':'1'}}", "{'labels':{'a':'2','b':'3'}}", ".spec.labels.b", ".spec.labels.a", "")]
    [InlineData("{}", "{'labels':{'a':'1'}}", ".spec.labels .spec.labels.a", "", "")]
    [InlineData("{'labels':{'a':'1'}}", "{}", "", "", ".spec.labels .spec.labels.a")]
    [InlineData("{}", "{'labels':{}}", ".spec.labels", "", "")]
    [InlineData("{'selector':{'app':'a'}}", "{'selector':{'app':'b'}}", "", ".spec.selector", "")]
    [InlineData("{'args':['a']}", "{'args':['a','b']}", "", ".spec.args", "")]
    [InlineData(
        "{'finalizers':['a','b']}",
        "{'finalizers':['b','c']}",
        ".spec.finalizers[='c']",
        "",
        ".spec.finalizers[='a']"
    )]
    [InlineData("{'finalizers':['a','b']}", "{'finalizers':['b','a']}", "", "", "")]
    public void Fields_maps_and_lists_are_compared_as_the_schema_says(
        string before,
        string after,
        string added,
        string modified,
        string removed
    ) => Compare(before, after, added, modified, removed);

    [Theory]
    [InlineData(
        "{'items':[{'name':'a','image':'1'},{'name':'b'}]}",
        "{'items':[{'name':'b'},{'name':'a','image':'2'}]}",
        "",
        ".spec.items[name='a'].image",
        ""
    )]
    [InlineData(
        "{'items':[{'name':'a'}]}",
        "{'items':[{'name':'a'},{'name':'b'}]}",
        ".spec.items[name='b'] .spec.items[name='b'].name",
        "",
        ""
    )]
    [InlineData(
        "{'items':[{'name':'a'}]}",
        "{'items':[{'name':'b'}]}",
        ".spec.items[name='b'] .spec.items[name='b'].name",
        "",
        ".spec.items[name='a'] .spec.items[name='a'].name"
    )]
    // An absent key field counts with its default.
    [InlineData(
        "{'ports':[{'port':80}]}",
        "{'ports':[{'port':80,'protocol':'TCP'}]}",
        ".spec.ports[port=80,protocol='TCP'].protocol",
        "",
        ""
    )]
    public void Items_are_compared_by_their_keys(
        string before,
        string after,
        string added,
        string modified,
        string removed
    ) => Compare(before, after, added, modified, removed);

    [Theory]
    [InlineData("{'items':[{'name':'a'},{'name':'a'}]}", "{'items':[{'name':'a'},{'name':'a'}]}", "", "", "")]
    [InlineData(
        "{'items':[{'name':'a'},{'name':'a'}]}",
        "{'items':[{'name':'a'},{'name':'a','image':'x'}]}",
        "",
        ".spec.items[name='a']",
        ""
    )]
    [InlineData(
        "{'items':[{'name':'a'},{'name':'a'}]}",
        "{'items':[{'name':'a'}]}",
        ".spec.items[name='a'] .spec.items[name='a'].name",
        "",
        ".spec.items[name='a']"
    )]
    [InlineData(
        "{'items':[{'name':'a'}]}",
        "{'items':[{'name':'a'},{'name':'a'}]}",
        ".spec.items[name='a']",
        "",
        ".spec.items[name='a'] .spec.items[name='a'].name"
    )]
    public void A_repeated_item_counts_as_a_whole(
        string before,
        string after,
        string added,
        string modified,
        string removed
    ) => Compare(before, after, added, modified, removed);

    [Theory]
    [InlineData("{'free':{'a':{'b':1}}}", "{'free':{'a':{'b':2,'c':[1]}}}", ".spec.free.a.c", ".spec.free.a.b", "")]
    [InlineData("{'free':{'a':[1]}}", "{'free':{'a':[2]}}", "", ".spec.free.a", "")]
    [InlineData("{'free':{'a':{'b':1}}}", "{'free':{'a':'x'}}", "", ".spec.free.a", ".spec.free.a.b")]
    [InlineData("{'free':{'a':'x'}}", "{'free':{'a':{'b':1}}}", ".spec.free.a.b", ".spec.free.a", "")]
    [InlineData("{'free':{'a':{'b':1}}}", "{'free':{'a':null}}", "", "", ".spec.free.a.b")]
    public void What_the_schema_leaves_open_is_compared_by_what_it_is(
        string before,
        string after,
        string added,
        string modified,
        string removed
    ) => Compare(before, after, added, modified, removed);

    [Fact]
    public void Comparing_backwards_swaps_added_and_removed() =>
        Gen.Select(SampleSpec, SampleSpec)
            .Sample(
                t =>
                {
                    var there = Comparison.Of(SampleSchema, WithSpec(t.Item1), WithSpec(t.Item2));
                    var back = Comparison.Of(SampleSchema, WithSpec(t.Item2), WithSpec(t.Item1));
                    return there.Added.Equals(back.Removed)
                        && there.Removed.Equals(back.Added)
                        && there.Modified.Equals(back.Modified);
                },
                iter: Iterations
            );

    [Fact]
    public void Equal_objects_are_the_same_and_what_is_told_is_told_once() =>
        Gen.Select(SampleSpec, SampleSpec)
            .Sample(
                t =>
                {
                    var copy = JsonText.ParseMap(t.Item1.ToJson().Span);
                    var change = Comparison.Of(SampleSchema, WithSpec(t.Item1), WithSpec(t.Item2));
                    return Comparison.Of(SampleSchema, WithSpec(t.Item1), WithSpec(copy)).IsSame
                        && !change.Added.Overlaps(change.Removed)
                        && !change.Added.Overlaps(change.Modified)
                        && !change.Modified.Overlaps(change.Removed);
                },
                iter: Iterations
            );
}
