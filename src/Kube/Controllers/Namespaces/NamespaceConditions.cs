using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>
/// The status of a namespace that is going away: five conditions that say what holds it up, in the words of the original, which tools and people
/// look for. Pure.
/// </summary>
internal static class NamespaceConditions
{
    /// <summary>The status as it should be; the same map when it is so already.</summary>
    public static MapValue Of(MapValue status, ContentReport report, DateTimeOffset now)
    {
        MapValue[] wanted =
        [
            Condition(
                "NamespaceDeletionDiscoveryFailure",
                report.DiscoveryFailure,
                ("DiscoveryFailed", "ResourcesDiscovered"),
                "All resources successfully discovered"
            ),
            Condition(
                "NamespaceDeletionGroupVersionParsingFailure",
                "",
                ("GroupVersionParsingFailed", "ParsedGroupVersions"),
                "All legacy kube types successfully parsed"
            ),
            Condition(
                "NamespaceDeletionContentFailure",
                report.Failures.Count == 0
                    ? ""
                    : "Failed to delete all resource types, "
                        + $"{report.Failures.Count} remaining: {string.Join(", ", report.Failures)}",
                ("ContentDeletionFailed", "ContentDeleted"),
                "All content successfully deleted, may be waiting on finalization"
            ),
            Condition(
                "NamespaceContentRemaining",
                report.Remaining.Count == 0
                    ? ""
                    : "Some resources are remaining: "
                        + string.Join(
                            ", ",
                            report.Remaining.Select(r =>
                                $"{r.Key.Resource}.{r.Key.Group} has {r.Value} resource instances"
                            )
                        ),
                ("SomeResourcesRemain", "ContentRemoved"),
                "All content successfully removed"
            ),
            Condition(
                "NamespaceFinalizersRemaining",
                report.Finalizers.Count == 0
                    ? ""
                    : "Some content in the namespace has finalizers remaining: "
                        + string.Join(", ", report.Finalizers.Select(f => $"{f.Key} in {f.Value} resource instances")),
                ("SomeFinalizersRemain", "ContentHasNoFinalizers"),
                "All content-preserving finalizers finished"
            ),
        ];
        var conditions = status.Maps("conditions").ToList();
        foreach (var condition in wanted)
            Set(conditions, condition, now);
        return status.With("conditions", ListValue.From(conditions)).With("phase", "Terminating");
    }

    private static MapValue Condition(
        string type,
        string problem,
        (string Bad, string Good) reasons,
        string goodMessage
    ) =>
        MapValue.Of(
            ("type", type),
            ("status", problem.Length > 0 ? "True" : "False"),
            ("reason", problem.Length > 0 ? reasons.Bad : reasons.Good),
            ("message", problem.Length > 0 ? problem : goodMessage)
        );

    private static void Set(List<MapValue> conditions, MapValue wanted, DateTimeOffset now)
    {
        var at = conditions.FindIndex(c => c.Text("type") == wanted.Text("type"));
        if (at < 0)
        {
            conditions.Add(wanted.With("lastTransitionTime", Timestamps.Format(now)));
            return;
        }
        var since =
            conditions[at].Text("status") == wanted.Text("status") ? conditions[at]["lastTransitionTime"] : null;
        conditions[at] = wanted.With("lastTransitionTime", since ?? Timestamps.Format(now));
    }
}
