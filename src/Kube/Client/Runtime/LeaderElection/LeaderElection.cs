using Microsoft.Extensions.Logging;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>
/// Lets one of many contenders lead, by a Lease, with the protocol of client-go's leaderelection package: its contenders and ours can share a
/// Lease. A leader that cannot renew stops before others may take over, as long as clocks run at nearly the same speed; what they show
/// does not matter.
/// </summary>
public sealed partial class LeaderElection
{
    internal const double Jitter = 1.2;

    private static readonly GroupVersionResource Leases = new("coordination.k8s.io", "v1", "leases");

    private readonly IClusterApi api;
    private readonly LeaderElectionOptions options;
    private readonly TimeProvider clock;
    private readonly Random random;
    private readonly ILogger logger;
    private KubeObject? observed;
    private long observedAt;
    private long renewedAt;

    /// <summary>A contender; it does nothing until it runs.</summary>
    /// <exception cref="ArgumentException">The times do not fit together.</exception>
    public LeaderElection(
        IClusterApi api,
        LeaderElectionOptions options,
        TimeProvider clock,
        Random random,
        ILogger logger
    )
    {
        if (options.Error is { } error)
            throw new ArgumentException(error, nameof(options));
        this.api = api;
        this.options = options;
        this.clock = clock;
        this.random = random;
        this.logger = logger;
    }

    /// <summary>Whether this contender leads.</summary>
    public bool IsLeader { get; private set; }

    /// <summary>Who leads, as last seen; empty when nobody does or nothing was seen.</summary>
    public string Leader => Holder(observed);

    /// <summary>
    /// Contends until cancelled, and runs <paramref name="lead"/> each time leadership is won. Its token is cancelled when leadership is lost or when this
    /// is cancelled; it must end soon then. When cancelled, the lease is kept until it has ended, and is given back.
    /// </summary>
    /// <returns>When cancelled, or when <paramref name="lead"/> returns by itself. What it throws is thrown, after giving the lease back.</returns>
    public async Task RunAsync(Func<CancellationToken, Task> lead, CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await AcquireAsync(cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            LogLeads(options.Identity, options.Lease);
            if (!await LeadAsync(lead, cancellationToken))
                return;
        }
    }

    private async Task AcquireAsync(CancellationToken cancellationToken)
    {
        while (!await TryWithinDeadlineAsync(options.RenewDeadline, cancellationToken))
        {
            var pause = options.RetryPeriod * (1 + (Jitter * random.NextDouble()));
            await Task.Delay(pause, clock, cancellationToken);
        }
        IsLeader = true;
    }

    /// <summary>Leads; true when leadership was lost and may be won again.</summary>
    private async Task<bool> LeadAsync(Func<CancellationToken, Task> lead, CancellationToken cancellationToken)
    {
        using var leading = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var renewing = new CancellationTokenSource();
        var work = WorkAsync(lead, leading.Token);
        var renew = RenewAsync(renewing.Token);
        if (await Task.WhenAny(work, renew) == renew)
        {
            IsLeader = false;
            LogLost(options.Identity, options.Lease);
            leading.Cancel();
            await work;
            return true;
        }
        renewing.Cancel();
        await renew;
        try
        {
            await work;
        }
        finally
        {
            if (IsLeader)
            {
                IsLeader = false;
                await ReleaseAsync();
            }
        }
        return false;
    }

