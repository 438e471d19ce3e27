using Pangea.Kube.ApiServer.Tests.Admission;
using Pangea.Kube.ApiServer.Tests.Registry;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using static Pangea.Kube.ApiServer.CustomResources.Tests.PortConverter;

namespace Pangea.Kube.ApiServer.CustomResources.Tests;

/// <summary>Versions that a webhook converts.</summary>
public sealed class ConversionTests
{
    private readonly FakeWebhooks webhooks = new();
    private readonly CustomServer server;

    public ConversionTests()
    {
        webhooks.Answer("convert", request => Answer(request));
        server = new(o => o with { Webhooks = webhooks });
    }

    private int Asked => webhooks.Asked.Count;

    private void Define(bool storesBeta = false) => server.Define(Definition(Webhook("https://convert/"), storesBeta));

    private IReadOnlyList<KubeObject> List(string resource, long limit = 0) =>
        server
            .Whole.Try(api =>
                api.ListAsync(WholeServer.Resource(resource), "", new ListOptions { Limit = limit }, default)
            )
            .Value!.Items;

    [Fact]
    public void What_is_written_in_one_version_is_read_in_the_other()
    {
        Define();
        var made = server.Make(Old("a"), Beta);
        Assert.Equal("""{"hostPort":"localhost:80"}""", made.Spec.ToString());
        var shown = server.Get(CustomServer.Widgets, "a");
        Assert.Equal("example.com/v1", shown.ApiVersion);
        Assert.Equal("""{"host":"localhost","port":"80","scheme":"https"}""", shown.Spec.ToString());
        Assert.Equal(made.ResourceVersion, shown.ResourceVersion);

        server.Make(New("b", "elsewhere"));
        Assert.Equal("""{"hostPort":"elsewhere:80"}""", server.Get(Beta, "b").Spec.ToString());
    }

    [Fact]
    public void Who_uses_the_stored_version_asks_nobody()
    {
        Define();
        server.Make(New("a"));
        server.Whole.Patch(CustomServer.Widgets, new("default", "a"), """{"spec":{"port":"81"}}""");
        List(CustomServer.Widgets);
        server.Whole.Delete(CustomServer.Widgets, new("default", "a"));
        Assert.Equal(0, Asked);
    }

    [Fact]
    public void Many_objects_are_one_question_and_asked_once()
    {
        Define();
        for (var i = 0; i < 20; i++)
            server.Make(New($"w{i:00}"));
        Assert.Equal(20, List(Beta).Count);
        Assert.Equal(1, Asked);
        Assert.Equal(20, webhooks.Asked[0].Request.Maps("objects").Count());
        Assert.All(List(Beta), w => Assert.Equal("localhost:80", w.Spec.Text("hostPort")));
        server.Get(Beta, "w07");
        Assert.Equal(1, Asked);
        // One that changed is asked for again, and no other.
        server.Whole.Patch(CustomServer.Widgets, new("default", "w07"), """{"spec":{"port":"81"}}""");
        Assert.Equal("localhost:81", List(Beta)[7].Spec.Text("hostPort"));
        Assert.Equal(2, Asked);
        Assert.Single(webhooks.Asked[1].Request.Maps("objects"));
    }

    [Fact]
    public void A_page_converts_no_more_than_it_shows()
    {
        Define();
        for (var i = 0; i < 20; i++)
            server.Make(New($"w{i:00}"));
        Assert.Equal(5, List(Beta, limit: 5).Count);
        Assert.Equal(6, webhooks.Asked.Sum(a => a.Request.Maps("objects").Count()));
    }

    [Fact]
    public void Many_that_look_at_the_same_moment_ask_once()
    {
        Define();
        server.Make(New("a"));
        webhooks.Delay = TimeSpan.FromSeconds(1);
        webhooks.Clock = server.Whole.Simulation.Clock;
        var all = server.Whole.Simulation.Run(
            () =>
                Task.WhenAll(
                    Enumerable
                        .Range(0, 50)
                        .Select(_ =>
                            server.Whole.Api.GetAsync(WholeServer.Resource(Beta), new("default", "a"), default).AsTask()
                        )
                ),
            TimeSpan.FromMinutes(1)
        );
        Assert.All(all, r => Assert.Equal("localhost:80", r.Value!.Spec.Text("hostPort")));
        Assert.Equal(1, Asked);
    }

