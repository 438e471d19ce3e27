using Pangea.Kube.Objects;
using static Pangea.Kube.Apply.Tests.Samples;

namespace Pangea.Kube.Apply.Tests.Managed;

public class UpdateTests
{
    private static readonly FieldManager Main = new(SampleKind, SampleSchema)
    {
        ResetFields = FieldSet.OfFields("status"),
    };

    private static readonly FieldManager Status = new(SampleKind, SampleSchema)
    {
        Subresource = "status",
        ResetFields = FieldSet.OfFields("spec", "metadata.labels"),
    };

    private static MapValue Create(string spec, string manager = "creator") =>
        Main.Update(null, Sample(spec, uid: "1"), manager, Noon);

    private static MapValue WithSpec(MapValue live, string spec) => live.With("spec", Map(spec));

    private static string Owners(MapValue value) =>
        string.Join('\n', value.Map("metadata")!.Maps("managedFields").Select(Owner));

    private static string Owner(MapValue entry)
    {
        Assert.True(FieldSet.TryRead(entry["fieldsV1"], out var set, out _));
        var through = entry.Text("subresource") is { } subresource ? $"/{subresource}" : "";
        return $"{entry.Text("manager")} {entry.Text("operation")}{through}: {string.Join(' ', set.Leaves().Paths())}";
    }

    private static string? TimeOf(MapValue value, string manager) =>
        value.Map("metadata")!.Maps("managedFields").First(e => e.Text("manager") == manager).Text("time");

    [Fact]
    public void Who_creates_owns_everything_but_what_the_server_sets()
    {
        var created = Main.Update(
            null,
            Sample("{'mode':'x'}", uid: "1")
                .WithAt("7", "metadata", "resourceVersion")
                .WithAt(1, "metadata", "generation")
                .WithAt(Map("{'a':'1'}"), "metadata", "labels"),
            "creator",
            Noon
        );
        Assert.Equal("creator Update: .metadata.labels.a .spec.mode", Owners(created));
        Assert.Equal("2026-11-23T12:00:00Z", TimeOf(created, "creator"));
    }

    [Fact]
    public void A_writer_takes_what_it_changes_and_the_others_keep_the_rest()
    {
        var live = Create("{'mode':'x','replicas':1,'labels':{'a':'1'}}");
        live = Main.Update(
            live,
            WithSpec(live, "{'mode':'y','replicas':1,'labels':{'a':'1','b':'2'}}"),
            "editor",
            Noon
        );
        Assert.Equal(
            "creator Update: .spec.replicas .spec.labels.a\neditor Update: .spec.mode .spec.labels.b",
            Owners(live)
        );
    }

    [Fact]
    public void What_is_removed_nobody_owns_and_an_owner_of_nothing_is_gone()
    {
        var live = Create("{'mode':'x'}");
        live = Main.Update(live, WithSpec(live, "{'mode':'x','replicas':1}"), "editor", Noon);
        live = Main.Update(live, WithSpec(live, "{'mode':'y'}"), "other", Noon);
        // What is left to the creator is the spec as such, which in a custom resource is a field like any other.
        Assert.Equal("creator Update: .spec\nother Update: .spec.mode", Owners(live));
    }

    [Fact]
    public void The_time_of_an_entry_is_that_of_its_owners_last_change()
    {
        var live = Create("{'mode':'x','replicas':1}");
        live = Main.Update(live, WithSpec(live, "{'mode':'x','replicas':2}"), "editor", Noon.AddSeconds(5));
        Assert.Equal("2026-11-23T12:00:00Z", TimeOf(live, "creator"));
        var same = Main.Update(live, WithSpec(live, "{'mode':'x','replicas':2}"), "editor", Noon.AddSeconds(9));
        Assert.Equal("2026-11-23T12:00:05Z", TimeOf(same, "editor"));
        var again = Main.Update(live, WithSpec(live, "{'mode':'x','replicas':3}"), "editor", Noon.AddSeconds(9));
        Assert.Equal("2026-11-23T12:00:09Z", TimeOf(again, "editor"));
        Assert.Equal("2026-11-23T12:00:00Z", TimeOf(again, "creator"));
    }

    [Fact]
    public void A_change_that_was_undone_leaves_the_times_as_they_were()
    {
        var live = Create("{'mode':'x','replicas':1}");
        live = Main.Update(live, WithSpec(live, "{'mode':'y','replicas':1}"), "editor", Noon);
        var changed = Main.Update(live, WithSpec(live, "{'mode':'z','replicas':1}"), "editor", Noon.AddSeconds(5));
        Assert.Same(live, FieldManager.IgnoreTimes(live, changed.WithAt("y", "spec", "mode")));
        Assert.Same(changed, FieldManager.IgnoreTimes(live, changed));
        var other = Main.Update(live, WithSpec(live, "{'mode':'z','replicas':1}"), "other", Noon.AddSeconds(5));
        var undone = other.WithAt("y", "spec", "mode");
        Assert.Same(undone, FieldManager.IgnoreTimes(live, undone));
    }

