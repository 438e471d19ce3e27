using System.Collections.Frozen;
using System.Collections.Immutable;
using Pangea.Fleet.Api;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>
/// What a member serves, as it was read last: kinds with their resources, and the list that goes into the Cluster's status. Read as a whole (aggregated
/// discovery), which costs two calls; that the answers have not changed is seen by comparing bytes.
/// </summary>
internal sealed class MemberKinds(IClusterApi member, TimeProvider clock)
{
    private static readonly TimeSpan LeastPause = TimeSpan.FromSeconds(1);

    private readonly AsyncLock reading = new();
    private readonly DiscoveryReader reader = new(member);
    private volatile MemberDiscovery current = MemberDiscovery.None;
    private long lastRead;

    /// <summary>What is known.</summary>
    public MemberDiscovery Current => current;

    /// <summary>Called after something else is served than before, with what was known before and what is now. Handlers must be quick.</summary>
    public event Action<MemberDiscovery, MemberDiscovery>? Changed;

    /// <summary>Reads again; gives the failure, or null.</summary>
    public async ValueTask<Status?> RefreshAsync(CancellationToken cancellationToken)
    {
        using var held = await reading.AcquireAsync(cancellationToken);
        return await ReadAsync(cancellationToken);
    }

    /// <summary>The resource of a kind; asks the member when it is not known. Null when the member does not serve it.</summary>
    public async ValueTask<ApiResult<ServedKind>> FindAsync(GroupVersionKind kind, CancellationToken cancellationToken)
    {
        if (current.Kinds.TryGetValue(kind, out var found))
            return found;
        using var held = await reading.AcquireAsync(cancellationToken);
        // Many Works of one kind that is not there must not each ask.
        var fresh = lastRead != 0 && clock.GetElapsedTime(lastRead) < LeastPause;
        if (!fresh && await ReadAsync(cancellationToken) is { } error)
            return error;
        return current.Kinds.TryGetValue(kind, out found)
            ? found
            : new Status(404, StatusReason.NotFound, $"the cluster does not serve the kind {kind}");
    }

    private async ValueTask<Status?> ReadAsync(CancellationToken cancellationToken)
    {
        var read = await reader.ReadAsync(current, cancellationToken);
        if (!read.IsSuccess)
            return read.Error;
        var before = current;
        current = read.Value;
        lastRead = clock.GetTimestamp();
        if (!ReferenceEquals(before, current))
            Changed?.Invoke(before, current);
        return null;
    }
}

/// <summary>A kind that a member serves.</summary>
internal sealed record ServedKind(GroupVersionResource Resource, bool IsNamespaced);

/// <summary>What a member serves.</summary>
/// <param name="Kinds">The resource of each kind.</param>
/// <param name="Enablements">The list for the Cluster's status: by group and version, resources by name.</param>
/// <param name="IsComplete">Whether every group answered.</param>
internal sealed record MemberDiscovery(
    FrozenDictionary<GroupVersionKind, ServedKind> Kinds,
    ImmutableArray<ApiEnablement> Enablements,
    bool IsComplete
)
{
    public static MemberDiscovery None { get; } =
        new(FrozenDictionary<GroupVersionKind, ServedKind>.Empty, [], IsComplete: false);

    /// <summary>The bytes it was read from.</summary>
    public ImmutableArray<ReadOnlyMemory<byte>> Sources { get; init; } = [];
}