    [Fact]
    public void Updates_patches_status_and_deletion_work_in_any_version()
    {
        Define();
        var made = server.Make(New("a"));
        var updated = server.Whole.Try(api =>
            api.UpdateAsync(
                WholeServer.Resource(Beta),
                WholeServer
                    .Parse(CustomServer.Json(Old("a", "there:90")))
                    .With(made.ResourceVersion, "metadata", "resourceVersion"),
                WriteOptions.None,
                default
            )
        );
        Assert.True(updated.IsSuccess, updated.Error?.ToString());
        Assert.Equal("there:90", updated.Value!.Spec.Text("hostPort"));
        Assert.Equal(2, updated.Value!.Generation);
        server.Whole.Patch(Beta, made.Key, """{"status":{"at":"x"}}""", "status");
        server.Whole.Patch(Beta, made.Key, """{"spec":{"hostPort":"there:91"}}""");
        var shown = server.Get(CustomServer.Widgets, "a");
        Assert.Equal("""{"host":"there","port":"91","scheme":"https"}""", shown.Spec.ToString());
        Assert.Equal("x", shown.Status.Text("at"));
        server.Whole.Delete(Beta, made.Key);
        Assert.Empty(List(CustomServer.Widgets));
    }

    [Fact]
    public void Objects_of_an_older_stored_version_are_converted_until_they_are_written()
    {
        Define(storesBeta: true);
        var made = server.Make(Old("a"), Beta);
        server.Redefine(Definition(Webhook("https://convert/")));
        Assert.Equal("localhost", server.Get(CustomServer.Widgets, "a").Spec.Text("host"));
        server.Whole.Patch(CustomServer.Widgets, made.Key, "{}");
        var asked = Asked;
        Assert.Equal("localhost", server.Get(CustomServer.Widgets, "a").Spec.Text("host"));
        Assert.Equal(asked, Asked);
    }

    [Fact]
    public void A_watch_converts_in_the_order_of_changes()
    {
        Define();
        server.Make(New("a"));
        var seen = Watch();
        server.Make(New("b"));
        server.Make(New("c", "there"));
        server.Whole.Patch(CustomServer.Widgets, new("default", "a"), """{"spec":{"port":"81"}}""");
        server.Whole.Delete(CustomServer.Widgets, new("default", "b"));
        server.Settle();
        Assert.Equal(
            [
                "Added a localhost:80",
                "Bookmark  ",
                "Added b localhost:80",
                "Added c there:80",
                "Modified a localhost:81",
                "Deleted b localhost:80",
            ],
            seen
        );
    }

    [Fact]
    public void A_watch_ends_with_what_cannot_be_converted()
    {
        Define();
        var seen = Watch();
        webhooks.Answer("convert", _ => WebhookAnswer.Failed("out of order"));
        server.Make(New("a"));
        server.Settle();
        Assert.Equal(
            ["Bookmark  ", "Error conversion webhook for example.com/v1, Kind=Widget failed: out of order"],
            seen
        );
    }

    private List<string> Watch()
    {
        var seen = new List<string>();
        _ = server.Whole.Simulation.Run(
            () =>
            {
                async Task FollowAsync()
                {
                    var options = new WatchOptions { SendInitialEvents = true };
                    await foreach (
                        var change in server.Whole.Api.WatchAsync(WholeServer.Resource(Beta), "", options, default)
                    )
                    {
                        seen.Add(
                            change.Error is { } error
                                ? $"{change.Type} {error.Message}"
                                : $"{change.Type} {change.Object!.Name} {change.Object.Spec.Text("hostPort")}"
                        );
                    }
                }
                return Task.FromResult(FollowAsync());
            },
            TimeSpan.FromMinutes(1)
        );
        server.Settle();
        return seen;
    }

