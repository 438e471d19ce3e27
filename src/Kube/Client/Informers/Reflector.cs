using Microsoft.Extensions.Logging;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>
/// Keeps a view equal to what a server has: first the whole state (as a watch-list, or as a paged list where the server knows none), then
/// the changes from there on, again and again.
/// </summary>
/// <remarks>
/// A watch that ends goes on where it ended. Only when the server has forgotten that place (410) the whole state is read again, and what went away
/// in between is told as deleted. Pauses after failures double up to 30 s, with jitter.
/// </remarks>
internal sealed partial class Reflector(
    IClusterApi api,
    GroupVersionResource resource,
    InformerOptions options,
    ObjectView view,
    TimeProvider clock,
    Random random,
    ILogger logger
)
{
    private const long PageSize = 500;
    private const string InitialEventsEnd = "k8s.io/initial-events-end";

    // The watch's own time, 5 to 10 minutes as client-go's, spreads reconnects; the slack is for the server to end it first.
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    // A server that ignores what it does not know never sends the bookmark that ends a watch-list.
    private static readonly TimeSpan SilentWatchList = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    /// <summary>Up to where the view is; empty when the whole state has to be read.</summary>
    private string version = "";
    private bool usesWatchList = true;
    private int failures;
    private string logged = "";

    private enum End
    {
        /// <summary>The watch ended, as watches do.</summary>
        Quiet,

        /// <summary>It failed; what the view knows is still good.</summary>
        Failed,

        /// <summary>The server has forgotten the place, or never had it.</summary>
        Expired,

        /// <summary>The server does not know watch-lists.</summary>
        NoWatchList,
    }

    /// <summary>Follows until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (version.Length == 0 && !usesWatchList && await ListAsync(cancellationToken) is { } error)
            {
                await FailAsync(error, cancellationToken);
                continue;
            }
            var (end, why) = await StreamAsync(cancellationToken);
            switch (end)
            {
                case End.NoWatchList:
                    usesWatchList = false;
                    LogNoWatchList(resource, why);
                    break;
                case End.Expired:
                    version = "";
                    // The first time it is read again at once; a server that keeps forgetting is not hammered.
                    if (failures++ > 0)
                        await PauseAsync(cancellationToken);
                    break;
                case End.Failed:
                    await FailAsync(why, cancellationToken);
                    break;
                default:
                    if (failures > 0)
                        await PauseAsync(cancellationToken);
                    break;
            }
        }
    }

    private async Task FailAsync(string why, CancellationToken cancellationToken)
    {
        failures++;
        if (logged != why)
            LogFailed(resource, options.Namespace, why);
        logged = why;
        await PauseAsync(cancellationToken);
    }

    private Task PauseAsync(CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var i = 1; i < failures && pause < LongestPause; i++)
            pause *= 2;
        if (pause > LongestPause)
            pause = LongestPause;
        return Task.Delay(pause * (0.5 + (0.5 * random.NextDouble())), clock, cancellationToken);
    }

    /// <summary>Reads the whole state by pages; gives what went wrong, or null.</summary>
    private async Task<string?> ListAsync(CancellationToken cancellationToken)
    {
        var state = new Dictionary<NamespacedName, KubeObject>();
        var next = "";
        var limit = PageSize;
        while (true)
        {
            var page = await api.ListAsync(
                resource,
                options.Namespace,
                new()
                {
                    Labels = options.Labels,
                    Fields = options.Fields,
                    Limit = limit,
                    Continue = next,
                },
                cancellationToken
            );
            if (page.Error is { } error)
            {
                if (error.Code != 410 || next.Length == 0)
                    return error.ToString();
                // The pages took longer than the server remembers: once more in one piece.
                state.Clear();
                next = "";
                limit = 0;
                continue;
            }
            foreach (var one in page.Value!.Items)
                state[one.Key] = ManagedFields.Strip(one);
            next = page.Value.Continue;
            if (next.Length == 0)
            {
                view.Replace(state.Values);
                version = page.Value.ResourceVersion;
                return null;
            }
        }
    }

    /// <summary>Watches until the watch ends, from the version on, or with the whole state first when there is none.</summary>
    private async Task<(End End, string Why)> StreamAsync(CancellationToken cancellationToken)
    {
        var initial = version.Length == 0 ? new Dictionary<NamespacedName, KubeObject>() : null;
        var time = ShortestWatch * (1 + random.NextDouble());
        var began = clock.GetTimestamp();
        var eventful = false;
        using var late = new CancellationTokenSource(time + Slack, clock);
        using var silent = new CancellationTokenSource();
        using var silence = initial is null
            ? null
            : clock.CreateTimer(_ => silent.Cancel(), null, SilentWatchList, Timeout.InfiniteTimeSpan);
        using var any = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token, silent.Token);
        var watch = new WatchOptions
        {
            Labels = options.Labels,
            Fields = options.Fields,
            ResourceVersion = version,
            SendInitialEvents = initial is not null,
            AllowBookmarks = true,
            Timeout = time,
        };
        try
        {
            await foreach (var one in api.WatchAsync(resource, options.Namespace, watch, any.Token))
            {
                if (one.Type == WatchEventType.Error)
                    return Classify(one.Error!, initial is not null);
                eventful = true;
                if (initial is null)
                {
                    failures = 0;
                    logged = "";
                    Take(one);
                }
                else if (one.Type == WatchEventType.Bookmark)
                {
                    if (one.Object!.Annotations.Text(InitialEventsEnd) != "true")
                        continue;
                    silence!.Dispose();
                    view.Replace(initial.Values);
                    initial = null;
                    version = one.Object.ResourceVersion;
                }
                else
                {
                    silence!.Change(SilentWatchList, Timeout.InfiniteTimeSpan);
                    if (one.Type == WatchEventType.Deleted)
                        initial.Remove(one.Object!.Key);
                    else
                        initial[one.Object!.Key] = ManagedFields.Strip(one.Object);
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            if (initial is not null && silent.IsCancellationRequested)
                return (End.NoWatchList, "it was ignored");
            return (End.Quiet, "");
        }
        // One that ends at once with nothing in it is taken for a failure, or it would be asked for again and again.
        if (clock.GetElapsedTime(began) >= TimeSpan.FromSeconds(1))
            failures = 0;
        else if (!eventful || initial is not null)
            failures++;
        return (End.Quiet, "");
    }

    private void Take(WatchEvent one)
    {
        switch (one.Type)
        {
            case WatchEventType.Added or WatchEventType.Modified:
                view.Set(ManagedFields.Strip(one.Object!));
                break;
            case WatchEventType.Deleted:
                view.Remove(one.Object!);
                break;
        }
        Advance(one.Object!);
    }

    private void Advance(KubeObject seen)
    {
        // A bookmark may come late, and a repeated event too: the place never goes back.
        if (seen.Revision > 0 && long.TryParse(version, out var at) && seen.Revision < at)
            return;
        if (seen.ResourceVersion.Length > 0)
            version = seen.ResourceVersion;
    }

    private static (End End, string Why) Classify(Status error, bool initial)
    {
        if (error.Code == 410 || error.Reason is StatusReason.Expired or StatusReason.Gone)
            return (End.Expired, error.ToString());
        // The server is behind what we saw, by far: it was restored from a backup, perhaps.
        if (error.Causes.Any(c => c.Reason == "ResourceVersionTooLarge"))
            return (End.Expired, error.ToString());
        if (initial && error.Code is 400 or 405 or 406 or 415 or 422)
            return (End.NoWatchList, error.ToString());
        return (End.Failed, error.ToString());
    }

    [LoggerMessage(1, LogLevel.Warning, "Cannot follow {Resource} in \"{Namespace}\": {Why}; it is tried again")]
    private partial void LogFailed(GroupVersionResource resource, string @namespace, string why);

    [LoggerMessage(
        2,
        LogLevel.Information,
        "The server knows no watch-list of {Resource} ({Why}); it is listed by pages"
    )]
    private partial void LogNoWatchList(GroupVersionResource resource, string why);
}
