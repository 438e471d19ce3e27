using CsCheck;
using Pangea.Kube.Objects;
using static Pangea.Kube.Apply.Tests.Samples;

namespace Pangea.Kube.Apply.Tests.Patches;

public class MergePatchTests
{
    // RFC 7396, appendix A, all of it.
    [Theory]
    [InlineData("{'a':'b'}", "{'a':'c'}", "{'a':'c'}")]
    [InlineData("{'a':'b'}", "{'b':'c'}", "{'a':'b','b':'c'}")]
    [InlineData("{'a':'b'}", "{'a':null}", "{}")]
    [InlineData("{'a':'b','b':'c'}", "{'a':null}", "{'b':'c'}")]
    [InlineData("{'a':['b']}", "{'a':'c'}", "{'a':'c'}")]
    [InlineData("{'a':'c'}", "{'a':['b']}", "{'a':['b']}")]
    [InlineData("{'a':{'b':'c'}}", "{'a':{'b':'d','c':null}}", "{'a':{'b':'d'}}")]
    [InlineData("{'a':[{'b':'c'}]}", "{'a':[1]}", "{'a':[1]}")]
    [InlineData("['a','b']", "['c','d']", "['c','d']")]
    [InlineData("{'a':'b'}", "['c']", "['c']")]
    [InlineData("{'a':'foo'}", "null", "null")]
    [InlineData("{'a':'foo'}", "'bar'", "'bar'")]
    [InlineData("{'e':null}", "{'a':1}", "{'e':null,'a':1}")]
    [InlineData("[1,2]", "{'a':'b','c':null}", "{'a':'b'}")]
    [InlineData("{}", "{'a':{'bb':{'ccc':null}}}", "{'a':{'bb':{}}}")]
    public void A_patch_does_what_the_standard_says(string target, string patch, string expected) =>
        Assert.Equal(Json(expected), MergePatch.Merge(Json(target), Json(patch)));

    [Fact]
    public void A_patch_that_is_no_object_is_a_bad_request()
    {
        var error = MergePatch.Apply(MapValue.Empty, Json("[1]")).Error!;
        Assert.Equal(400, error.Code);
        Assert.Equal(
            "error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}",
            error.Message
        );
    }

    [Fact]
    public void A_patch_that_says_what_is_there_changes_nothing_at_all() =>
        AnyMap.Sample(map => ReferenceEquals(MergePatch.Merge(map, WithoutNulls(map)), map), iter: Iterations);

    [Fact]
    public void The_patch_between_two_objects_leads_from_one_to_the_other() =>
        Gen.Select(AnyMap, AnyMap)
            .Sample(
                t =>
                {
                    var to = (MapValue)WithoutNulls(t.Item2);
                    return MergePatch.Merge(t.Item1, MergePatch.Between(t.Item1, to)).Equals(to);
                },
                iter: Iterations
            );

    [Fact]
    public void Applying_a_patch_twice_equals_applying_it_once() =>
        Gen.Select(AnyMap, AnyJson)
            .Sample(
                t =>
                {
                    var once = MergePatch.Merge(t.Item1, t.Item2);
                    return MergePatch.Merge(once, t.Item2).Equals(once);
                },
                iter: Iterations
            );

    [Fact]
    public void There_is_nothing_to_patch_between_equal_objects() =>
        AnyMap.Sample(
            map => MergePatch.Between(map, JsonText.ParseMap(map.ToJson().Span)).Count == 0,
            iter: Iterations
        );

    // A merge patch has no way to say a null, except inside a list, which is taken as it is.
    private static Value WithoutNulls(Value value) =>
        value is MapValue map
            ? MapValue.From(
                map.Where(e => e.Value is not NullValue)
                    .Select(e => new KeyValuePair<string, Value>(e.Key, WithoutNulls(e.Value)))
            )
            : value;
}
