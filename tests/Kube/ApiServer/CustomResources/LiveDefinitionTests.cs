using Pangea.Kube.ApiServer.Tests.Registry;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.CustomResources.Tests;

public sealed class LiveDefinitionTests
{
    private const string Schema = """
        type: object
        properties:
          spec:
            type: object
            required: [color]
            properties:
              color: {type: string, enum: [red, blue]}
              size: {type: integer, default: 3, minimum: 1}
              port: {x-kubernetes-int-or-string: true}
              anything: {type: object, x-kubernetes-preserve-unknown-fields: true}
              parts:
                type: array
                x-kubernetes-list-type: map
                x-kubernetes-list-map-keys: [name]
                items: {type: object, required: [name], properties: {name: {type: string}, n: {type: integer}}}
          status:
            type: object
            properties: {ready: {type: boolean}, replicas: {type: integer}}
        """;

    private const string Red = """
        apiVersion: example.com/v1
        kind: Widget
        metadata: {name: a, namespace: default}
        spec: {color: red}
        """;

    private readonly CustomServer server = new();

    private WholeServer Whole => server.Whole;

    private KubeObject Define(string more = "", string names = "") =>
        server.Define(CustomServer.Widget(CustomServer.V1(Schema, more), names));

    [Fact]
    public void A_definition_is_established_and_says_so()
    {
        var crd = Define(names: "shortNames: [wd], categories: [all]");
        Assert.Equal("True NoConflicts: no conflicts found", CustomServer.Condition(crd, "NamesAccepted"));
        Assert.Equal(
            "True InitialNamesAccepted: the initial names have been accepted",
            CustomServer.Condition(crd, "Established")
        );
        Assert.Equal("", CustomServer.Condition(crd, "NonStructuralSchema"));
        Assert.Equal(
            """{"categories":["all"],"kind":"Widget","listKind":"WidgetList","plural":"widgets","shortNames":["wd"],"singular":"widget"}""",
            crd.Status["acceptedNames"]!.ToString()
        );
        Assert.Equal("""["v1"]""", crd.Status["storedVersions"]!.ToString());
    }

    [Fact]
    public void What_is_established_is_served()
    {
        Define();
        var made = server.Make(Red + "\nstatus: {ready: true}\nother: 1");
        Assert.Equal("""{"color":"red","size":3}""", made.Spec.ToString());
        Assert.Null(made.Root["other"]);
        Assert.Equal(1, made.Generation);
        Assert.Equal(made.Root, server.Get(CustomServer.Widgets, "a").Root);
    }

    [Theory]
    [InlineData("spec: {}", "Widget.example.com \"a\" is invalid: spec.color: Required value")]
    [InlineData(
        "spec: {color: green}",
        "Widget.example.com \"a\" is invalid: spec.color: Unsupported value: \"green\": supported values: \"red\", \"blue\""
    )]
    [InlineData(
        "spec: {color: red, size: 0}",
        "Widget.example.com \"a\" is invalid: spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1"
    )]
    [InlineData(
        "spec: {color: red, size: x}",
        "Widget.example.com \"a\" is invalid: spec.size: Invalid value: \"string\": spec.size in body must be of type integer: \"string\""
    )]
    [InlineData(
        "spec: {color: red, port: 1.5}",
        "Widget.example.com \"a\" is invalid: spec.port: Invalid value: \"number\": spec.port in body must be of type integer,string: \"number\""
    )]
    [InlineData(
        "spec: {color: red, parts: [{name: x}, {name: x}]}",
        "Widget.example.com \"a\" is invalid: spec.parts[1]: Duplicate value: {\"name\":\"x\"}"
    )]
    public void What_the_schema_forbids_is_refused(string spec, string message)
    {
        Define();
        Assert.Equal(message, server.Refused(Red.Replace("spec: {color: red}", spec, StringComparison.Ordinal)));
    }

    [Fact]
    public void Status_has_an_endpoint_of_its_own_when_the_definition_says_so()
    {
        Define("subresources: {status: {}}");
        var made = server.Make(Red + "\nstatus: {ready: true}");
        Assert.Null(made.Root["status"]);
        var done = Whole.Patch(
            CustomServer.Widgets,
            made.Key,
            """{"spec":{"color":"blue"},"status":{"ready":true}}""",
            "status"
        );
        Assert.Equal("""{"color":"red","size":3}""", done.Spec.ToString());
        Assert.Equal("""{"ready":true}""", done.Status.ToString());
        Assert.Equal(1, done.Generation);
        var changed = Whole.Patch(
            CustomServer.Widgets,
            made.Key,
            """{"spec":{"color":"blue"},"status":{"ready":false}}"""
        );
        Assert.Equal("""{"ready":true}""", changed.Status.ToString());
        Assert.Equal(2, changed.Generation);
    }

    [Fact]
    public void Scale_reads_and_writes_the_numbers()
    {
        Define(
            "subresources: {scale: {specReplicasPath: .spec.size, statusReplicasPath: .status.replicas}, status: {}}"
        );
        var made = server.Make(Red);
        var scaled = Whole.Patch(CustomServer.Widgets, made.Key, """{"spec":{"replicas":5}}""", "scale");
        Assert.Equal(5, scaled.Spec.Integer("replicas"));
        Assert.Equal(5, server.Get(CustomServer.Widgets, "a").Spec.Integer("size"));
    }

