using Pangea.Kube.Objects;
using static Pangea.Kube.Apply.Tests.Samples;

namespace Pangea.Kube.Apply.Tests.Strategic;

public class StrategicMergePatchTests
{
    private static ApiResult<MapValue> Patch(string spec, string patch) =>
        StrategicMergePatch.Apply(Map($"{{'spec':{spec}}}"), Map($"{{'spec':{patch}}}"), SampleSchema);

    private static void Becomes(string spec, string patch, string expected) =>
        Assert.Equal(Map($"{{'spec':{expected}}}").ToString(), Succeeds(Patch(spec, patch)).ToString());

    [Theory]
    // Maps merge, nulls delete, scalars and unmarked lists are replaced.
    [InlineData("{'labels':{'a':'1','b':'2'}}", "{'labels':{'b':null,'c':'3'}}", "{'labels':{'a':'1','c':'3'}}")]
    [InlineData("{'mode':'x','args':['a','b']}", "{'args':['c'],'mode':null}", "{'args':['c']}")]
    [InlineData("{}", "{'labels':{'a':null,'b':'2'}}", "{'labels':{'b':'2'}}")]
    [InlineData("{'labels':'x'}", "{'labels':{'a':'1','b':null}}", "{'labels':{'a':'1'}}")]
    [InlineData(
        "{'free':{'x':{'y':1},'l':[1]}}",
        "{'free':{'x':{'z':2},'l':[2]}}",
        "{'free':{'x':{'y':1,'z':2},'l':[2]}}"
    )]
    [InlineData("{'whole':{'a':'1'}}", "{'whole':{'b':'2'}}", "{'whole':{'b':'2'}}")]
    public void Maps_merge_and_what_is_not_declared_to_merge_is_replaced(string spec, string patch, string expected) =>
        Becomes(spec, patch, expected);

    [Theory]
    [InlineData(
        "{'items':[{'name':'a','image':'1'},{'name':'b','image':'2'}]}",
        "{'items':[{'name':'b','image':'3'}]}",
        "{'items':[{'name':'a','image':'1'},{'name':'b','image':'3'}]}"
    )]
    [InlineData(
        "{'items':[{'name':'a','image':'1'}]}",
        "{'items':[{'name':'c','image':'3'}]}",
        "{'items':[{'name':'c','image':'3'},{'name':'a','image':'1'}]}"
    )]
    [InlineData(
        "{'items':[{'name':'a','nested':{'a':'1','b':'2'}}]}",
        "{'items':[{'name':'a','nested':{'b':null}}]}",
        "{'items':[{'name':'a','nested':{'a':'1'}}]}"
    )]
    [InlineData("{}", "{'items':[{'name':'a','image':null}]}", "{'items':[{'name':'a'}]}")]
    public void Items_of_a_list_merge_by_their_key(string spec, string patch, string expected) =>
        Becomes(spec, patch, expected);

    [Theory]
    [InlineData(
        "{'items':[{'name':'a'},{'name':'b'},{'name':'c'}]}",
        "{'items':[{'name':'b','$patch':'delete'}]}",
        "{'items':[{'name':'a'},{'name':'c'}]}"
    )]
    [InlineData(
        "{'items':[{'name':'a'},{'name':'b'}]}",
        "{'items':[{'name':'x'},{'$patch':'replace'}]}",
        "{'items':[{'name':'x'}]}"
    )]
    [InlineData("{'items':[{'name':'a'}]}", "{'items':[{'$patch':'replace'}]}", "{'items':[]}")]
    [InlineData("{'labels':{'a':'1'}}", "{'labels':{'$patch':'replace','b':'2'}}", "{'labels':{'b':'2'}}")]
    [InlineData("{'labels':{'a':'1'}}", "{'labels':{'$patch':'delete'}}", "{'labels':{}}")]
    [InlineData(
        "{'items':[{'name':'a','image':'1','nested':{'a':'1'}}]}",
        "{'items':[{'name':'a','$patch':'replace'}]}",
        "{'items':[]}"
    )]
    // With nothing to merge with, a directive has nothing to do.
    [InlineData("{}", "{'labels':{'$patch':'delete'}}", "{}")]
    [InlineData("{}", "{'items':[{'name':'b','$patch':'delete'},{'name':'c'}]}", "{'items':[{'name':'c'}]}")]
    public void A_patch_directive_deletes_or_replaces(string spec, string patch, string expected) =>
        Becomes(spec, patch, expected);

