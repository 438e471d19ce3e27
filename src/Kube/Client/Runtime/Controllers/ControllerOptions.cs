namespace Pangea.Kube.Client;

/// <summary>How a controller works.</summary>
public sealed record ControllerOptions
{
    /// <summary>The defaults.</summary>
    public static ControllerOptions Default { get; } = new();

    /// <summary>How many keys are reconciled at the same time. Karmada's default for most controllers is 5.</summary>
    public int Workers { get; init; } = 5;

    /// <summary>The pause after a key's first failure; it doubles from failure to failure. client-go's default.</summary>
    public TimeSpan FirstBackoff { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>The longest pause. client-go waits up to 1000 s, by which time everybody has forgotten what was broken.</summary>
    public TimeSpan LongestBackoff { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long reconciles that are running may go on when the controller is stopped, before they are cancelled.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(2);
}
