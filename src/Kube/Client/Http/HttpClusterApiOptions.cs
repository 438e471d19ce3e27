namespace Pangea.Kube.Client;

/// <summary>How an API is called over HTTP.</summary>
public sealed record HttpClusterApiOptions
{
    /// <summary>Who calls: <c>pangea/VERSION (role)</c>. What stands before the slash is the field manager of writes that name none.</summary>
    public required string UserAgent { get; init; }

    /// <summary>How long a call may take, retries included; a watch, until its answer begins.</summary>
    public TimeSpan Deadline { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long connecting may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>After so long without a word from the server, while calls or watches are under way, it is pinged…</summary>
    public TimeSpan PingDelay { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>… and after so long without an answer its connection is given up.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How often a call is made in all when the server says "too many requests" or cannot be connected to.</summary>
    public int Tries { get; init; } = 5;

    /// <summary>The largest answer that is taken, in bytes; a larger one is a failure.</summary>
    public int LargestAnswer { get; init; } = 1 << 30;

    /// <summary>The largest single event of a watch that is taken, in bytes.</summary>
    public int LargestEvent { get; init; } = 32 << 20;
}
