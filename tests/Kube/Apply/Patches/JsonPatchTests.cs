using CsCheck;
using Pangea.Kube.Objects;
using static Pangea.Kube.Apply.Tests.Samples;

namespace Pangea.Kube.Apply.Tests.Patches;

public class JsonPatchTests
{
    // The examples of RFC 6902, appendix A, that concern objects.
    [Theory]
    [InlineData("{'foo':'bar'}", "[{'op':'add','path':'/baz','value':'qux'}]", "{'baz':'qux','foo':'bar'}")]
    [InlineData("{'foo':['bar','baz']}", "[{'op':'add','path':'/foo/1','value':'qux'}]", "{'foo':['bar','qux','baz']}")]
    [InlineData("{'baz':'qux','foo':'bar'}", "[{'op':'remove','path':'/baz'}]", "{'foo':'bar'}")]
    [InlineData("{'foo':['bar','qux','baz']}", "[{'op':'remove','path':'/foo/1'}]", "{'foo':['bar','baz']}")]
    [InlineData(
        "{'baz':'qux','foo':'bar'}",
        "[{'op':'replace','path':'/baz','value':'boo'}]",
        "{'baz':'boo','foo':'bar'}"
    )]
    [InlineData(
        "{'foo':{'bar':'baz','waldo':'fred'},'qux':{'corge':'grault'}}",
        "[{'op':'move','from':'/foo/waldo','path':'/qux/thud'}]",
        "{'foo':{'bar':'baz'},'qux':{'corge':'grault','thud':'fred'}}"
    )]
    [InlineData(
        "{'foo':['all','grass','cows','eat']}",
        "[{'op':'move','from':'/foo/1','path':'/foo/3'}]",
        "{'foo':['all','cows','eat','grass']}"
    )]
    [InlineData(
        "{'baz':'qux','foo':['a',2,'c']}",
        "[{'op':'test','path':'/baz','value':'qux'},{'op':'test','path':'/foo/1','value':2}]",
        "{'baz':'qux','foo':['a',2,'c']}"
    )]
    [InlineData(
        "{'foo':'bar'}",
        "[{'op':'add','path':'/child','value':{'grandchild':{}}}]",
        "{'foo':'bar','child':{'grandchild':{}}}"
    )]
    [InlineData("{'/':9,'~1':10}", "[{'op':'test','path':'/~01','value':10}]", "{'/':9,'~1':10}")]
    [InlineData(
        "{'foo':['bar']}",
        "[{'op':'add','path':'/foo/-','value':['abc','def']}]",
        "{'foo':['bar',['abc','def']]}"
    )]
    [InlineData("{'foo':1}", "[{'op':'copy','from':'/foo','path':'/bar'}]", "{'foo':1,'bar':1}")]
    [InlineData("{'a':{'x/y':{'m~n':1}}}", "[{'op':'remove','path':'/a/x~1y/m~0n'}]", "{'a':{'x/y':{}}}")]
    [InlineData("{'foo':1}", "[{'op':'replace','path':'','value':{'bar':2}}]", "{'bar':2}")]
    // What Kubernetes' library allows beyond the RFC.
    [InlineData("{}", "[{'op':'replace','path':'/new','value':1}]", "{'new':1}")]
    [InlineData("{'foo':[1,2,3]}", "[{'op':'remove','path':'/foo/-1'}]", "{'foo':[1,2]}")]
    [InlineData("{'foo':1}", "[{'op':'test','path':'/gone','value':null}]", "{'foo':1}")]
    [InlineData("{'foo':1}", "[{'op':'add','path':'/bar'}]", "{'foo':1,'bar':null}")]
    public void An_operation_does_what_the_standard_says(string target, string patch, string expected) =>
        Assert.Equal(Map(expected), Succeeds(Read(patch).Apply(Map(target))));

    [Theory]
    [InlineData("[{'op':'test','path':'/baz','value':'bar'}]")]
    [InlineData("[{'op':'add','path':'/no/such','value':1}]")]
    [InlineData("[{'op':'remove','path':'/no'}]")]
    [InlineData("[{'op':'remove','path':'/list/3'}]")]
    [InlineData("[{'op':'remove','path':'/list/-4'}]")]
    [InlineData("[{'op':'add','path':'/list/4','value':1}]")]
    [InlineData("[{'op':'add','path':'/list/x','value':1}]")]
    [InlineData("[{'op':'replace','path':'/list/-','value':1}]")]
    [InlineData("[{'op':'replace','path':'','value':1}]")]
    [InlineData("[{'op':'remove','path':''}]")]
    [InlineData("[{'op':'move','from':'/no','path':'/baz'}]")]
    [InlineData("[{'op':'copy','from':'/no/such','path':'/baz'}]")]
    [InlineData("[{'op':'copy','path':'/baz'}]")]
    [InlineData("[{'op':'add','value':1}]")]
    [InlineData("[{'op':'add','path':'baz','value':1}]")]
    [InlineData("[{'op':'add','path':'/baz/deep','value':1}]")]
    [InlineData("[{'op':'frob','path':'/baz'}]")]
    [InlineData("[{'path':'/baz'}]")]
    [InlineData("[{'op':'add','path':'/ok','value':1},{'op':'test','path':'/ok','value':2}]")]
    public void A_patch_that_does_not_fit_is_rejected_as_a_whole(string patch)
    {
        var error = Read(patch).Apply(Map("{'baz':'qux','list':[1,2,3]}")).Error!;
        Assert.Equal(422, error.Code);
        Assert.Equal("Invalid", error.Reason);
        Assert.Equal("the server rejected our request due to an error in our request", error.Message);
    }

