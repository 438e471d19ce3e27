using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class EventTests
{
    private static readonly Registry Core = Registry.Of("v1", "events");
    private static readonly Registry Newer = Registry.Of("events.k8s.io/v1", "events");

    [Fact]
    public void Both_groups_show_one_object()
    {
        var stored = Core.Create(Samples.Of(Core.Definition));
        var seen = Newer.Definition.FromStored!(stored);
        Assert.Equal("Started container a", seen.Text("note"));
        Assert.Equal(stored["involvedObject"], seen["regarding"]);
        Assert.Equal("""{"component":"kubelet","host":"n1"}""", seen["deprecatedSource"]!.ToString());
        Assert.Equal(2, seen.Integer("deprecatedCount"));
        Assert.Null(seen["reportingController"]);
        Assert.Equal(stored, Newer.Definition.ToStored!(seen));
        Assert.Equal(new GroupResource("", "events"), Newer.Definition.StoredAs);
    }

    [Fact]
    public void An_event_is_where_its_object_is() =>
        Assert.Equal(
            ["involvedObject.namespace: Invalid value: \"other\": does not match event.namespace"],
            Core.CreateErrors(Samples.Of(Core.Definition).WithAt("other", "involvedObject", "namespace"))
        );

    [Fact]
    public void The_newer_group_is_stricter()
    {
        var sample = Samples.Of(Newer.Definition);
        Assert.Equal(
            [
                "reportingController: Required value",
                "reportingController: Invalid value: \"\": name part must be non-empty",
            ],
            Newer.CreateErrors(sample.Without("reportingController")).Select(e => e.Split(';')[0])
        );
        Assert.Equal(["action: Required value"], Newer.CreateErrors(sample.Without("action")));
        Assert.Equal(["eventTime: Required value"], Newer.CreateErrors(sample.Without("eventTime")));
        Assert.Equal(["type: Invalid value: \"\": has invalid value"], Newer.CreateErrors(sample.With("type", "Odd")));
        Assert.Equal(
            ["count: Invalid value: \"\": needs to be unset"],
            Newer.CreateErrors(sample.With("deprecatedCount", 1))
        );
        Assert.Equal(["message: Invalid value: \"x\": field is immutable"], Newer.ChangeErrors(sample, "x", "note"));
    }

    [Fact]
    public void Events_are_found_by_their_object()
    {
        var obj = new KubeObject(Core.Create(Samples.Of(Core.Definition)));
        Assert.Equal("Pod", Core.Strategy.FieldValue(obj, "involvedObject.kind"));
        Assert.Equal("kubelet", Core.Strategy.FieldValue(obj, "source"));
        Assert.Equal("Started", Core.Strategy.FieldValue(obj, "reason"));
        var newer = new KubeObject(Newer.Create(Samples.Of(Newer.Definition)));
        Assert.Equal("a", Newer.Strategy.FieldValue(newer, "regarding.name"));
    }
}
