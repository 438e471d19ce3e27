namespace Pangea.Kube.Schema;

/// <summary>A query parameter.</summary>
internal sealed record OpenApiParameter(string Name, string Type, string Description);

/// <summary>The query parameters of operations.</summary>
internal static class OpenApiParameters
{
    private static readonly OpenApiParameter DryRun = new(
        "dryRun",
        "string",
        "When All, the request goes through all stages but is not stored."
    );

    private static readonly OpenApiParameter FieldManager = new(
        "fieldManager",
        "string",
        "The name under which the fields of this change are owned: at most 128 printable characters. Required for apply."
    );

    private static readonly OpenApiParameter FieldValidation = new(
        "fieldValidation",
        "string",
        "What happens to unknown and repeated fields: Ignore drops them, Warn (the default) also warns, Strict refuses the request."
    );

    private static readonly OpenApiParameter[] Selection =
    [
        new("continue", "string", "The token of the next page, from the metadata of the last one."),
        new("fieldSelector", "string", "Only objects whose fields match."),
        new("labelSelector", "string", "Only objects whose labels match."),
        new("limit", "integer", "The greatest number of objects in one answer."),
        new("resourceVersion", "string", "The version to read at, not older than, or to watch from."),
        new("resourceVersionMatch", "string", "How resourceVersion counts for a list: Exact or NotOlderThan."),
        new("sendInitialEvents", "boolean", "Whether a watch begins with the present objects, followed by a bookmark."),
        new("timeoutSeconds", "integer", "When a list or watch ends at the latest."),
    ];

    private static readonly OpenApiParameter[] Deletion =
    [
        DryRun,
        new("gracePeriodSeconds", "integer", "The time in seconds before the object is removed; 0 removes it at once."),
        new(
            "ignoreStoreReadErrorWithClusterBreakingPotential",
            "boolean",
            "Whether an object is deleted that cannot be read from the store."
        ),
        new("orphanDependents", "boolean", "Deprecated: use propagationPolicy."),
        new("propagationPolicy", "string", "What happens to dependents: Orphan, Background or Foreground."),
    ];

    /// <summary>Of lists and watches.</summary>
    public static OpenApiParameter[] List { get; } =
    [
        new("allowWatchBookmarks", "boolean", "Whether a watch may send bookmarks."),
        .. Selection,
        new("watch", "boolean", "Whether to send changes as they come, instead of a list."),
    ];

    /// <summary>Of creates and updates.</summary>
    public static OpenApiParameter[] Write { get; } = [DryRun, FieldManager, FieldValidation];

    /// <summary>Of patches.</summary>
    public static OpenApiParameter[] Patch { get; } =
    [.. Write, new("force", "boolean", "Whether apply takes fields that others own.")];

    /// <summary>Of deletes.</summary>
    public static OpenApiParameter[] Delete => Deletion;

    /// <summary>Of deletes of collections.</summary>
    public static OpenApiParameter[] DeleteCollection { get; } = [.. Selection, .. Deletion];
}