    [Fact]
    public void Selectors_may_name_the_fields_that_the_definition_names()
    {
        Define("selectableFields: [{jsonPath: .spec.color}]");
        server.Make(Red);
        server.Make(
            Red.Replace("name: a", "name: b", StringComparison.Ordinal).Replace("red", "blue", StringComparison.Ordinal)
        );
        ApiResult<KubeList> List(string field, string value) =>
            Whole.Try(api =>
                api.ListAsync(
                    WholeServer.Resource(CustomServer.Widgets),
                    "",
                    ListOptions.All with
                    {
                        Fields = FieldSelector.Of(field, value),
                    },
                    default
                )
            );
        Assert.Equal(["b"], List("spec.color", "blue").Value!.Items.Select(i => i.Name));
        Assert.Equal("field label not supported: spec.size", List("spec.size", "3").Error!.Message);
    }

    [Fact]
    public void Discovery_and_the_kinds_change_at_once()
    {
        Assert.DoesNotContain("example.com", server.Discovery("/apis"), StringComparison.Ordinal);
        Define(names: "shortNames: [wd]");
        Assert.Contains(
            "\"preferredVersion\":{\"groupVersion\":\"example.com/v1\"",
            server.Discovery("/apis/example.com"),
            StringComparison.Ordinal
        );
        Assert.Contains("\"shortNames\":[\"wd\"]", server.Discovery("/apis/example.com/v1"), StringComparison.Ordinal);
        Whole.Delete(CustomServer.Crds, new("", "widgets.example.com"));
        server.Settle();
        Assert.DoesNotContain("example.com", server.Discovery("/apis"), StringComparison.Ordinal);
    }

    [Fact]
    public void Names_that_are_taken_are_refused_until_they_are_free()
    {
        Define(names: "shortNames: [wd]");
        var second = server.Define(
            CustomServer.Widget(CustomServer.V1(Schema), "shortNames: [wd]", "gadgets", "Gadget")
        );
        Assert.Equal(
            "False ShortNamesConflict: \"wd\" is already in use",
            CustomServer.Condition(second, "NamesAccepted")
        );
        Assert.Equal("False NotAccepted: not all names are accepted", CustomServer.Condition(second, "Established"));
        Assert.Equal(404, server.TryMake(Red, "example.com/v1/gadgets").Error!.Code);
        Whole.Delete(CustomServer.Crds, new("", "widgets.example.com"));
        server.Settle();
        Assert.Equal(
            "True InitialNamesAccepted: the initial names have been accepted",
            CustomServer.Condition(server.Read("gadgets.example.com"), "Established")
        );
    }

    [Fact]
    public void A_restart_serves_what_was_established()
    {
        Define();
        server.Make(Red);
        Whole.Restart();
        Assert.Equal("red", server.Get(CustomServer.Widgets, "a").Spec.Text("color"));
    }

    [Fact]
    public void The_end_of_a_definition_is_the_end_of_its_objects()
    {
        Define();
        server.Make(Red);
        server.Make(
            """
            apiVersion: example.com/v1
            kind: Widget
            metadata: {name: held, namespace: default, finalizers: [example.com/hold]}
            spec: {color: red}
            """
        );
        Whole.Delete(CustomServer.Crds, new("", "widgets.example.com"));
        server.Settle();
        var crd = server.Read("widgets.example.com");
        Assert.Equal(
            "True InstanceDeletionInProgress: CustomResource deletion is in progress",
            CustomServer.Condition(crd, "Terminating")
        );
        Assert.Equal(["held"], Whole.List(CustomServer.Widgets).Select(o => o.Name));
        Assert.Equal("create not allowed while custom resource definition is terminating", server.Refused(Red));
        Whole.Patch(CustomServer.Widgets, new("default", "held"), """{"metadata":{"finalizers":null}}""");
        server.Settle();
        Assert.DoesNotContain(Whole.List(CustomServer.Crds), c => c.Name == "widgets.example.com");
        Assert.Equal(404, server.TryMake(Red).Error!.Code);
    }

    [Fact]
    public void The_end_of_a_definition_goes_on_after_a_restart()
    {
        Define();
        server.Make(Red.Replace("name: a", "name: a, finalizers: [example.com/hold]", StringComparison.Ordinal));
        Whole.Delete(CustomServer.Crds, new("", "widgets.example.com"));
        Whole.Restart();
        server.Settle();
        Whole.Patch(CustomServer.Widgets, new("default", "a"), """{"metadata":{"finalizers":null}}""");
        server.Settle();
        Assert.Empty(Whole.List(CustomServer.Crds));
    }

    [Fact]
    public void A_watch_ends_when_its_definition_changes()
    {
        Define();
        var seen = new List<string>();
        var ended = false;
        var watching = Whole.Simulation.Run(
            () =>
            {
                async Task Watch()
                {
                    var options = new WatchOptions { SendInitialEvents = true };
                    var resource = WholeServer.Resource(CustomServer.Widgets);
                    await foreach (var change in Whole.Api.WatchAsync(resource, "", options, default))
                        seen.Add($"{change.Type} {change.Object?.Name}");
                    ended = true;
                }
                return Task.FromResult(Watch());
            },
            TimeSpan.FromMinutes(1)
        );
        server.Make(Red);
        server.Settle();
        Assert.Equal(["Bookmark ", "Added a"], seen);
        Assert.False(ended);
        Whole.Patch(CustomServer.Crds, new("", "widgets.example.com"), """{"spec":{"names":{"shortNames":["wx"]}}}""");
        server.Settle();
        Assert.True(ended);
        Assert.True(watching.IsCompletedSuccessfully);
    }
}
