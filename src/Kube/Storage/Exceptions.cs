namespace Pangea.Kube.Storage;

/// <summary>What was asked for is compacted: the caller starts again from the newest state.</summary>
public sealed class CompactedException(long revision)
    : Exception($"revision is compacted; the oldest that is kept is {revision}")
{
    /// <summary>The oldest revision that can still be read.</summary>
    public long CompactRevision { get; } = revision;
}

/// <summary>The asked revision is newer than the store.</summary>
public sealed class FutureRevisionException(long asked, long current)
    : Exception($"revision {asked} is in the future; the newest is {current}")
{
    /// <summary>The newest revision.</summary>
    public long Current { get; } = current;
}

/// <summary>The store cannot do its work: a disk error, a lost connection. Written transactions may or may not be there.</summary>
public sealed class StoreUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The state on disk cannot be used; the message says why in one line and what to do.</summary>
public sealed class StateUnusableException(string message, Exception? inner = null) : Exception(message, inner);
