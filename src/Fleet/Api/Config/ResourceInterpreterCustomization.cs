namespace Pangea.Fleet.Api;

/// <summary>Teaches the fleet, by scripts, how to read and change objects of one kind.</summary>
[ApiKind(
    "config.karmada.io",
    "v1alpha1",
    "resourceinterpretercustomizations",
    ShortNames = "ric",
    Categories = "karmada-io"
)]
[PrintedColumn("TARGET-API-VERSION", ".spec.target.apiVersion")]
[PrintedColumn("TARGET-KIND", ".spec.target.kind")]
[PrintedColumn("AGE", ".metadata.creationTimestamp", Type = "date")]
public sealed partial record ResourceInterpreterCustomization
{
    /// <summary>The kind, and the scripts for it.</summary>
    [Required]
    public ResourceInterpreterCustomizationSpec Spec { get; init; } = new();
}

/// <summary>A kind, and the scripts for it.</summary>
[ApiType]
public sealed partial record ResourceInterpreterCustomizationSpec
{
    /// <summary>The kind.</summary>
    [Required]
    public CustomizationTarget Target { get; init; } = new();

    /// <summary>The scripts.</summary>
    [Required]
    public CustomizationRules Customizations { get; init; } = new();
}

/// <summary>The kind that scripts are for.</summary>
[ApiType]
public sealed partial record CustomizationTarget
{
    /// <summary>apiVersion of the objects.</summary>
    [Required]
    public string ApiVersion { get; init; } = "";

    /// <summary>Kind of the objects.</summary>
    [Required]
    public string Kind { get; init; } = "";
}

/// <summary>One script an operation; an operation without one is done by the next interpreter that knows the kind.</summary>
[ApiType]
public sealed partial record CustomizationRules
{
    /// <summary>Retain(desiredObj, observedObj): what of the member's object is kept when it is written.</summary>
    public LuaScriptRule? Retention { get; init; }

    /// <summary>GetReplicas(desiredObj): how many replicas, and what one needs.</summary>
    public LuaScriptRule? ReplicaResource { get; init; }

    /// <summary>GetComponents(desiredObj): the pod templates of a workload that has several.</summary>
    public LuaScriptRule? ComponentResource { get; init; }

    /// <summary>ReviseReplica(desiredObj, desiredReplica): the object with another number of replicas.</summary>
    public LuaScriptRule? ReplicaRevision { get; init; }

    /// <summary>ReflectStatus(observedObj): what of the status is reported.</summary>
    public LuaScriptRule? StatusReflection { get; init; }

    /// <summary>AggregateStatus(desiredObj, statusItems): the object with the status made from those of all clusters.</summary>
    public LuaScriptRule? StatusAggregation { get; init; }

    /// <summary>InterpretHealth(observedObj): whether the object does what it is for.</summary>
    public LuaScriptRule? HealthInterpretation { get; init; }

    /// <summary>GetDependencies(desiredObj): what the object refers to.</summary>
    public LuaScriptRule? DependencyInterpretation { get; init; }
}

/// <summary>A script in Lua.</summary>
[ApiType]
public sealed partial record LuaScriptRule
{
    /// <summary>The text; it defines the function of its operation.</summary>
    [Required]
    public string LuaScript { get; init; } = "";
}
