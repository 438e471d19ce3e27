using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>What the workload controllers are made from.</summary>
public sealed record WorkloadOptions
{
    /// <summary>
    /// The cluster's API as one of the controllers, by its name in kube-controller-manager (<c>deployment-controller</c>, …): each may be a user of its
    /// own. Asked once for each name.
    /// </summary>
    public required Func<string, IClusterApi> Api { get; init; }

    /// <summary>Name suffixes of what the controllers make.</summary>
    public IIdentitySource Identities { get; init; } = new IdentitySource();

    /// <summary>How many keys of a kind are reconciled at the same time.</summary>
    public int Workers { get; init; } = 8;

    /// <summary>
    /// How long news of parts (a pod's status, a ReplicaSet's) are gathered before the whole's status is computed: the steps of one start come close
    /// together, and one write says them all.
    /// </summary>
    public TimeSpan Gather { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Where the controllers log.</summary>
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;
}
