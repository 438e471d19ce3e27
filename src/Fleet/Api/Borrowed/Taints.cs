namespace Pangea.Fleet.Api;

/// <summary>Keeps away, or drives away, what does not tolerate it.</summary>
[ApiType]
public sealed partial record Taint
{
    /// <summary>The taint's key, in the form of a label key.</summary>
    [Required]
    public string Key { get; init; } = "";

    /// <summary>The taint's value, in the form of a label value.</summary>
    public string Value { get; init; } = "";

    /// <summary>
    /// What happens to what does not tolerate the taint: NoSchedule keeps new placements away, PreferNoSchedule tries to,
    /// NoExecute also drives present ones away.
    /// </summary>
    [Required]
    public string Effect { get; init; } = "";

    /// <summary>When the taint was set; only for NoExecute.</summary>
    public DateTimeOffset? TimeAdded { get; init; }

    /// <summary><c>key=value:effect</c>, or <c>key:effect</c> without a value.</summary>
    public override string ToString() => Value.Length == 0 ? $"{Key}:{Effect}" : $"{Key}={Value}:{Effect}";
}

/// <summary>What a taint's effect may be.</summary>
public static class TaintEffects
{
    /// <summary>No new placement without a toleration.</summary>
    public const string NoSchedule = "NoSchedule";

    /// <summary>New placements without a toleration are avoided.</summary>
    public const string PreferNoSchedule = "PreferNoSchedule";

    /// <summary>Present placements without a toleration are driven away too.</summary>
    public const string NoExecute = "NoExecute";
}

/// <summary>Lets a placement stay on (or come to) what has matching taints.</summary>
[ApiType]
public sealed partial record Toleration
{
    /// <summary>The key of the taints that are tolerated; empty, with operator Exists, tolerates every key.</summary>
    public string Key { get; init; } = "";

    /// <summary>Exists takes any value, Equal (the default) the given one.</summary>
    public string Operator { get; init; } = "";

    /// <summary>The value of the taints that are tolerated; empty with operator Exists.</summary>
    public string Value { get; init; } = "";

    /// <summary>The effect of the taints that are tolerated; empty tolerates every effect.</summary>
    public string Effect { get; init; } = "";

    /// <summary>For how long a NoExecute taint is tolerated; for ever when absent, not at all when zero or less.</summary>
    public long? TolerationSeconds { get; init; }

    /// <summary>Whether this toleration covers a taint. Source: core/v1 helpers of Kubernetes.</summary>
    public bool Tolerates(Taint taint) =>
        (Effect.Length == 0 || Effect == taint.Effect)
        && (Key.Length == 0 || Key == taint.Key)
        && Operator switch
        {
            "" or "Equal" => Value == taint.Value,
            "Exists" => true,
            _ => false,
        };
}
