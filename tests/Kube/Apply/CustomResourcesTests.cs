using Pangea.Kube.Objects;
using Pangea.Kube.Schema;
using static Pangea.Kube.Apply.Tests.Samples;

namespace Pangea.Kube.Apply.Tests;

/// <summary>Server-side apply of custom resources, whose definitions say how their lists and maps merge.</summary>
public class CustomResourcesTests
{
    private static readonly GroupVersionKind Kind = new("example.org", "v1", "Gate");

    private static readonly StructuralSchema Schema = CustomSchema.Compile(
        Map(
            """
            {"type":"object","properties":{"spec":{"type":"object","properties":{
              "tags":{"type":"array","x-kubernetes-list-type":"set","items":{"type":"string"}},
              "routes":{"type":"array","x-kubernetes-list-type":"map","x-kubernetes-list-map-keys":["host","path"],
                "items":{"type":"object","required":["host"],"properties":{
                  "host":{"type":"string"},"path":{"type":"string","default":"/"},"weight":{"type":"integer"}}}},
              "whole":{"type":"object","x-kubernetes-map-type":"atomic","additionalProperties":{"type":"string"}},
              "port":{"x-kubernetes-int-or-string":true},
              "extra":{"type":"object","x-kubernetes-preserve-unknown-fields":true,"properties":{"known":{"type":"string"}}},
              "closed":{"type":"object"}
            }}}}
            """
        )
    );

    private static readonly FieldManager Fields = new(Kind, Schema);

    private static MapValue Gate(string spec) =>
        MapValue.Of(
            ("apiVersion", Kind.ApiVersion),
            ("kind", Kind.Kind),
            ("metadata", MapValue.Of(("name", "g"), ("uid", "1"))),
            ("spec", Map(spec))
        );

    private static MapValue Apply(MapValue? live, string spec, string manager) =>
        Succeeds(Fields.Apply(live, Gate(spec), manager, Noon, false));

    [Fact]
    public void Everything_that_is_created_is_owned_the_spec_itself_too()
    {
        var created = Fields.Update(null, Gate("{'port':'http','whole':{'a':'1'}}"), "creator", Noon);
        Assert.Equal(
            Map("{'f:spec':{'.':{},'f:port':{},'f:whole':{}}}"),
            created.Map("metadata")!.Maps("managedFields").Single()["fieldsV1"]
        );
    }

    [Fact]
    public void Two_appliers_share_lists_and_open_parts_item_by_item()
    {
        var live = Apply(
            null,
            "{'tags':['a'],'routes':[{'host':'x','weight':1}],'extra':{'known':'k','mine':{'x':1}}}",
            "one"
        );
        live = Apply(live, "{'tags':['b'],'routes':[{'host':'x','path':'/p'}],'extra':{'yours':[1]}}", "two");
        Assert.Equal(
            Map(
                "{'tags':['a','b'],'routes':[{'host':'x','weight':1},{'host':'x','path':'/p'}],'extra':{'known':'k','mine':{'x':1},'yours':[1]}}"
            ),
            live["spec"]
        );
        live = Apply(live, "{'routes':[{'host':'x','path':'/','weight':2}]}", "one");
        Assert.Equal(
            Map(
                "{'tags':['b'],'routes':[{'host':'x','path':'/','weight':2},{'host':'x','path':'/p'}],'extra':{'yours':[1]}}"
            ),
            live["spec"]
        );
    }

    [Theory]
    [InlineData("{'closed':{'x':1}}", ".spec.closed.x: field not declared in schema")]
    [InlineData("{'extra':{'known':1}}", ".spec.extra.known: expected string, got &value.valueUnstructured{Value:1}")]
    [InlineData("{'port':{}}", ".spec.port: expected any scalar, got &{map[]}")]
    [InlineData(
        "{'routes':[{'host':'x'},{'host':'x','path':'/'}]}",
        ".spec.routes: duplicate entries for key [host=\"x\",path=\"/\"]"
    )]
    public void A_configuration_that_the_definition_does_not_allow_is_refused(string spec, string why) =>
        Assert.Equal(
            $"failed to create typed patch object (/g; example.org/v1, Kind=Gate): {why}",
            Fields.Apply(null, Gate(spec), "one", Noon, false).Error!.Message
        );
}