    [Fact]
    public void Each_endpoint_owns_only_what_it_lets_through()
    {
        var live = Create("{'mode':'x'}");
        var both = live.With("spec", Map("{'mode':'y'}")).With("status", Map("{'ready':1}"));
        Assert.Equal(
            "creator Update: .spec.mode\nkubelet Update/status: .status.ready",
            Owners(Status.Update(live, both, "kubelet", Noon))
        );
        Assert.Equal(
            "creator Update: .spec\neditor Update: .spec.mode",
            Owners(Main.Update(live, both, "editor", Noon))
        );
    }

    [Fact]
    public void The_same_writer_through_another_endpoint_is_another_owner()
    {
        var live = Create("{'mode':'x'}", "kubelet");
        live = Status.Update(live, live.With("status", Map("{'ready':1}")), "kubelet", Noon);
        Assert.Equal("kubelet Update: .spec.mode\nkubelet Update/status: .status.ready", Owners(live));
    }

    [Fact]
    public void A_writer_without_a_name_is_unknown() =>
        Assert.Equal("unknown Update: .spec.mode", Owners(Main.Update(null, Sample("{'mode':'x'}"), "", Noon)));

    [Fact]
    public void A_client_that_knows_nothing_of_owners_loses_none()
    {
        var live = Create("{'mode':'x','replicas':1}");
        var bare = WithSpec(live, "{'mode':'x','replicas':2}").WithAt(null, "metadata", "managedFields");
        Assert.Equal(
            "creator Update: .spec.mode\neditor Update: .spec.replicas",
            Owners(Main.Update(live, bare, "editor", Noon))
        );
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("[{}]")]
    public void An_empty_list_clears_the_owners_and_they_stay_cleared(string list)
    {
        var live = Create("{'mode':'x'}");
        live = Main.Update(live, live.WithAt(Json(list), "metadata", "managedFields"), "editor", Noon);
        Assert.Null(live.Map("metadata")!["managedFields"]);
        live = Main.Update(live, WithSpec(live, "{'mode':'y'}"), "editor", Noon);
        Assert.Null(live.Map("metadata")!["managedFields"]);
    }

    [Fact]
    public void An_empty_list_on_a_create_means_nothing() =>
        Assert.Equal(
            "creator Update: .spec.mode",
            Owners(
                Main.Update(
                    null,
                    Sample("{'mode':'x'}").WithAt(Json("[]"), "metadata", "managedFields"),
                    "creator",
                    Noon
                )
            )
        );

    [Fact]
    public void Owners_that_a_client_writes_are_taken_if_they_are_valid()
    {
        var live = Create("{'mode':'x','replicas':1}");
        var given = Json(
            """
            [{"manager":"me","operation":"Apply","apiVersion":"test.pangea.io/v1","fieldsType":"FieldsV1","time":"2026-01-01T01:00:00+01:00",
              "fieldsV1":{"f:spec":{"f:mode":{".":{}}}}}]
            """
        );
        var updated = Main.Update(live, live.WithAt(given, "metadata", "managedFields"), "editor", Noon);
        Assert.Equal("me Apply: .spec.mode", Owners(updated));
        Assert.Equal("2026-01-01T00:00:00Z", TimeOf(updated, "me"));
        Assert.Equal(
            """{"f:spec":{"f:mode":{}}}""",
            updated.Map("metadata")!.Maps("managedFields").First()["fieldsV1"]!.ToString()
        );
    }

    [Theory]
    [InlineData("{'manager':'me','operation':'Frob','apiVersion':'v1','fieldsType':'FieldsV1','fieldsV1':{}}")]
    [InlineData("{'manager':'me','operation':'Apply','fieldsType':'FieldsV1','fieldsV1':{}}")]
    [InlineData("{'manager':'me','operation':'Apply','apiVersion':'v1','fieldsV1':{}}")]
    [InlineData("{'manager':'me','operation':'Apply','apiVersion':'v1','fieldsType':'FieldsV2','fieldsV1':{}}")]
    [InlineData("{'manager':'me','operation':'Apply','apiVersion':'v1','fieldsType':'FieldsV1','fieldsV1':{'x':1}}")]
    public void Owners_that_are_not_valid_are_left_aside(string entry)
    {
        var live = Create("{'mode':'x'}");
        var updated = Main.Update(live, live.WithAt(Json($"[{entry}]"), "metadata", "managedFields"), "editor", Noon);
        Assert.Equal(live, updated);
    }

    [Fact]
    public void Owners_that_come_through_a_subresource_are_left_aside()
    {
        var live = Create("{'mode':'x'}");
        var cleared = live.WithAt(Json("[]"), "metadata", "managedFields");
        Assert.Equal(live, Status.Update(live, cleared, "kubelet", Noon));
    }

    [Fact]
    public void Stored_owners_that_cannot_be_read_do_not_fail_a_write()
    {
        var broken = Sample("{'mode':'x'}", uid: "1")
            .WithAt(Json("[{'manager':'me','fieldsV1':7}]"), "metadata", "managedFields");
        var updated = Main.Update(broken, WithSpec(broken, "{'mode':'y'}"), "editor", Noon);
        Assert.Null(updated.Map("metadata")!["managedFields"]);
    }

