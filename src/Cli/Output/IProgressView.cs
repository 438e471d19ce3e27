namespace Pangea.Cli;

/// <summary>What a role is doing, for those who wait.</summary>
internal enum RolePhase
{
    /// <summary>It was asked to start.</summary>
    Starting,

    /// <summary>It serves; of an agent: its cluster is Ready.</summary>
    Ready,

    /// <summary>It died and will be started again.</summary>
    Restarting,

    /// <summary>It ends.</summary>
    Stopping,

    /// <summary>It has ended.</summary>
    Stopped,
}

/// <summary>One step of one role.</summary>
/// <param name="Role">The role.</param>
/// <param name="Phase">What it is doing now.</param>
/// <param name="Elapsed">Since the command began.</param>
/// <param name="Detail">More, or empty.</param>
internal readonly record struct RoleStep(RoleName Role, RolePhase Phase, TimeSpan Elapsed, string Detail);

/// <summary>Shows how a fleet comes and goes. Called by many at the same time.</summary>
internal interface IProgressView : IAsyncDisposable
{
    /// <summary>Shows a step.</summary>
    void Show(RoleStep step);
}
