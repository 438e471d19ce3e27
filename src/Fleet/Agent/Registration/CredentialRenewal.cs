using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Pki;

namespace Pangea.Fleet.Agent;

/// <summary>
/// Renews an agent's certificate in time, with the certificate before: a new key, the same way as the first. Stored before it is used, so that a crash
/// never leaves the agent with less than it had.
/// </summary>
public sealed partial class CredentialRenewal
{
    private static readonly TimeSpan LongestSleep = TimeSpan.FromHours(1);
    private static readonly TimeSpan Retry = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly IClusterApi hub;
    private readonly Func<AgentCredentials, CancellationToken, ValueTask> store;
    private readonly RenewalPolicy policy;
    private readonly TimeProvider clock;
    private readonly double jitter;
    private readonly ILogger logger;
    private AgentCredentials current;

    /// <summary>A renewal; nothing happens until it runs.</summary>
    /// <param name="current">What the agent has.</param>
    /// <param name="hub">The hub, with these credentials.</param>
    /// <param name="store">Keeps new credentials, then lets the agent's calls use them (<see cref="HttpClusterApi.Reconnect"/>).</param>
    /// <param name="policy">When to renew.</param>
    /// <param name="clock">The time.</param>
    /// <param name="random">Spreads renewals of many agents.</param>
    /// <param name="logger">Gets a line for each renewal and failure.</param>
    public CredentialRenewal(
        AgentCredentials current,
        IClusterApi hub,
        Func<AgentCredentials, CancellationToken, ValueTask> store,
        RenewalPolicy policy,
        TimeProvider clock,
        Random random,
        ILogger logger
    )
    {
        this.current = current;
        this.hub = hub;
        this.store = store;
        this.policy = policy;
        this.clock = clock;
        this.logger = logger;
        jitter = random.NextDouble();
    }

    /// <summary>Renews until cancelled. To be given to <see cref="IExecutor.RunAsync"/>.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var (notBefore, notAfter) = current.Validity;
            var wait = policy.RenewAt(notBefore, notAfter, jitter) - clock.GetUtcNow();
            if (wait > TimeSpan.Zero)
            {
                // Clocks are set and machines sleep: the time is looked at again now and then.
                await Task.Delay(wait < LongestSleep ? wait : LongestSleep, clock, cancellationToken);
                continue;
            }
            if (await RenewAsync(cancellationToken) is { } error)
            {
                LogFailed(current.Identity.Cluster, notAfter, error);
                await Task.Delay(Retry, clock, cancellationToken);
            }
        }
    }

    /// <summary>Renews now; why it failed, or null.</summary>
    public async ValueTask<string?> RenewAsync(CancellationToken cancellationToken)
    {
        var identity = current.Identity;
        var (certificate, key, error) = await CertificateOrder.PlaceAsync(
            hub,
            identity,
            Patience,
            clock,
            cancellationToken
        );
        if (error.Length > 0)
            return error;
        var next = current with { CertificatePem = certificate, PrivateKeyPem = key };
        await store(next, cancellationToken);
        current = next;
        LogRenewed(identity.Cluster, next.Validity.NotAfter);
        return null;
    }

    [LoggerMessage(1, LogLevel.Information, "{Cluster}: the agent's certificate is renewed, until {End}")]
    private partial void LogRenewed(string cluster, DateTimeOffset end);

    [LoggerMessage(
        2,
        LogLevel.Warning,
        "{Cluster}: the agent's certificate, which ends at {End}, could not be renewed: {Why}; it is tried again"
    )]
    private partial void LogFailed(string cluster, DateTimeOffset end, string why);
}