    [Fact]
    public void The_oldest_of_more_than_ten_updaters_become_one()
    {
        var live = Create("{'labels':{'creator':'1'}}");
        for (var i = 1; i <= 11; i++)
        {
            var updated = live.WithAt("1", "spec", "labels", $"l{i:00}");
            live = Main.Update(live, updated, $"m{i:00}", Noon.AddSeconds(i));
        }
        var owners = Owners(live).Split('\n');
        Assert.Equal(10, owners.Length);
        Assert.Equal("ancient-changes Update: .spec.labels.creator .spec.labels.l01 .spec.labels.l02", owners[0]);
        Assert.Equal("m03 Update: .spec.labels.l03", owners[1]);
        Assert.Equal("2026-11-23T12:00:02Z", TimeOf(live, "ancient-changes"));
    }

    [Fact]
    public void Items_are_owned_with_their_keys_and_fields()
    {
        var live = Create("{'items':[{'name':'a','image':'1'}]}");
        live = Main.Update(live, WithSpec(live, "{'items':[{'name':'a','image':'2'},{'name':'b'}]}"), "editor", Noon);
        Assert.Equal(
            """{"f:spec":{"f:items":{"k:{\"name\":\"a\"}":{"f:image":{}},"k:{\"name\":\"b\"}":{".":{},"f:name":{}}}}}""",
            live.Map("metadata")!.Maps("managedFields").Last()["fieldsV1"]!.ToString()
        );
    }

    [Fact]
    public void What_became_one_thing_since_is_owned_as_a_whole()
    {
        var granular = Object(
            ("apiVersion", Text),
            ("kind", Text),
            ("spec", Object(("selector", MapOf(Text)), ("mode", Text)))
        );
        var atomic = Object(
            ("apiVersion", Text),
            ("kind", Text),
            (
                "spec",
                Object(
                    (
                        "selector",
                        new()
                        {
                            Type = Schema.SchemaType.Object,
                            AtomicMap = true,
                            AdditionalProperties = Text,
                        }
                    ),
                    ("mode", Text)
                )
            )
        );
        var live = new FieldManager(SampleKind, granular).Update(
            null,
            Sample("{'selector':{'a':'1','b':'2'}}", uid: "1"),
            "creator",
            Noon
        );
        var now = new FieldManager(SampleKind, atomic);
        Assert.Equal(
            "creator Update: .spec.selector\neditor Update: .spec.mode",
            Owners(now.Update(live, live.WithAt("x", "spec", "mode"), "editor", Noon))
        );
        Assert.Equal(
            "creator Update: .spec\neditor Update: .spec.selector",
            Owners(now.Update(live, live.WithAt("3", "spec", "selector", "b"), "editor", Noon))
        );
    }

    [Fact]
    public void Another_version_of_the_kind_counts_by_its_own_fields()
    {
        var old = SampleKind with { Version = "v1beta1" };
        var oldSchema = Object(
            ("apiVersion", Text),
            ("kind", Text),
            ("metadata", Object(("name", Text))),
            ("spec", Object(("style", Text)))
        );
        var live = new FieldManager(old, oldSchema).Update(
            null,
            Sample("{'style':'x'}", uid: "1").With("apiVersion", old.ApiVersion),
            "old-client",
            Noon
        );
        live = live.With("apiVersion", SampleKind.ApiVersion).With("spec", Map("{'mode':'x'}"));
        var versioned = new FieldManager(SampleKind, SampleSchema) { Versions = new Renaming(oldSchema) };
        Assert.Equal(live, versioned.Update(live, live, "editor", Noon));
        Assert.Equal(
            "old-client Update: .spec.style\neditor Update: .spec.replicas",
            Owners(versioned.Update(live, live.WithAt(1, "spec", "replicas"), "editor", Noon.AddSeconds(1)))
        );
        Assert.Equal(
            "editor Update: .spec.mode\nold-client Update: .spec",
            Owners(versioned.Update(live, live.WithAt("y", "spec", "mode"), "editor", Noon))
        );
        var gone = new FieldManager(SampleKind, SampleSchema) { Versions = new Renaming(null) };
        Assert.Equal(
            "editor Update: .spec.replicas",
            Owners(gone.Update(live, live.WithAt(1, "spec", "replicas"), "editor", Noon))
        );
    }

    // In v1beta1 the field mode was named style.
    private sealed class Renaming(Schema.StructuralSchema? oldSchema) : IVersionConverter
    {
        public VersionedObject? Convert(VersionedObject source, string apiVersion)
        {
            if (oldSchema is null)
                return null;
            var (from, to, schema) =
                apiVersion == SampleKind.ApiVersion ? ("style", "mode", SampleSchema) : ("mode", "style", oldSchema);
            var spec = source.Object.Map("spec")!;
            var renamed = spec.Without(from).With(to, spec[from]);
            return new(apiVersion, schema, source.Object.With("apiVersion", apiVersion).With("spec", renamed));
        }
    }
}
