using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>
/// Events are stored as <c>v1</c> and shown as <c>events.k8s.io/v1</c> too. What the newer group calls deprecated is what the older one
/// is made of.
/// </summary>
internal static class EventViews
{
    private static readonly (string New, string Old)[] Names =
    [
        ("deprecatedCount", "count"),
        ("deprecatedFirstTimestamp", "firstTimestamp"),
        ("deprecatedLastTimestamp", "lastTimestamp"),
        ("deprecatedSource", "source"),
        ("note", "message"),
        ("regarding", "involvedObject"),
        ("reportingController", "reportingComponent"),
    ];

    /// <summary>An event as <c>events.k8s.io/v1</c>.</summary>
    public static MapValue FromStored(MapValue root)
    {
        foreach (var (now, old) in Names)
            root = root.With(now, root[old]).Without(old);
        // The older group always writes these two, the newer one only with something in them.
        return Unless(Unless(root, "reportingController"), "reportingInstance");
    }

    /// <summary>An event of <c>events.k8s.io/v1</c> as it is stored.</summary>
    public static MapValue ToStored(MapValue root)
    {
        foreach (var (now, old) in Names)
            root = root.With(old, root[now]).Without(now);
        return Or(Or(root, "reportingComponent"), "reportingInstance");
    }

    private static MapValue Unless(MapValue root, string key) =>
        root.Text(key) is { Length: 0 } ? root.Without(key) : root;

    private static MapValue Or(MapValue root, string key) => root.Has(key) ? root : root.With(key, StringValue.Empty);
}
