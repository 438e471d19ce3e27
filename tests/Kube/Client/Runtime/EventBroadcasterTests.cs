using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.Client.Simulation;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client.Tests;

public sealed class EventBroadcasterTests
{
    private static readonly GroupVersionResource Events = new("", "v1", "events");

    private readonly SimulationExecutor simulation = new(new() { Seed = 9 });
    private readonly InMemoryCluster cluster;
    private readonly EventBroadcaster broadcaster;
    private readonly EventRecorder recorder;

    public EventBroadcasterTests()
    {
        cluster = new(simulation.Clock, simulation.NewRandom("cluster"));
        broadcaster = new(cluster, simulation.Clock, NullLogger.Instance);
        recorder = broadcaster.Recorder("resource-detector");
    }

    private void Start()
    {
        simulation.AddProcess("p", (_, token) => broadcaster.RunAsync(token)).Start();
        simulation.RunUntilIdle();
    }

    private static KubeObject Object(string apiVersion, string kind, string @namespace, string name) =>
        new(
            MapValue.Of(
                ("apiVersion", apiVersion),
                ("kind", kind),
                (
                    "metadata",
                    MapValue.Of(
                        ("name", name),
                        ("namespace", @namespace.Length == 0 ? null : (Value)@namespace),
                        ("uid", "u-1"),
                        ("resourceVersion", "378")
                    )
                )
            )
        );

    [Fact]
    public void An_event_has_the_fields_that_the_original_writes()
    {
        Start();
        recorder.Normal(
            Object("cluster.karmada.io/v1alpha1", "Cluster", "", "ap"),
            "CreateExecutionSpaceSucceed",
            "Created execution space(karmada-es-ap) for cluster(ap)."
        );
        simulation.RunUntilIdle();
        var written = Assert.Single(cluster.Objects(Events));
        Assert.Equal("default", written.Namespace);
        Assert.Equal($"ap.{(simulation.Start - DateTimeOffset.UnixEpoch).Ticks * 100:x}", written.Name);
        Assert.Equal(
            JsonText.Parse(
                """
                {
                  "apiVersion": "v1", "kind": "Event", "count": 1, "eventTime": null,
                  "firstTimestamp": "2030-01-01T00:00:00Z", "lastTimestamp": "2030-01-01T00:00:00Z",
                  "involvedObject": { "apiVersion": "cluster.karmada.io/v1alpha1", "kind": "Cluster", "name": "ap", "resourceVersion": "378", "uid": "u-1" },
                  "message": "Created execution space(karmada-es-ap) for cluster(ap).",
                  "reason": "CreateExecutionSpaceSucceed", "reportingComponent": "resource-detector", "reportingInstance": "",
                  "source": { "component": "resource-detector" }, "type": "Normal"
                }
                """
            ),
            written.Root.Without("metadata")
        );
    }

    [Fact]
    public void A_repetition_raises_the_count_of_the_event_that_is_there()
    {
        Start();
        var about = Object("apps/v1", "Deployment", "default", "hello");
        for (var i = 0; i < 3; i++)
        {
            // Another version of the object is still the same object.
            recorder.Warning(about.With($"{400 + i}", "metadata", "resourceVersion"), "ApplyPolicyFailed", "No policy");
            simulation.RunFor(TimeSpan.FromSeconds(10));
        }
        var written = Assert.Single(cluster.Objects(Events));
        Assert.Equal("default", written.Namespace);
        Assert.Equal(3, written.Root.Integer("count"));
        Assert.Equal("2030-01-01T00:00:00Z", written.Root.Text("firstTimestamp"));
        Assert.Equal("2030-01-01T00:00:20Z", written.Root.Text("lastTimestamp"));
        Assert.Equal("400", written.Root.Map("involvedObject")!.Text("resourceVersion"));
        Assert.Equal("Warning", written.Root.Text("type"));
        Assert.Equal(2, cluster.Calls["patch"]);
    }