    [Theory]
    [InlineData("{}", "json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp")]
    [InlineData("'x'", "json: cannot unmarshal string into Go value of type []handlers.jsonPatchOp")]
    [InlineData("['x']", "json: cannot unmarshal string into Go value of type handlers.jsonPatchOp")]
    [InlineData("[{'op':1}]", "json: cannot unmarshal number into Go struct field jsonPatchOp.op of type string")]
    public void What_is_no_patch_is_a_bad_request(string document, string why)
    {
        var error = JsonPatch.Read(Json(document)).Error!;
        Assert.Equal((400, "BadRequest"), (error.Code, error.Reason));
        Assert.Equal($"error decoding patch: {why}", error.Message);
    }

    [Fact]
    public void More_operations_than_allowed_are_too_large_an_entity()
    {
        var operation = Map("{'op':'test','path':''}");
        var error = JsonPatch.Read(ListValue.From(Enumerable.Repeat(operation, 10_001))).Error!;
        Assert.Equal(413, error.Code);
        Assert.Equal(
            "Request entity too large: The allowed maximum operations in a JSON patch is 10000, got 10001",
            error.Message
        );
        Assert.True(JsonPatch.Read(ListValue.From(Enumerable.Repeat(operation, 10_000))).IsSuccess);
    }

    [Fact]
    public void Copies_that_grow_beyond_their_budget_are_rejected()
    {
        // Each copy doubles what the next one copies.
        var target = MapValue.Of(("a", MapValue.Of(("text", new string('x', 1024)))));
        var doubling = string.Join(
            ',',
            Enumerable.Range(0, 20).Select(i => $"{{'op':'copy','from':'/a','path':'/a/c{i}'}}")
        );
        Assert.Equal(422, Read($"[{doubling}]").Apply(target).Error!.Code);
        var few = string.Join(
            ',',
            Enumerable.Range(0, 10).Select(i => $"{{'op':'copy','from':'/a','path':'/a/c{i}'}}")
        );
        Succeeds(Read($"[{few}]").Apply(target));
    }

    [Fact]
    public void Fields_of_an_operation_that_mean_nothing_are_told()
    {
        Assert.Equal(
            ["[1].comment"],
            Read("[{'op':'test','path':''},{'op':'test','path':'','comment':1}]").UnknownFields
        );
    }

    [Fact]
    public void What_is_not_touched_is_shared()
    {
        var target = Map("{'spec':{'a':1},'status':{'b':[1,2]}}");
        var patched = Succeeds(Read("[{'op':'add','path':'/spec/c','value':2}]").Apply(target));
        Assert.Same(target["status"], patched["status"]);
    }

    [Fact]
    public void The_differences_of_two_documents_as_a_patch_lead_from_one_to_the_other() =>
        Gen.Select(AnyMap, AnyMap)
            .Sample(
                t =>
                {
                    var patch = ListValue.From(JsonDiff.Between(t.Item1, t.Item2));
                    return JsonPatch.Read(patch).Value!.Apply(t.Item1).Value!.Equals(t.Item2);
                },
                iter: Iterations
            );

    [Fact]
    public void Any_patch_is_applied_or_rejected_and_never_fails_otherwise() =>
        Gen.Select(AnyMap, Operation.Array[0, 5])
            .Sample(
                t =>
                {
                    var result = JsonPatch.Read(ListValue.Create(t.Item2)).Value!.Apply(t.Item1);
                    return result.IsSuccess || result.Error.Code == 422;
                },
                iter: Iterations
            );

    private static readonly Gen<string> Pointer = Gen.OneOf("a", "b", "c", "0", "1", "-1", "-", "")
        .Array[0, 3]
        .Select(tokens => string.Concat(tokens.Select(t => "/" + t)));

    private static readonly Gen<Value> Operation = Gen.Select(
        Gen.OneOf("add", "remove", "replace", "move", "copy", "test"),
        Pointer,
        Pointer,
        AnyJson,
        (op, path, from, value) => (Value)MapValue.Of(("op", op), ("path", path), ("from", from), ("value", value))
    );

    private static JsonPatch Read(string patch)
    {
        var result = JsonPatch.Read(Json(patch));
        Assert.True(result.IsSuccess, result.Error?.ToString());
        return result.Value;
    }
}
