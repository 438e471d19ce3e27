using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;

namespace Pangea.Cli;

/// <summary>How a fleet is run.</summary>
/// <param name="Isolated">Whether each role gets a process of its own.</param>
/// <param name="View">Shows progress.</param>
internal sealed record RunOptions(bool Isolated, IProgressView View)
{
    /// <summary>Called once the directory is this process's: from then on what is written to the standard error belongs to its log.</summary>
    public Action<FleetDirectory> Opened { get; init; } = static _ => { };

    /// <summary>Called when everything is ready, with what to tell.</summary>
    public required Func<FleetSummary, Task> Ready { get; init; }
}

/// <summary>
/// Runs a fleet from its start to its stop: servers side by side, each agent as soon as the hub and its cluster serve; and all in the opposite
/// order at the end.
/// </summary>
internal sealed class FleetRun
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly FleetOpening opening;
    private readonly RunOptions options;
    private readonly RoleContext context;
    private readonly IRoleHost host;
    private readonly AsyncLock recordLock = new();
    private readonly long begun;
    private readonly DateTimeOffset started;
    private readonly Lock readyLock = new();
    private readonly SortedDictionary<RoleName, TimeSpan> ready = [];

    private FleetRun(FleetOpening opening, RunOptions options, ILoggerFactory logging, long begun)
    {
        this.opening = opening;
        this.options = options;
        this.begun = begun;
        context = new(opening.Directory, opening.Plan, logging);
        started = context.Clock.GetUtcNow();
        host = options.Isolated
            ? new ProcessRoleHost(context, (role, phase, detail) => Show(role, phase, detail), WriteRecordAsync)
            : new InProcessRoleHost(context);
    }

    private FleetPlan Plan => opening.Plan;

    /// <summary>Runs a fleet until it is asked to stop.</summary>
    /// <param name="directory">Where it is kept.</param>
    /// <param name="request">What was asked for.</param>
    /// <param name="options">How to run it.</param>
    /// <param name="stop">Ends it in order.</param>
    /// <exception cref="CommandFailedException">It could not be started; nothing runs, and nothing of a new fleet is left.</exception>
    public static async Task RunAsync(
        FleetDirectory directory,
        PlanRequest request,
        RunOptions options,
        CancellationToken stop
    )
    {
        var clock = TimeProvider.System;
        var begun = clock.GetTimestamp();
        using var opening = await FleetOpening.OpenAsync(directory, request, clock, stop);
        LineLog.Rotate(directory.LogFile);
        await using var log = LineLog.OpenFile(directory.LogFile);
        options.Opened(directory);
        using var logging = LineLog.CreateFactory(log, clock);
        var run = new FleetRun(opening, options, logging, begun);
        try
        {
            await run.BringUpAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            await run.TakeDownAsync();
            return;
        }
        catch (Exception)
        {
            await run.TakeDownAsync();
            opening.Undo();
            throw;
        }
        await options.Ready(run.Summary());
        await StopSignal.WaitAsync(stop);
        await run.TakeDownAsync();
    }

    private async Task BringUpAsync(CancellationToken cancellationToken)
    {
        foreach (var role in Plan.Roles)
            Show(role, RolePhase.Starting, "");
        if (opening.IsNew)
        {
            foreach (var (server, _) in Plan.Servers)
                await ServerKeys.CreateAsync(context.Directory, server, context.Pki, cancellationToken);
        }
        foreach (var (server, _) in Plan.Servers)
            await WriteCredentialsAsync(server, cancellationToken);
        await opening.KeepAsync(cancellationToken);
        await WriteRecordAsync();

        // The first failure ends the others: none of them is waited for in vain.
        using var failed = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var servers = Plan.Servers.ToDictionary(
            s => s.Role,
            s => AttemptAsync(StartServerAsync(s.Role, failed.Token), failed)
        );
        var all = new List<Task>(servers.Values);
        if (Plan.HubPort is not null)
            all.AddRange(
                Plan.Clusters.Select(c =>
                    AttemptAsync(
                        JoinAsync(c.Name, servers[RoleName.Hub], servers[RoleName.OfCluster(c.Name)], failed.Token),
                        failed
                    )
                )
            );
        all.Add(ListeningAsync(servers.Values));
        await FirstFailureAsync(all);
        await WriteRecordAsync();
    }

    private async Task WriteCredentialsAsync(RoleName server, CancellationToken cancellationToken)
    {
        var keys = await ServerKeys.LoadAsync(context.Directory, server, context.Pki, cancellationToken);
        await Credentials.WriteAdministratorAsync(context, server, keys, cancellationToken);
        if (server.Kind == RoleKind.Cluster && Plan.HubPort is not null)
            await Credentials.WriteAgentAsync(context, server.Cluster, keys, cancellationToken);
    }

    private async Task StartServerAsync(RoleName server, CancellationToken cancellationToken)
    {
        await host.StartAsync(server, cancellationToken);
        BecameReady(server, Plan.Url(server));
    }

    private async Task JoinAsync(string cluster, Task hub, Task member, CancellationToken cancellationToken)
    {
        await hub;
        await member;
        var agent = RoleName.OfAgent(cluster);
        await host.StartAsync(agent, cancellationToken);
        using var api = await FleetApi.OpenAsync(context.Directory.HubKubeconfig, "up", context, cancellationToken);
        var (isReady, why) = await ClusterReadiness.WaitAsync(
            api.Api,
            cluster,
            started,
            Patience,
            context.Clock,
            cancellationToken
        );
        if (!isReady)
            throw new CommandFailedException(
                $"cluster {cluster} was not ready within {Patience.TotalSeconds} s: {why}"
            );
        BecameReady(agent, "");
    }

    private async Task ListeningAsync(IEnumerable<Task> servers)
    {
        await Task.WhenAll(servers);
        opening.Listening();
    }

    private static async Task AttemptAsync(Task attempt, CancellationTokenSource failed)
    {
        try
        {
            await attempt;
        }
        catch (Exception)
        {
            failed.Cancel();
            throw;
        }
    }

    /// <summary>Waits for all; of several failures the one that was not caused by another is thrown.</summary>
    private static async Task FirstFailureAsync(IReadOnlyCollection<Task> tasks)
    {
        try
        {
            await Task.WhenAll(tasks);
        }
        catch (Exception)
        {
            var first = tasks
                .Where(t => t.IsFaulted)
                .Select(t => t.Exception!.InnerException!)
                .FirstOrDefault(e => e is not OperationCanceledException);
            if (first is not null)
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(first);
            throw;
        }
    }

    private async Task TakeDownAsync()
    {
        await StopAsync(RoleKind.Agent);
        await Task.WhenAll(StopAsync(RoleKind.Hub), StopAsync(RoleKind.Cluster));
        await host.DisposeAsync();

        Task StopAsync(RoleKind kind) => Task.WhenAll(Plan.Roles.Where(r => r.Kind == kind).Select(StopRoleAsync));
    }

    private async Task StopRoleAsync(RoleName role)
    {
        Show(role, RolePhase.Stopping, "");
        await host.StopAsync(role);
        Show(role, RolePhase.Stopped, "");
    }

    private void BecameReady(RoleName role, string detail)
    {
        lock (readyLock)
            ready[role] = context.Clock.GetElapsedTime(begun);
        Show(role, RolePhase.Ready, detail);
    }

    private void Show(RoleName role, RolePhase phase, string detail) =>
        options.View.Show(new(role, phase, context.Clock.GetElapsedTime(begun), detail));

    private FleetSummary Summary()
    {
        lock (readyLock)
            return new(context.Directory, Plan, ready.ToImmutableSortedDictionary());
    }

    private async Task WriteRecordAsync()
    {
        using (await recordLock.AcquireAsync(CancellationToken.None))
            await new RunRecord(Environment.ProcessId, options.Isolated, started, [.. host.Running]).WriteAsync(
                context.Directory,
                CancellationToken.None
            );
    }
}