    [Fact]
    public void A_repetition_of_an_event_that_is_gone_starts_a_new_one()
    {
        Start();
        var about = Object("apps/v1", "Deployment", "default", "hello");
        recorder.Normal(about, "R", "m");
        simulation.RunUntilIdle();
        cluster.Put(Events, cluster.Objects(Events)[0].Key, null);
        recorder.Normal(about, "R", "m");
        simulation.RunUntilIdle();
        Assert.Equal(1, Assert.Single(cluster.Objects(Events)).Root.Integer("count"));
    }

    [Fact]
    public void Names_are_unique_also_at_one_time_and_for_long_objects()
    {
        Start();
        var longName = new string('x', 251) + ".y";
        for (var i = 0; i < 5; i++)
        {
            recorder.Normal(Object("v1", "Service", "default", longName), "R", $"message {i}");
            broadcaster.Recorder($"other-{i}").Normal(Object("v1", "Service", "default", longName), "R", "m");
        }
        simulation.RunUntilIdle();
        var names = cluster.Objects(Events).Select(e => e.Name).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(10, names.Count);
        Assert.All(names, name => Assert.Null(Syntax.DnsSubdomainError(name)));
    }

    [Fact]
    public void A_name_that_another_process_took_is_replaced()
    {
        Start();
        var about = Object("v1", "Service", "default", "hello");
        var name = $"hello.{(simulation.Start - DateTimeOffset.UnixEpoch).Ticks * 100:x}";
        cluster.Put(Events, new("default", name), about);
        recorder.Normal(about, "R", "m");
        simulation.RunUntilIdle();
        Assert.Equal(2, cluster.Objects(Events).Count);
    }

    [Fact]
    public void A_full_queue_sheds_and_never_waits()
    {
        var room = EventOptions.Default.QueueLength;
        for (var i = 0; i < room + 500; i++)
            recorder.Normal(Object("v1", "Pod", "default", $"pod-{i}"), "R", "m");
        Assert.Equal(500, broadcaster.Shed);
        Start();
        Assert.Equal(room, cluster.Objects(Events).Count);
    }

    [Fact]
    public void One_objects_flood_is_shed_and_similar_messages_are_combined()
    {
        Start();
        var flood = Object("v1", "Pod", "default", "flood");
        for (var i = 0; i < 100; i++)
            recorder.Normal(flood, "R", "m");
        simulation.RunUntilIdle();
        Assert.Equal(25, Assert.Single(cluster.Objects(Events)).Root.Integer("count"));
        Assert.Equal(75, broadcaster.Shed);
        simulation.RunFor(TimeSpan.FromMinutes(6));
        recorder.Normal(flood, "R", "m");
        simulation.RunUntilIdle();
        Assert.Equal(26, Assert.Single(cluster.Objects(Events)).Root.Integer("count"));

        var talker = Object("v1", "Pod", "default", "talker");
        for (var i = 0; i < 20; i++)
            recorder.Normal(talker, "R", $"message {i}");
        simulation.RunUntilIdle();
        var talk = cluster.Objects(Events).Where(e => e.Name.StartsWith("talker", StringComparison.Ordinal)).ToList();
        Assert.Equal(11, talk.Count);
        var combined = Assert.Single(talk, e => e.Root.Integer("count") == 10);
        Assert.Equal("(combined from similar events): message 19", combined.Root.Text("message"));
    }

    [Fact]
    public void An_unreachable_API_delays_events_and_a_lost_answer_does_not_repeat_them()
    {
        Start();
        cluster.Faults.LostAnswer = 1;
        recorder.Normal(Object("v1", "Pod", "default", "a"), "R", "m");
        simulation.RunFor(TimeSpan.FromSeconds(5));
        cluster.Faults.Stop();
        simulation.RunFor(TimeSpan.FromSeconds(30));
        Assert.Single(cluster.Objects(Events));
        cluster.Faults.LostRequest = 1;
        recorder.Normal(Object("v1", "Pod", "default", "b"), "R", "m");
        simulation.RunFor(TimeSpan.FromSeconds(5));
        cluster.Faults.Stop();
        simulation.RunFor(TimeSpan.FromSeconds(30));
        Assert.Equal(2, cluster.Objects(Events).Count);
    }
}