    private static async Task WorkAsync(Func<CancellationToken, Task> lead, CancellationToken cancellationToken)
    {
        try
        {
            await lead(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested) { }
    }

    /// <summary>Renews until cancelled, or until the deadline has passed without success.</summary>
    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var pause = Left() < options.RetryPeriod ? Left() : options.RetryPeriod;
                if (pause <= TimeSpan.Zero)
                    return;
                await Task.Delay(pause, clock, cancellationToken);
                if (Left() <= TimeSpan.Zero)
                    return;
                if (!await TryWithinDeadlineAsync(Left(), cancellationToken) && IsHeldByAnother())
                    return;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The work has ended.
        }
    }

    private TimeSpan Left() => options.RenewDeadline - clock.GetElapsedTime(renewedAt);

    private async Task<bool> TryWithinDeadlineAsync(TimeSpan time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(time, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            return await TryAcquireOrRenewAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            LogFailed(options.Identity, options.Lease, "the API did not answer in time");
            return false;
        }
    }

    private bool IsHeldByAnother() => Leader.Length > 0 && Leader != options.Identity;

    private async Task<bool> TryAcquireOrRenewAsync(CancellationToken cancellationToken)
    {
        var began = clock.GetTimestamp();
        // A leader's copy of the lease is the newest as long as nobody interferes: one call renews it.
        if (IsLeader && observed is not null && Leader == options.Identity)
        {
            var renewed = await api.UpdateAsync(
                Leases,
                Renewed(observed, takeOver: false),
                WriteOptions.None,
                cancellationToken
            );
            if (renewed.IsSuccess)
                return Hold(renewed.Value, began);
            if (!renewed.Is(StatusReason.Conflict))
            {
                LogFailed(options.Identity, options.Lease, renewed.Error.ToString());
                return false;
            }
        }
        var found = await api.GetAsync(Leases, options.Lease, cancellationToken);
        if (found.IsNotFound)
        {
            var created = await api.CreateAsync(Leases, NewLease(), WriteOptions.None, cancellationToken);
            return created.IsSuccess ? Hold(created.Value, began) : Fail(created.Error);
        }
        if (!found.IsSuccess)
            return Fail(found.Error);
        Observe(found.Value);
        var mine = Leader == options.Identity;
        if (Leader.Length > 0 && !mine && IsValid())
            return false;
        var taken = await api.UpdateAsync(
            Leases,
            Renewed(found.Value, takeOver: !mine),
            WriteOptions.None,
            cancellationToken
        );
        return taken.IsSuccess ? Hold(taken.Value, began) : Fail(taken.Error);
    }

    private bool Hold(KubeObject lease, long began)
    {
        Observe(lease);
        // Counted from before the call: others may have seen the renewal that early.
        renewedAt = began;
        return true;
    }

    private bool Fail(Status error)
    {
        // Another contender was faster: nothing to tell.
        if (error.Reason is not (StatusReason.Conflict or StatusReason.AlreadyExists))
            LogFailed(options.Identity, options.Lease, error.ToString());
        return false;
    }

    private void Observe(KubeObject lease)
    {
        if (observed is null || !observed.Spec.Equals(lease.Spec))
            observedAt = clock.GetTimestamp();
        if (Holder(observed) != Holder(lease))
            LogLeader(options.Lease, Holder(lease));
        observed = lease;
    }

    private bool IsValid()
    {
        var seconds = observed!.Spec.Integer("leaseDurationSeconds") ?? (long)options.LeaseDuration.TotalSeconds;
        return clock.GetElapsedTime(observedAt) < TimeSpan.FromSeconds(seconds);
    }

    private KubeObject NewLease() =>
        new(
            MapValue.Of(
                ("apiVersion", "coordination.k8s.io/v1"),
                ("kind", "Lease"),
                ("metadata", MapValue.Of(("name", options.Lease.Name), ("namespace", options.Lease.Namespace))),
                ("spec", Record(MapValue.Empty, options.Identity, acquire: true, transitions: 0))
            )
        );

    private KubeObject Renewed(KubeObject lease, bool takeOver) =>
        lease.WithSpec(
            Record(
                lease.Spec,
                options.Identity,
                takeOver,
                (lease.Spec.Integer("leaseTransitions") ?? 0) + (takeOver ? 1 : 0)
            )
        );

    private MapValue Record(MapValue spec, string holder, bool acquire, long transitions)
    {
        var now = Timestamps.FormatMicro(clock.GetUtcNow());
        spec = spec.With("holderIdentity", holder)
            .With("leaseDurationSeconds", (long)options.LeaseDuration.TotalSeconds)
            .With("leaseTransitions", transitions)
            .With("renewTime", now);
        return acquire || !spec.ContainsKey("acquireTime") ? spec.With("acquireTime", now) : spec;
    }

    /// <summary>Gives the lease back, so that the next leader need not wait for it to run out.</summary>
    private async Task ReleaseAsync()
    {
        var lease = observed!;
        var spec = Record(lease.Spec, "", acquire: true, lease.Spec.Integer("leaseTransitions") ?? 0)
            .With("leaseDurationSeconds", 1);
        using var deadline = new CancellationTokenSource(options.RetryPeriod, clock);
        try
        {
            var released = await api.UpdateAsync(Leases, lease.WithSpec(spec), WriteOptions.None, deadline.Token);
            if (released.IsSuccess)
                Observe(released.Value);
            else
                LogFailed(options.Identity, options.Lease, released.Error.ToString());
        }
        catch (OperationCanceledException)
        {
            LogFailed(options.Identity, options.Lease, "the lease could not be given back in time");
        }
    }

    private static string Holder(KubeObject? lease) => lease?.Spec.Text("holderIdentity") ?? "";

    [LoggerMessage(1, LogLevel.Information, "{Identity} leads by lease {Lease}")]
    private partial void LogLeads(string identity, NamespacedName lease);

    [LoggerMessage(2, LogLevel.Warning, "{Identity} lost the lease {Lease}")]
    private partial void LogLost(string identity, NamespacedName lease);

    [LoggerMessage(3, LogLevel.Information, "The leader by lease {Lease} is now \"{Leader}\"")]
    private partial void LogLeader(NamespacedName lease, string leader);

    [LoggerMessage(4, LogLevel.Warning, "{Identity} cannot write the lease {Lease}: {Why}")]
    private partial void LogFailed(string identity, NamespacedName lease, string why);
}