    [Theory]
    [InlineData(
        "{'strategy':{'type':'RollingUpdate','rolling':{'surge':'1'}}}",
        "{'strategy':{'$retainKeys':['type'],'type':'Recreate'}}",
        "{'strategy':{'type':'Recreate'}}"
    )]
    [InlineData(
        "{'strategy':{'type':'Recreate'}}",
        "{'strategy':{'$retainKeys':['type','rolling'],'rolling':{'surge':'2'}}}",
        "{'strategy':{'rolling':{'surge':'2'},'type':'Recreate'}}"
    )]
    public void Keys_that_are_not_retained_are_cleared(string spec, string patch, string expected) =>
        Becomes(spec, patch, expected);

    [Theory]
    [InlineData(
        "{'finalizers':['a','b','c']}",
        "{'$deleteFromPrimitiveList/finalizers':['b']}",
        "{'finalizers':['a','c']}"
    )]
    [InlineData(
        "{'finalizers':['a','b']}",
        "{'$deleteFromPrimitiveList/finalizers':['a'],'finalizers':['c']}",
        "{'finalizers':['c','b']}"
    )]
    [InlineData("{}", "{'$deleteFromPrimitiveList/finalizers':['a']}", "{}")]
    [InlineData("{'finalizers':['a','b']}", "{'finalizers':['b','c']}", "{'finalizers':['a','b','c']}")]
    [InlineData("{'finalizers':['a']}", "{'finalizers':['b','b','a']}", "{'finalizers':['b','a']}")]
    public void Lists_of_scalars_merge_without_repeats_and_lose_what_is_to_be_deleted(
        string spec,
        string patch,
        string expected
    ) => Becomes(spec, patch, expected);

    [Theory]
    [InlineData(
        "{'items':[{'name':'a'},{'name':'b'},{'name':'c'}]}",
        "{'$setElementOrder/items':[{'name':'c'},{'name':'a'}]}",
        "{'items':[{'name':'b'},{'name':'c'},{'name':'a'}]}"
    )]
    [InlineData(
        "{'items':[{'name':'a'},{'name':'b'}]}",
        "{'$setElementOrder/items':[{'name':'new'},{'name':'b'},{'name':'a'}],'items':[{'name':'new','image':'1'}]}",
        "{'items':[{'image':'1','name':'new'},{'name':'b'},{'name':'a'}]}"
    )]
    [InlineData(
        "{'items':[{'name':'a'},{'name':'b'},{'name':'server'}]}",
        "{'$setElementOrder/items':[{'name':'b'}],'items':[{'name':'a','$patch':'delete'}]}",
        "{'items':[{'name':'b'},{'name':'server'}]}"
    )]
    [InlineData(
        "{'finalizers':['a','b','s']}",
        "{'$setElementOrder/finalizers':['c','b','a'],'finalizers':['c']}",
        "{'finalizers':['c','b','a','s']}"
    )]
    [InlineData("{}", "{'$setElementOrder/items':[{'name':'a'}]}", "{}")]
    [InlineData(
        "{}",
        "{'$setElementOrder/items':[{'name':'a'},{'name':'b'}],'items':[{'name':'a'},{'name':'b'}]}",
        "{'items':[{'name':'a'},{'name':'b'}]}"
    )]
    [InlineData("{'items':[]}", "{'$setElementOrder/items':[]}", "{'items':[]}")]
    public void The_order_of_elements_is_what_the_patch_asks_for(string spec, string patch, string expected) =>
        Becomes(spec, patch, expected);

