using Pangea.Kube.ApiServer.Kinds;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing;

/// <summary>Events of both groups: the original prints them in one form.</summary>
internal static class EventPrinters
{
    /// <summary>The table of events of the core group.</summary>
    public static TablePrinter Events { get; } =
        new(
            [
                new("Last Seen"),
                new("Type"),
                new("Reason"),
                new("Object"),
                new("Subobject", Priority: 1),
                new("Source", Priority: 1),
                new("Message"),
                new("First Seen", Priority: 1),
                new("Count", Priority: 1),
                new("Name", Priority: 1) { Format = "name" },
            ],
            static (@event, now) => Cells(@event, now)
        );

    /// <summary>The table of events of <c>events.k8s.io</c>.</summary>
    public static TablePrinter EventsV1 { get; } =
        new(Events.Columns, static (@event, now) => Cells(new(EventViews.ToStored(@event.Root)), now));

    private static IReadOnlyList<Value> Cells(KubeObject @event, DateTimeOffset now)
    {
        var root = @event.Root;
        var about = root.Map("involvedObject") ?? MapValue.Empty;
        var source = root.Map("source") ?? MapValue.Empty;
        var first = Cell.Since(root.Text("firstTimestamp") ?? root.Text("eventTime"), now);
        var last = root.Text("lastTimestamp") is { } seen ? Cell.Since(seen, now) : first;
        var count = root.Integer("count") ?? 0;
        if (root.Map("series") is { } series)
        {
            last = Cell.Since(series.Text("lastObservedTime"), now);
            count = series.Integer("count") ?? 0;
        }
        else if (count == 0)
            count = 1;
        var kind = about.Text("kind")?.ToLowerInvariant() ?? "";
        var name = about.Text("name") ?? "";
        return
        [
            last,
            Cell.Text(root, "type"),
            Cell.Text(root, "reason"),
            name.Length > 0 ? $"{kind}/{name}" : kind,
            Cell.Text(about, "fieldPath"),
            Reporter(root, source),
            (root.Text("message") ?? "").Trim(),
            first,
            count,
            Cell.Name(@event),
        ];
    }

    private static Value Reporter(MapValue root, MapValue source)
    {
        var component = FirstOf(source.Text("component"), root.Text("reportingComponent"));
        var instance = FirstOf(source.Text("host"), root.Text("reportingInstance"));
        return instance.Length == 0 ? component : $"{component}, {instance}";
    }

    private static string FirstOf(string? a, string? b) => string.IsNullOrEmpty(a) ? b ?? "" : a;
}
