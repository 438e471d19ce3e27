using Pangea.Kube.Objects;
using static Pangea.Kube.Apply.Tests.Samples;

namespace Pangea.Kube.Apply.Tests.Managed;

public class ApplyTests
{
    private static readonly FieldManager Main = new(SampleKind, SampleSchema)
    {
        ResetFields = FieldSet.OfFields("status"),
    };

    private static MapValue Apply(MapValue? live, string spec, string manager, bool force = false, int second = 0) =>
        Stored(Succeeds(Main.Apply(live, Sample(spec), manager, Noon.AddSeconds(second), force)));

    // What the server adds to an object when it is first stored.
    private static MapValue Stored(MapValue value) => value.WithAt("1", "metadata", "uid");

    private static Status Fails(MapValue? live, string spec, string manager)
    {
        var result = Main.Apply(live, Sample(spec), manager, Noon, force: false);
        Assert.False(result.IsSuccess);
        return result.Error;
    }

    private static string SpecOf(MapValue value) => value["spec"]?.ToString().Replace('"', '\'') ?? "none";

    private static string Owners(MapValue value) =>
        string.Join(
            '\n',
            value
                .Map("metadata")!
                .Maps("managedFields")
                .Select(e =>
                    $"{e.Text("manager")} {e.Text("operation")}: {e.Map("fieldsV1")!.Map("f:spec")?.ToString().Replace('"', '\'')}"
                )
        );

    [Fact]
    public void The_first_apply_creates_the_object_and_owns_what_it_says()
    {
        var live = Apply(
            null,
            "{'mode':'x','labels':{'a':'1'},'items':[{'name':'i','image':'1'}],'ports':[{'port':80}],'finalizers':['f']}",
            "one"
        );
        Assert.Equal(
            "{'finalizers':['f'],'items':[{'image':'1','name':'i'}],'labels':{'a':'1'},'mode':'x','ports':[{'port':80}]}",
            SpecOf(live)
        );
        Assert.Equal(
            "one Apply: {'f:finalizers':{'v:\\'f\\'':{}},'f:items':{'k:{\\'name\\':\\'i\\'}':{'.':{},'f:image':{},'f:name':{}}},'f:labels':{'f:a':{}},"
                + "'f:mode':{},'f:ports':{'k:{\\'port\\':80,\\'protocol\\':\\'TCP\\'}':{'.':{},'f:port':{}}}}",
            Owners(live)
        );
    }

    [Fact]
    public void Applying_the_same_again_gives_the_live_object_back()
    {
        var live = Apply(null, "{'mode':'x','items':[{'name':'i'}]}", "one");
        Assert.Same(
            live,
            Succeeds(Main.Apply(live, Sample("{'items':[{'name':'i'}],'mode':'x'}"), "one", Noon.AddHours(1), false))
        );
    }

    [Fact]
    public void What_is_not_applied_any_more_is_removed()
    {
        var live = Apply(
            null,
            "{'mode':'x','replicas':1,'labels':{'a':'1','b':'2'},'items':[{'name':'i','image':'1'},{'name':'j'}]}",
            "one"
        );
        live = Apply(live, "{'mode':'x','labels':{'b':'2'},'items':[{'name':'i'}]}", "one", second: 5);
        Assert.Equal("{'items':[{'name':'i'}],'labels':{'b':'2'},'mode':'x'}", SpecOf(live));
        Assert.Equal("2026-11-23T12:00:05Z", live.Map("metadata")!.Maps("managedFields").Single().Text("time"));
    }

    [Fact]
    public void What_is_not_applied_any_more_stays_while_another_owns_it()
    {
        var live = Apply(null, "{'mode':'x','replicas':1}", "one");
        live = Apply(live, "{'replicas':1}", "two");
        live = Apply(live, "{'mode':'x'}", "one");
        Assert.Equal("{'mode':'x','replicas':1}", SpecOf(live));
        Assert.Equal("one Apply: {'f:mode':{}}\ntwo Apply: {'f:replicas':{}}", Owners(live));
        live = Apply(live, "{}", "two");
        Assert.Equal("{'mode':'x'}", SpecOf(live));
    }

    [Fact]
    public void What_an_updater_put_beside_stays_when_its_neighbours_are_removed()
    {
        var live = Apply(null, "{'labels':{'a':'1'},'items':[{'name':'i','image':'1'}]}", "one");
        var updated = live.WithAt("2", "spec", "labels", "b");
        live = Main.Update(live, updated, "updater", Noon);
        live = Apply(live, "{}", "one");
        Assert.Equal("{'labels':{'b':'2'}}", SpecOf(live));
    }

    [Fact]
    public void A_whole_struct_goes_with_its_last_field()
    {
        var live = Apply(null, "{'mode':'x','strategy':{'type':'t','rolling':{'surge':'1'}}}", "one");
        Assert.Equal(
            "{'mode':'x','strategy':{'type':'t'}}",
            SpecOf(Apply(live, "{'mode':'x','strategy':{'type':'t'}}", "one"))
        );
        Assert.Equal("{'mode':'x'}", SpecOf(Apply(live, "{'mode':'x'}", "one")));
    }

    [Fact]
    public void A_conflict_names_its_field_and_owner()
    {
        var live = Apply(null, "{'mode':'x'}", "one");
        var error = Fails(live, "{'mode':'y'}", "two");
        Assert.Equal((409, "Conflict"), (error.Code, error.Reason));
        Assert.Equal("Apply failed with 1 conflict: conflict with \"one\": .spec.mode", error.Message);
        Assert.Equal([new("FieldManagerConflict", "conflict with \"one\"", ".spec.mode")], error.Causes);
    }

    [Fact]
    public void A_conflict_with_an_updater_names_its_version_and_subresource()
    {
        var live = Main.Update(null, Sample("{'mode':'x'}", uid: "1"), "upd", Noon);
        Assert.Equal(
            "Apply failed with 1 conflict: conflict with \"upd\" using test.pangea.io/v1: .spec.mode",
            Fails(live, "{'mode':'y'}", "two").Message
        );
        var scale = new FieldManager(SampleKind, SampleSchema) { Subresource = "scale" };
        live = scale.Update(live, live.WithAt(3, "spec", "replicas"), "hpa", Noon);
        Assert.Equal(
            "Apply failed with 1 conflict: conflict with \"hpa\" with subresource \"scale\" using test.pangea.io/v1: .spec.replicas",
            Fails(live, "{'replicas':1}", "two").Message
        );
    }

    [Fact]
    public void Several_conflicts_are_listed_by_owner()
    {
        var live = Apply(null, "{'labels':{'k':'1','m':'2'}}", "one");
        live = Apply(live, "{'mode':'x'}", "three");
        var error = Fails(live, "{'labels':{'m':'9','k':'9'},'mode':'y'}", "two");
        Assert.Equal(
            "Apply failed with 3 conflicts: conflicts with \"one\":\n- .spec.labels.k\n- .spec.labels.m\nconflicts with \"three\":\n- .spec.mode",
            error.Message
        );
        Assert.Equal(3, error.Causes.Count);
    }

    [Fact]
    public void Applying_the_value_that_is_there_shares_it_without_conflict()
    {
        var live = Apply(null, "{'mode':'x'}", "one");
        live = Apply(live, "{'mode':'x'}", "two");
        Assert.Equal("one Apply: {'f:mode':{}}\ntwo Apply: {'f:mode':{}}", Owners(live));
        Assert.All(live.Map("metadata")!.Maps("managedFields"), e => Assert.NotNull(e.Text("time")));
    }

    [Fact]
    public void Force_takes_the_field_from_its_owner()
    {
        var live = Apply(null, "{'mode':'x','replicas':1}", "one");
        live = Apply(live, "{'mode':'y'}", "two", force: true);
        Assert.Equal("{'mode':'y','replicas':1}", SpecOf(live));
        Assert.Equal("one Apply: {'f:replicas':{}}\ntwo Apply: {'f:mode':{}}", Owners(live));
        live = Apply(live, "{'replicas':2,'mode':'z'}", "three", force: true);
        Assert.Equal("three Apply: {'f:mode':{},'f:replicas':{}}", Owners(live));
    }

    [Fact]
    public void The_first_apply_to_an_untracked_object_finds_what_was_there_before_owned()
    {
        var live = Sample("{'mode':'x','replicas':1}", uid: "1");
        var error = Fails(live, "{'mode':'y'}", "one");
        Assert.Equal(
            "Apply failed with 1 conflict: conflict with \"before-first-apply\" using test.pangea.io/v1: .spec.mode",
            error.Message
        );
        Assert.Equal(
            "one Apply: {'f:mode':{}}\nbefore-first-apply Update: {'.':{},'f:mode':{},'f:replicas':{}}",
            Owners(Apply(live, "{'mode':'x'}", "one"))
        );
    }

    [Theory]
    [InlineData("{'items':[{'name':'a'},{'name':'b'},{'name':'c'}]}", "{'items':[{'name':'c'},{'name':'a'}]}", "b c a")]
    [InlineData("{'items':[{'name':'a'},{'name':'b'}]}", "{'items':[{'name':'n'},{'name':'b'}]}", "a n b")]
    [InlineData(
        "{'items':[{'name':'a'},{'name':'s'},{'name':'b'}]}",
        "{'items':[{'name':'b'},{'name':'a'},{'name':'n'}]}",
        "s b a n"
    )]
    public void Applied_items_stand_in_the_order_of_the_configuration(string live, string config, string expected)
    {
        var before = Sample(live, uid: "1");
        var after = Succeeds(Main.Apply(before, Sample(config), "one", Noon, force: true));
        Assert.Equal(expected, string.Join(' ', after.Map("spec")!.Maps("items").Select(i => i.Text("name"))));
    }

    [Fact]
    public void A_key_field_that_is_left_out_is_its_default()
    {
        var live = Apply(
            null,
            "{'ports':[{'port':80,'name':'http','protocol':'TCP'},{'port':80,'protocol':'UDP'}]}",
            "one"
        );
        live = Apply(live, "{'ports':[{'port':80,'name':'web'}]}", "two", force: true);
        Assert.Equal(
            "{'ports':[{'name':'web','port':80,'protocol':'TCP'},{'port':80,'protocol':'UDP'}]}",
            SpecOf(live)
        );
    }

    [Fact]
    public void Items_that_are_in_the_object_twice_are_replaced_by_the_applied_one()
    {
        var live = Sample("{'items':[{'name':'a','image':'1'},{'name':'a','image':'2'},{'name':'b'}]}", uid: "1");
        var error = Fails(live, "{'items':[{'name':'a','image':'3'}]}", "one");
        Assert.Equal(
            "Apply failed with 1 conflict: conflict with \"before-first-apply\" using test.pangea.io/v1: .spec.items[name=\"a\"]",
            error.Message
        );
        var after = Succeeds(
            Main.Apply(live, Sample("{'items':[{'name':'a','image':'3'}]}"), "one", Noon, force: true)
        );
        Assert.Equal("{'items':[{'image':'3','name':'a'},{'name':'b'}]}", SpecOf(after));
    }

    [Fact]
    public void Duplicates_of_others_do_not_hinder_an_apply_elsewhere()
    {
        var live = Sample("{'items':[{'name':'a','image':'1'},{'name':'a','image':'2'}]}", uid: "1");
        Assert.Equal(
            "{'items':[{'image':'1','name':'a'},{'image':'2','name':'a'}],'mode':'x'}",
            SpecOf(Apply(live, "{'mode':'x'}", "one"))
        );
    }

    [Theory]
    [InlineData("{'nope':1}", ".spec.nope: field not declared in schema")]
    [InlineData("{'replicas':'1'}", ".spec.replicas: expected numeric (int or float), got string")]
    [InlineData("{'mode':1}", ".spec.mode: expected string, got &value.valueUnstructured{Value:1}")]
    [InlineData("{'paused':'yes'}", ".spec.paused: expected boolean, got &{yes}")]
    [InlineData("{'labels':['a']}", ".spec.labels: expected map, got &{[a]}")]
    [InlineData("{'items':{'name':'a'}}", ".spec.items: expected list, got &{map[name:a]}")]
    [InlineData("{'items':[{'name':'a'},{'name':'a'}]}", ".spec.items: duplicate entries for key [name=\"a\"]")]
    [InlineData(
        "{'items':[{'image':'a'}]}",
        ".spec.items: element 0: associative list with keys has an element that omits key field \"name\" (and doesn't have default value)"
    )]
    [InlineData("{'items':['a']}", ".spec.items: element 0: associative list with keys may not have non-map elements")]
    [InlineData("{'items':[null]}", ".spec.items: element 0: associative list with keys may not have a null element")]
    [InlineData(
        "{'finalizers':[{}]}",
        ".spec.finalizers: element 0: associative list without keys has an element that's a map type"
    )]
    [InlineData(
        "{'items':[{'name':'a','nested':{'a':1}}],'mode':2}",
        "errors:\n  .spec.items[name=\"a\"].nested.a: expected string, got &value.valueUnstructured{Value:1}\n"
            + "  .spec.mode: expected string, got &value.valueUnstructured{Value:2}"
    )]
    public void A_configuration_without_the_shape_of_its_schema_is_refused(string spec, string why)
    {
        var error = Main.Apply(null, Sample(spec).WithAt("ns", "metadata", "namespace"), "one", Noon, false).Error!;
        Assert.Equal(500, error.Code);
        Assert.Equal(
            $"failed to create typed patch object (ns/s; test.pangea.io/v1, Kind=Sample): {why}",
            error.Message
        );
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{'manager':'x'}]")]
    public void A_configuration_may_not_say_who_owns_it(string list)
    {
        var config = Sample("{}").WithAt(Json(list), "metadata", "managedFields");
        var error = Main.Apply(null, config, "one", Noon, false).Error!;
        Assert.Equal((400, "metadata.managedFields must be nil"), (error.Code, error.Message));
    }

    [Fact]
    public void A_configuration_of_another_kind_is_refused()
    {
        var other = Main.Apply(null, Sample("{}").With("apiVersion", "v1"), "one", Noon, false).Error!;
        Assert.Equal((400, "invalid object type: /v1, Kind=Sample"), (other.Code, other.Message));
        var none = Main.Apply(null, MapValue.Empty, "one", Noon, false).Error!;
        Assert.Equal("invalid object type: /, Kind=", none.Message);
    }

    [Fact]
    public void Fields_that_the_endpoint_resets_are_neither_owned_nor_in_conflict()
    {
        var status = new FieldManager(SampleKind, SampleSchema)
        {
            Subresource = "status",
            ResetFields = FieldSet.OfFields("spec"),
        };
        var live = Apply(null, "{'mode':'x'}", "one");
        live = Succeeds(
            status.Apply(live, Sample("{'mode':'y'}").With("status", Map("{'ready':1}")), "two", Noon, false)
        );
        var entry = live.Map("metadata")!.Maps("managedFields").Single(e => e.Text("manager") == "two");
        Assert.Equal("""{"f:status":{"f:ready":{}}}""", entry["fieldsV1"]!.ToString());
        Assert.Equal("status", entry.Text("subresource"));
    }

    [Fact]
    public void Atomic_parts_are_applied_and_owned_as_a_whole()
    {
        var live = Apply(null, "{'selector':{'app':'a','tier':'b'},'args':['x']}", "one");
        Assert.Equal("one Apply: {'f:args':{},'f:selector':{}}", Owners(live));
        live = Apply(live, "{'selector':{'app':'a'},'args':['y']}", "one");
        Assert.Equal("{'args':['y'],'selector':{'app':'a'}}", SpecOf(live));
    }

    [Fact]
    public void What_the_schema_leaves_open_is_merged_by_what_it_is()
    {
        var live = Apply(null, "{'free':{'a':{'b':1,'c':2},'l':[1,2]}}", "one");
        Assert.Equal("one Apply: {'f:free':{'f:a':{'.':{},'f:b':{},'f:c':{}},'f:l':{}}}", Owners(live));
        live = Apply(live, "{'free':{'a':{'d':3}}}", "two");
        live = Apply(live, "{'free':{'a':{'b':1},'l':[1]}}", "one");
        Assert.Equal("{'free':{'a':{'b':1,'d':3},'l':[1]}}", SpecOf(live));
    }

    [Fact]
    public void Pruning_goes_by_the_version_of_the_last_apply()
    {
        var old = new FieldManager(SampleKind with { Version = "v1beta1" }, SampleSchema);
        var live = Stored(
            Succeeds(
                old.Apply(
                    null,
                    Sample("{'mode':'x','replicas':1}").With("apiVersion", "test.pangea.io/v1beta1"),
                    "one",
                    Noon,
                    false
                )
            )
        );
        live = live.With("apiVersion", SampleKind.ApiVersion);
        var main = new FieldManager(SampleKind, SampleSchema) { Versions = new SameInAll() };
        live = Succeeds(main.Apply(live, Sample("{'mode':'x'}"), "one", Noon, false));
        Assert.Equal("{'mode':'x'}", SpecOf(live));
        Assert.Equal("one Apply: {'f:mode':{}}", Owners(live));
        Assert.Equal("test.pangea.io/v1", live.Map("metadata")!.Maps("managedFields").Single().Text("apiVersion"));
    }

    private sealed class SameInAll : IVersionConverter
    {
        public VersionedObject? Convert(VersionedObject source, string apiVersion) =>
            new(apiVersion, source.Schema, source.Object.With("apiVersion", apiVersion));
    }
}
