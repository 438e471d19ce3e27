using System.Collections.Immutable;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Pki;

namespace Pangea.Cli;

/// <summary>What every role is composed with: the fleet, who runs loops, where logs go, time and chance.</summary>
/// <param name="Directory">Where the fleet is kept.</param>
/// <param name="Plan">What it is made of.</param>
/// <param name="Logging">Where roles log.</param>
internal sealed record RoleContext(FleetDirectory Directory, FleetPlan Plan, ILoggerFactory Logging)
{
    private static readonly string[] OwnNames = ["localhost", "127.0.0.1", "::1"];

    /// <summary>The program's time.</summary>
    public TimeProvider Clock { get; } = TimeProvider.System;

    /// <summary>The program's time and chance, for certificates.</summary>
    public PkiEnvironment Pki => PkiEnvironment;

    /// <summary>The same, outside of fleets.</summary>
    public static PkiEnvironment PkiEnvironment { get; } = new(TimeProvider.System, RandomNumberGenerator.Fill);

    /// <summary>A generator of its own for each part.</summary>
    public static Random NewRandom() => new(RandomNumberGenerator.GetInt32(int.MaxValue));

    /// <summary>The server of a role, when it runs in this process.</summary>
    public Func<RoleName, ApiServer?> Here { get; init; } = static _ => null;

    /// <summary>Runs the loops of one role.</summary>
    public RoleExecutor NewExecutor() => new(new ThreadPoolExecutor(Logging.CreateLogger<ThreadPoolExecutor>(), Clock));

    /// <summary>The names that server certificates bear.</summary>
    public ImmutableArray<string> ServerNames => [.. OwnNames.Concat(Plan.Hosts).Concat(BindName).Distinct()];

    private string[] BindName => Plan.Bind is "0.0.0.0" or "::" ? [] : [Plan.Bind];
}
