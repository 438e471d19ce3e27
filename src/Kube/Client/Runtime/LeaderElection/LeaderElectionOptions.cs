using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>How to contend for leadership; the times are client-go's defaults.</summary>
public sealed record LeaderElectionOptions
{
    /// <summary>Namespace and name of the Lease (<c>coordination.k8s.io/v1</c>).</summary>
    public required NamespacedName Lease { get; init; }

    /// <summary>Who contends; unique among the contenders.</summary>
    public required string Identity { get; init; }

    /// <summary>How long others wait after the last renewal that they saw before they take over. Whole seconds.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long after its last renewal a leader stops leading when it cannot renew; below the lease's duration.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The pause between tries.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What is wrong with the times, or null.</summary>
    internal string? Error =>
        LeaseDuration <= RenewDeadline ? "the lease duration must be above the renew deadline"
        : RenewDeadline <= RetryPeriod * LeaderElection.Jitter
            ? "the renew deadline must be above 1.2 times the retry period"
        : LeaseDuration < TimeSpan.FromSeconds(1) ? "the lease duration must be a second at least"
        : Identity.Length == 0 ? "an identity is needed"
        : null;
}
