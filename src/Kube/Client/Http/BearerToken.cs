namespace Pangea.Kube.Client;

/// <summary>The caller's bearer token: fixed, or from a file that is read again every minute.</summary>
internal sealed class BearerToken(string token, string file, TimeProvider clock)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    private readonly Lock readLock = new();
    private string current = token;
    private long? readAt;

    public bool IsFromFile => file.Length > 0;

    /// <summary>The token, or empty when there is none.</summary>
    /// <exception cref="IOException">The file has never been readable.</exception>
    public async ValueTask<string> GetAsync(CancellationToken cancellationToken)
    {
        lock (readLock)
        {
            if (!IsFromFile || (readAt is { } at && clock.GetElapsedTime(at) < Lifetime))
                return current;
        }
        try
        {
            var text = (await File.ReadAllTextAsync(file, cancellationToken)).Trim();
            lock (readLock)
            {
                readAt = clock.GetTimestamp();
                return current = text;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            lock (readLock)
            {
                // A rotation may be under way: the last token is good for a while.
                if (readAt is not null)
                    return current;
            }
            throw new IOException($"the token file {file} cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Makes the next call read the file again: the server refused the token. False when there is nothing to read.</summary>
    public bool Refresh()
    {
        lock (readLock)
        {
            if (!IsFromFile || readAt is null)
                return false;
            readAt = clock.GetTimestamp() - (long)(Lifetime.TotalSeconds * clock.TimestampFrequency);
            return true;
        }
    }
}
