using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>What to list (<c>metav1.ListOptions</c>).</summary>
public sealed record ListOptions
{
    /// <summary>Everything, newest state.</summary>
    public static ListOptions All { get; } = new();

    /// <summary>Only objects with these labels.</summary>
    public LabelSelector Labels { get; init; } = LabelSelector.Everything;

    /// <summary>Only objects with these fields.</summary>
    public FieldSelector Fields { get; init; } = FieldSelector.Everything;

    /// <summary>Empty, "0", or a revision; see <see cref="ResourceVersionMatch"/>.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary>Empty, <c>NotOlderThan</c> or <c>Exact</c>.</summary>
    public string ResourceVersionMatch { get; init; } = "";

    /// <summary>Page size; 0 for all.</summary>
    public long Limit { get; init; }

    /// <summary>The token of the page before.</summary>
    public string Continue { get; init; } = "";
}

/// <summary>What to watch.</summary>
public sealed record WatchOptions
{
    /// <summary>Only objects with these labels.</summary>
    public LabelSelector Labels { get; init; } = LabelSelector.Everything;

    /// <summary>Only objects with these fields.</summary>
    public FieldSelector Fields { get; init; } = FieldSelector.Everything;

    /// <summary>Changes after this revision; empty or "0": first the present state as ADDED events.</summary>
    public string ResourceVersion { get; init; } = "";

    /// <summary>Asks for the state first and a bookmark at its end (<c>sendInitialEvents=true</c> with <c>NotOlderThan</c>).</summary>
    public bool SendInitialEvents { get; init; }

    /// <summary>Asks for bookmarks.</summary>
    public bool AllowBookmarks { get; init; } = true;

    /// <summary>Ends the watch after so long; null leaves it to the server.</summary>
    public TimeSpan? Timeout { get; init; }
}

/// <summary>How to write.</summary>
public sealed record WriteOptions
{
    /// <summary>No options.</summary>
    public static WriteOptions None { get; } = new();

    /// <summary>Writes through the <c>status</c> subresource.</summary>
    public static WriteOptions Status { get; } = new() { Subresource = "status" };

    /// <summary>Writes spec and status as one change; see <see cref="IncludesStatus"/>.</summary>
    public static WriteOptions Whole { get; } = new() { IncludesStatus = true };

    /// <summary>A subresource such as <c>status</c>, or empty.</summary>
    public string Subresource { get; init; } = "";

    /// <summary>
    /// The update writes the status together with the rest: one transaction, one event. Only a server's own controllers can, in its
    /// process; over HTTP there is no such request, and asking for it is a bug.
    /// </summary>
    public bool IncludesStatus { get; init; }

    /// <summary>The name of a posted subresource's parent when the body carries none.</summary>
    public NamespacedName? Parent { get; init; }

    /// <summary>Who owns the fields that are written; empty takes the client's own name.</summary>
    public string FieldManager { get; init; } = "";

    /// <summary>Do everything but store.</summary>
    public bool DryRun { get; init; }

    /// <summary>Apply only: take fields over from their owners.</summary>
    public bool Force { get; init; }

    /// <summary><c>Strict</c>, <c>Warn</c> or <c>Ignore</c>; empty leaves it to the server.</summary>
    public string FieldValidation { get; init; } = "";
}

/// <summary>How to delete (<c>metav1.DeleteOptions</c>).</summary>
public sealed record DeleteOptions
{
    /// <summary>Dependents are deleted afterwards.</summary>
    public static DeleteOptions Background { get; } = new() { PropagationPolicy = "Background" };

    /// <summary><c>Background</c>, <c>Foreground</c>, <c>Orphan</c>, or empty for the resource's default.</summary>
    public string PropagationPolicy { get; init; } = "";

    /// <summary>Grace in seconds; null for the object's own.</summary>
    public long? GracePeriodSeconds { get; init; }

    /// <summary>Delete only the object with this uid; empty for any.</summary>
    public string PreconditionUid { get; init; } = "";

    /// <summary>Delete only this version; empty for any.</summary>
    public string PreconditionResourceVersion { get; init; } = "";

    /// <summary>Do everything but store.</summary>
    public bool DryRun { get; init; }
}

/// <summary>The kinds of patch.</summary>
public enum PatchType
{
    /// <summary>RFC 6902.</summary>
    Json,

    /// <summary>RFC 7396.</summary>
    Merge,

    /// <summary>Kubernetes' strategic merge patch.</summary>
    StrategicMerge,

    /// <summary>Server-side apply.</summary>
    Apply,
}

/// <summary>A patch: its kind and its document (JSON; for Apply the object as it should be).</summary>
public sealed record PatchBody(PatchType Type, Value Document);

/// <summary>One event of a watch.</summary>
/// <param name="Type">What happened.</param>
/// <param name="Object">The object after the change (before it, when deleted); null on an error.</param>
/// <param name="Error">The failure that ended the watch.</param>
public sealed record WatchEvent(WatchEventType Type, KubeObject? Object, Status? Error = null);

/// <summary>What a watch event says.</summary>
public enum WatchEventType
{
    /// <summary>The object is new, or newly matches.</summary>
    Added,

    /// <summary>The object changed.</summary>
    Modified,

    /// <summary>The object is gone, or matches no longer.</summary>
    Deleted,

    /// <summary>Nothing changed up to the object's resourceVersion.</summary>
    Bookmark,

    /// <summary>The watch failed.</summary>
    Error,
}
