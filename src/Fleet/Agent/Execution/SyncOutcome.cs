using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>What became of one manifest of a Work.</summary>
internal readonly record struct SyncOutcome
{
    /// <summary>The member's object as it is now; null when it is not there, or is not ours.</summary>
    public KubeObject? Observed { get; init; }

    /// <summary>Whether the member's object was created or changed.</summary>
    public bool HasWritten { get; init; }

    /// <summary>Why the member does not have it; null when it has.</summary>
    public string? Error { get; init; }

    /// <summary>
    /// How sure that is. Of a member that did not answer nothing is known, and nothing is said; what may come by itself in a moment, such as a
    /// namespace, is said when it does not.
    /// </summary>
    public FailureKind Kind { get; init; }

    public static SyncOutcome Failed(Status status) =>
        new()
        {
            Error = status.Message,
            Kind =
                status.Code is 429 or >= 500 ? FailureKind.Unknown
                // 405: the kind is on its way out, and may come back.
                : status.Code is 404 or 405 or 409 ? FailureKind.Passing
                : FailureKind.Definite,
        };
}

/// <summary>What a failure says.</summary>
internal enum FailureKind
{
    /// <summary>The member refuses.</summary>
    Definite,

    /// <summary>The member refuses for a reason that often goes away at once.</summary>
    Passing,

    /// <summary>The member did not answer, or has no time.</summary>
    Unknown,
}
