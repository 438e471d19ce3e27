using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>What a reconcile asks for: nothing more, another run after a pause, or a retry with back-off.</summary>
public readonly record struct Reconcile
{
    private Reconcile(TimeSpan? after, string? why)
    {
        After = after;
        Why = why;
    }

    /// <summary>Done until something changes.</summary>
    public static Reconcile Done { get; }

    /// <summary>The pause after which to run again; of a retry the least pause. Null when none is asked for.</summary>
    public TimeSpan? After { get; }

    /// <summary>Why this run failed, or null when it did not.</summary>
    public string? Why { get; }

    /// <summary>Run again after a pause; earlier when the key is queued for another reason.</summary>
    public static Reconcile Again(TimeSpan after) => new(after, null);

    /// <summary>It failed for this reason: run again, with back-off. The reason is logged once by who runs the controller.</summary>
    public static Reconcile Retry(string why) => new(null, why);

    /// <summary>The call failed with this Status: run again, with back-off, and not before its Retry-After.</summary>
    public static Reconcile Retry(Status status) =>
        new(status.RetryAfterSeconds > 0 ? TimeSpan.FromSeconds(status.RetryAfterSeconds) : null, status.ToString());
}