    [Theory]
    [InlineData("{'items':[{'image':'x'}]}", 500, "", "map: map[image:x] does not contain declared merge key: name")]
    [InlineData(
        "{'items':[{'$patch':'delete'}]}",
        500,
        "",
        "map: map[$patch:delete] does not contain declared merge key: name"
    )]
    [InlineData(
        "{'items':[{'name':'a','$patch':'merge'}]}",
        500,
        "",
        "merging lists cannot yet be specified in the patch"
    )]
    [InlineData("{'items':[{'name':'a','$patch':'x'}]}", 500, "", "unknown patch type: x in map: map[$patch:x name:a]")]
    [InlineData(
        "{'labels':{'$patch':'merge','a':'1'}}",
        500,
        "",
        "unknown patch type: merge in map: map[$patch:merge a:1]"
    )]
    [InlineData("{'strategy':{'$retainKeys':'type'}}", 400, "BadRequest", "invalid patch format of retainKeys")]
    [InlineData(
        "{'strategy':{'$retainKeys':['type'],'rolling':{}}}",
        400,
        "BadRequest",
        "invalid patch format of retainKeys"
    )]
    [InlineData("{'$deleteFromPrimitiveList':['a']}", 400, "BadRequest", "invalid patch format of primitive list")]
    [InlineData("{'$setElementOrder':[]}", 400, "BadRequest", "invalid patch format of setElementOrder list")]
    [InlineData(
        "{'$setElementOrder/items':{}}",
        500,
        "",
        "expected a []interface {}, but received a map[string]interface {}"
    )]
    [InlineData(
        "{'$setElementOrder/items':[{'name':'a'}],'items':[{'name':'b'}]}",
        500,
        "",
        "The order in patch list:\n[map[name:b]]\n doesn't match $setElementOrder list:\n[map[name:a]]\n"
    )]
    [InlineData("{'items':[[1]]}", 422, "Invalid", "the server rejected our request due to an error in our request")]
    [InlineData(
        "{'items':[{'name':'a'},1]}",
        500,
        "",
        "list element types are not identical: [[map[name:old]] [map[name:a] 1]]"
    )]
    public void A_patch_of_the_wrong_form_is_answered_in_apimachinerys_words(
        string patch,
        int code,
        string reason,
        string message
    )
    {
        var error = Patch("{'items':[{'name':'old'}],'labels':{'o':'1'},'strategy':{'type':'x'}}", patch).Error!;
        if (code == 422)
            error = Patch("{'items':[]}", patch).Error!;
        Assert.Equal(message, error.Message);
        Assert.Equal((code, reason), (error.Code, error.Reason));
    }

    [Fact]
    public void An_order_for_a_field_that_is_not_there_names_the_field()
    {
        var error = StrategicMergePatch
            .Apply(MapValue.Empty, Map("{'spec':{}, '$setElementOrder/nope':[]}"), Builtin("v1", "Pod"))
            .Error!;
        Assert.Equal("unable to find api field in struct Pod for the json field \"nope\"", error.Message);
    }

    [Fact]
    public void A_patch_that_is_no_object_is_a_bad_request() =>
        Assert.Equal(400, StrategicMergePatch.Apply(MapValue.Empty, Json("[]"), SampleSchema).Error!.Code);

    [Fact]
    public void A_patch_of_a_deployment_merges_containers_ports_and_environment()
    {
        var live = Fixture("deployment-hello.json");
        var patch = Map(
            """
            {"spec":{"template":{"spec":{
              "$setElementOrder/containers":[{"name":"sidecar"},{"name":"hello"}],
              "containers":[
                {"name":"sidecar","image":"envoy"},
                {"name":"hello","image":"nginx:1.28","ports":[{"containerPort":80,"name":"http"}],"env":[{"name":"A","value":"1"}]}
              ]
            }}}}
            """
        );
        var patched = Succeeds(StrategicMergePatch.Apply(live, patch, Builtin("apps/v1", "Deployment")));
        var containers = (ListValue)patched.At("spec", "template", "spec", "containers")!;
        Assert.Equal(["sidecar", "hello"], containers.Maps.Select(c => c.Text("name")));
        var hello = containers.Maps.Last();
        Assert.Equal("nginx:1.28", hello.Text("image"));
        Assert.Equal("IfNotPresent", hello.Text("imagePullPolicy"));
        Assert.Equal(Json("[{'containerPort':80,'name':'http','protocol':'TCP'}]"), hello["ports"]);
        Assert.Same(live.At("spec", "strategy"), patched.At("spec", "strategy"));
    }
}
