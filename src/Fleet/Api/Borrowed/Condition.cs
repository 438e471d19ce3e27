namespace Pangea.Fleet.Api;

/// <summary>One observed aspect of an object's state.</summary>
[ApiType]
public sealed partial record Condition
{
    /// <summary>When the status last changed from one value to another.</summary>
    [Required]
    public DateTimeOffset? LastTransitionTime { get; init; }

    /// <summary>What a person should know about the last change. May be empty.</summary>
    [Required, Bounds(MaxLength = 32768)]
    public string Message { get; init; } = "";

    /// <summary>The generation of the object that the condition speaks of.</summary>
    [Bounds(Minimum = 0)]
    public long ObservedGeneration { get; init; }

    /// <summary>A word in CamelCase that says why; programs may compare it.</summary>
    [Required, Bounds(MinLength = 1, MaxLength = 1024, Pattern = "^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$")]
    public string Reason { get; init; } = "";

    /// <summary>True, False or Unknown.</summary>
    [Required, Allowed("True", "False", "Unknown")]
    public string Status { get; init; } = "";

    /// <summary>What the condition speaks of, in CamelCase, possibly with a prefix.</summary>
    [
        Required,
        Bounds(
            MaxLength = 316,
            Pattern = "^([a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*/)?(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])$"
        )
    ]
    public string Type { get; init; } = "";
}