    [Theory]
    [InlineData("name", "returned invalid object: must have the same name: a != b")]
    [InlineData("namespace", "returned invalid object: must have the same namespace: default != b")]
    [InlineData("uid", "returned invalid object: must have the same UID: ")]
    public void What_comes_back_is_the_same_object(string field, string message)
    {
        Define();
        server.Make(New("a"));
        Spoil(o => o.WithAt("b", "metadata", field));
        Assert.Contains(message, Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_comes_back_is_of_the_version_and_kind_that_was_asked_for()
    {
        Define();
        server.Make(New("a"));
        Spoil(o => o.With("apiVersion", "example.com/v1"));
        Assert.Equal(
            "conversion webhook for example.com/v1, Kind=Widget returned invalid object at index 0: invalid groupVersion "
                + "(expected example.com/v1beta1, received example.com/v1)",
            Failure()
        );
        Spoil(o => o.With("kind", "Gadget"));
        Assert.EndsWith("invalid kind (expected Widget, received Gadget)", Failure(), StringComparison.Ordinal);
        Spoil(o => o.Without("metadata"));
        Assert.EndsWith("returned invalid object: must have the same name: a != ", Failure(), StringComparison.Ordinal);
        webhooks.Answer("convert", r => Respond(r, ("convertedObjects", ListValue.Empty)));
        Assert.EndsWith("returned 0 objects, expected 1", Failure(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_webhook_that_fails_says_why()
    {
        Define();
        server.Make(New("a"));
        webhooks.Answer("convert", _ => WebhookAnswer.Failed("Post \"https://convert/?timeout=30s\": EOF"));
        Assert.Equal(
            "conversion webhook for example.com/v1, Kind=Widget failed: Post \"https://convert/?timeout=30s\": EOF",
            Failure()
        );
        webhooks.Answer(
            "convert",
            r => Respond(r, ("result", MapValue.Of(("status", "Failure"), ("message", "no such port"))))
        );
        Assert.EndsWith("failed: no such port", Failure(), StringComparison.Ordinal);
        webhooks.Answer("convert", r => Respond(r, ("result", null)));
        Assert.EndsWith("failed: response.result.status was '', not 'Success'", Failure(), StringComparison.Ordinal);
        webhooks.Answer("convert", r => Respond(r, ("uid", "other")));
        Assert.Contains("failed: expected response.uid=\"", Failure(), StringComparison.Ordinal);
        webhooks.Answer("convert", _ => new(MapValue.Of(("apiVersion", "v1"), ("kind", "Pod")), ""));
        Assert.EndsWith(
            "failed: expected webhook response of apiextensions.k8s.io/v1, Kind=ConversionReview, got /v1, Kind=Pod",
            Failure(),
            StringComparison.Ordinal
        );
        // A write that cannot be stored is none.
        Assert.Contains("failed: expected webhook response", server.Refused(Old("b"), Beta), StringComparison.Ordinal);
        Assert.Single(List(CustomServer.Widgets));
        // What failed is tried again.
        webhooks.Answer("convert", request => Answer(request));
        Assert.Equal("localhost:80", server.Get(Beta, "a").Spec.Text("hostPort"));
    }

    [Fact]
    public void Labels_and_annotations_may_change_and_nothing_else_of_metadata()
    {
        Define();
        var made = server.Make(New("a"));
        Spoil(o =>
            o.WithAt(MapValue.Of(("of", "webhook")), "metadata", "labels")
                .WithAt("2000-01-01T00:00:00Z", "metadata", "creationTimestamp")
                .WithAt(ListValue.OfTexts(["example.com/held"]), "metadata", "finalizers")
        );
        var shown = server.Get(Beta, "a");
        Assert.Equal("webhook", shown.Labels.Text("of"));
        Assert.Equal(made.CreationTimestamp, shown.CreationTimestamp);
        Assert.Empty(shown.Finalizers);
        Assert.Empty(server.Get(CustomServer.Widgets, "a").Labels);

        server.Make(New("b"));
        Spoil(o => o.WithAt(MapValue.Of(("not a key", "x")), "metadata", "labels"));
        Assert.Contains(
            "returned invalid metadata: metadata.labels: Invalid value: \"not a key\"",
            Failure("b"),
            StringComparison.Ordinal
        );
        Spoil(o => o.WithAt(MapValue.Of(("key", 5)), "metadata", "annotations"));
        Assert.EndsWith(
            "returned invalid metadata: metadata.annotations[key] must be a string, but is int64 in converted object",
            Failure("b"),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Another_webhook_is_asked_for_everything_anew()
    {
        Define();
        server.Make(New("a"));
        server.Get(Beta, "a");
        webhooks.Answer("better", request => Answer(request, o => o.WithAt("better:1", "spec", "hostPort")));
        server.Whole.Patch(
            CustomServer.Crds,
            new("", "widgets.example.com"),
            """{"spec":{"conversion":{"webhook":{"clientConfig":{"url":"https://better/"}}}}}"""
        );
        server.Settle();
        Assert.Equal("better:1", server.Get(Beta, "a").Spec.Text("hostPort"));
    }

    [Fact]
    public void A_placeholder_for_the_authority_holds_up_conversions_alone()
    {
        server.Define(Definition(Webhook("https://convert/", "Cg==")));
        server.Make(New("a"));
        Assert.Equal(
            "conversion webhook for example.com/v1, Kind=Widget failed: unable to load root certificates: unable to parse bytes as PEM block",
            Failure()
        );
    }

    [Fact]
    public void An_informer_in_the_process_sees_converted_objects()
    {
        Define();
        server.Make(New("a"));
        var informer = server.Whole.Api.Informer(WholeServer.Resource(Beta), InformerOptions.All);
        server.Settle();
        Assert.Equal("localhost:80", informer.Get(new("default", "a"))!.Spec.Text("hostPort"));
        server.Whole.Patch(CustomServer.Widgets, new("default", "a"), """{"spec":{"port":"81"}}""");
        server.Settle();
        Assert.Equal("localhost:81", Assert.Single(informer.List()).Spec.Text("hostPort"));

        // Who looks at metadata alone does not wait for a webhook.
        webhooks.Answer("convert", _ => WebhookAnswer.Failed("out of order"));
        server.Make(New("b"));
        var metadata = server.Whole.Api.Informer(WholeServer.Resource(Beta), new() { OnlyMetadata = true });
        Assert.Equal(["a", "b"], metadata.List().Select(o => o.Name));
        ((IDisposable)informer).Dispose();
    }

    [Fact]
    public void Admission_webhooks_see_the_version_of_their_rule()
    {
        Define();
        webhooks.Patch("admit", """[{"op":"replace","path":"/spec/hostPort","value":"admitted:1"}]""");
        server.Whole.Create(
            "admissionregistration.k8s.io/v1/mutatingwebhookconfigurations",
            """
            {"apiVersion":"admissionregistration.k8s.io/v1","kind":"MutatingWebhookConfiguration","metadata":{"name":"m"},"webhooks":[
             {"name":"admit.example.com","sideEffects":"None","admissionReviewVersions":["v1"],"clientConfig":{"url":"https://admit/"},
              "rules":[{"operations":["CREATE"],"apiGroups":["example.com"],"apiVersions":["v1beta1"],"resources":["widgets"]}]}]}
            """
        );
        var made = server.Make(New("a"));
        var told = webhooks.Asked.Single(a => a.Host == "admit").Request;
        Assert.Equal("""{"hostPort":"localhost:80"}""", told.At("object", "spec")!.ToString());
        Assert.Equal("""{"host":"admitted","port":"1","scheme":"https"}""", made.Spec.ToString());
    }

    private void Spoil(Func<MapValue, MapValue> spoil) => webhooks.Answer("convert", r => Answer(r, spoil));

    private static WebhookAnswer Respond(MapValue request, (string Key, Value? Value) change)
    {
        var response = Answer(request).Body!.Map("response")!;
        return Response(change.Value is null ? response.Without(change.Key) : response.With(change.Key, change.Value));
    }

    private string Failure(string name = "a")
    {
        var answer = server.Whole.Try(api => api.GetAsync(WholeServer.Resource(Beta), new("default", name), default));
        Assert.Equal(500, answer.Error?.Code);
        return answer.Error!.Message;
    }
}
