using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>
/// Follows a resource of the member without keeping a copy, as an informer would: each object is told of and forgotten. Lists by pages, then watches on from
/// there; lists again only when the member has forgotten that place.
/// </summary>
internal sealed partial class MemberStream(
    AgentContext agent,
    GroupVersionResource resource,
    Action<KubeObject> set,
    Action<NamespacedName> remove,
    Action<HashSet<NamespacedName>> keep
)
{
    private const int PageSize = 500;
    private static readonly TimeSpan ShortestWatch = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Random random = agent.NewRandom();
    private readonly ILogger logger = agent.Logger;
    private string version = "";
    private string logged = "";
    private int failures;

    /// <summary>Tells the tally of the member's nodes.</summary>
    public static MemberStream Nodes(AgentContext agent, CapacityTally tally) =>
        new(
            agent,
            AgentResources.Nodes,
            tally.SetNode,
            n => tally.RemoveNode(n.Name),
            names => tally.KeepNodes([.. names.Select(n => n.Name)])
        );

    /// <summary>Tells the tally of the member's pods.</summary>
    public static MemberStream Pods(AgentContext agent, CapacityTally tally) =>
        new(agent, AgentResources.Pods, tally.SetPod, tally.RemovePod, tally.KeepPods);

    /// <summary>Follows until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var error = version.Length == 0 ? await ListAsync(cancellationToken) : null;
            error ??= await WatchAsync(cancellationToken);
            if (error is null)
                continue;
            if (error.Code == 410 || error.Causes.Any(c => c.Reason == "ResourceVersionTooLarge"))
                version = "";
            failures++;
            var why = error.ToString();
            if (logged != why)
                LogFailed(agent.Cluster, resource, why);
            logged = why;
            var pause = FirstPause;
            for (var i = 1; i < failures && pause < LongestPause; i++)
                pause *= 2;
            pause = pause < LongestPause ? pause : LongestPause;
            await Task.Delay(pause * (0.5 + (0.5 * random.NextDouble())), agent.Clock, cancellationToken);
        }
    }

    private async ValueTask<Status?> ListAsync(CancellationToken cancellationToken)
    {
        var seen = new HashSet<NamespacedName>();
        var next = "";
        while (true)
        {
            var page = await agent.Member.ListAsync(
                resource,
                "",
                new() { Limit = PageSize, Continue = next },
                cancellationToken
            );
            if (!page.IsSuccess)
                return page.Error;
            foreach (var one in page.Value.Items)
            {
                seen.Add(one.Key);
                set(one);
            }
            next = page.Value.Continue;
            if (next.Length > 0)
                continue;
            keep(seen);
            version = page.Value.ResourceVersion;
            return null;
        }
    }

    private async ValueTask<Status?> WatchAsync(CancellationToken cancellationToken)
    {
        var time = ShortestWatch * (1 + random.NextDouble());
        var began = agent.Clock.GetTimestamp();
        using var late = new CancellationTokenSource(time + Slack, agent.Clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, late.Token);
        var watch = new WatchOptions { ResourceVersion = version, Timeout = time };
        try
        {
            await foreach (var one in agent.Member.WatchAsync(resource, "", watch, either.Token))
            {
                if (one.Type == WatchEventType.Error)
                    return one.Error!;
                failures = 0;
                logged = "";
                version = one.Object!.ResourceVersion;
                if (one.Type == WatchEventType.Deleted)
                    remove(one.Object.Key);
                else if (one.Type != WatchEventType.Bookmark)
                    set(one.Object);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested) { }
        // One that ends at once would be asked for again and again.
        return agent.Clock.GetElapsedTime(began) < TimeSpan.FromSeconds(1)
            ? Status.ServiceUnavailable("the watch ended at once")
            : null;
    }

    [LoggerMessage(1, LogLevel.Warning, "{Cluster}: cannot follow {Resource}: {Why}; it is tried again")]
    private partial void LogFailed(string cluster, GroupVersionResource resource, string why);
}
