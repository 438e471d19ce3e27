using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// What an owner has asked for and its view does not show yet: pods that it created or deleted. Until it does, the owner neither creates nor
/// deletes, so that a view which is behind never makes it do so twice.
/// </summary>
/// <remarks>
/// client-go counts; here each pod is expected by its name (which the controllers choose) or uid, so that nothing else that happens to pods is taken for
/// it, and a call with an unknown outcome stays expected. What is not seen in five minutes is no longer expected.
/// </remarks>
internal sealed class Expectations(TimeProvider clock)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);

    private readonly Lock ownersLock = new();
    private readonly Dictionary<string, Expected> owners = new(StringComparer.Ordinal);

    private sealed class Expected
    {
        public readonly HashSet<string> Created = new(StringComparer.Ordinal);
        public readonly HashSet<string> Deleted = new(StringComparer.Ordinal);
        public long Since;
    }

    /// <summary>Whether everything that an owner asked for has been seen.</summary>
    public bool AreMet(string owner)
    {
        lock (ownersLock)
        {
            if (!owners.TryGetValue(owner, out var expected))
                return true;
            if (clock.GetElapsedTime(expected.Since) < Longest)
                return false;
            owners.Remove(owner);
            return true;
        }
    }

    /// <summary>When what an owner expects is given up, if something is expected.</summary>
    public TimeSpan? Left(string owner)
    {
        lock (ownersLock)
        {
            return owners.TryGetValue(owner, out var expected) ? Longest - clock.GetElapsedTime(expected.Since) : null;
        }
    }

    /// <summary>A pod of this name is about to be created.</summary>
    public void ExpectCreation(string owner, string name)
    {
        lock (ownersLock)
            Of(owner).Created.Add(name);
    }

    /// <summary>The pod with this uid is about to be deleted.</summary>
    public void ExpectDeletion(string owner, string uid)
    {
        lock (ownersLock)
            Of(owner).Deleted.Add(uid);
    }

    /// <summary>A pod of this name was seen, or will not come.</summary>
    public void CreationSeen(string owner, string name)
    {
        lock (ownersLock)
        {
            if (owners.TryGetValue(owner, out var expected) && expected.Created.Remove(name))
                ForgetIfMet(owner, expected);
        }
    }

    /// <summary>The pod with this uid was seen to go, or will not.</summary>
    public void DeletionSeen(string owner, string uid)
    {
        lock (ownersLock)
        {
            if (owners.TryGetValue(owner, out var expected) && expected.Deleted.Remove(uid))
                ForgetIfMet(owner, expected);
        }
    }

    /// <summary>Takes a change of a pod in: the end of what its owner expects, perhaps.</summary>
    public void Observe(string owner, KubeObject pod, bool isGone)
    {
        CreationSeen(owner, pod.Name);
        if (isGone || pod.IsDeleting)
            DeletionSeen(owner, pod.Uid);
    }

    /// <summary>The owner is gone.</summary>
    public void Forget(string owner)
    {
        lock (ownersLock)
            owners.Remove(owner);
    }

    private Expected Of(string owner)
    {
        if (!owners.TryGetValue(owner, out var expected))
            owners.Add(owner, expected = new());
        expected.Since = clock.GetTimestamp();
        return expected;
    }

    private void ForgetIfMet(string owner, Expected expected)
    {
        if (expected.Created.Count == 0 && expected.Deleted.Count == 0)
            owners.Remove(owner);
    }
}
