using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>The envelope of a question to an interpreter web service and of its answer. Never stored.</summary>
[ApiType]
public sealed partial record ResourceInterpreterContext
{
    /// <summary><c>config.karmada.io/v1alpha1</c>.</summary>
    [Required]
    public string ApiVersion { get; init; } = "config.karmada.io/v1alpha1";

    /// <summary><c>ResourceInterpreterContext</c>.</summary>
    [Required]
    public string Kind { get; init; } = "ResourceInterpreterContext";

    /// <summary>The question.</summary>
    public ResourceInterpreterRequest? Request { get; init; }

    /// <summary>The answer.</summary>
    public ResourceInterpreterResponse? Response { get; init; }
}

/// <summary>A question to an interpreter web service.</summary>
[ApiType]
public sealed partial record ResourceInterpreterRequest
{
    /// <summary>What the answer repeats.</summary>
    [Required]
    public string Uid { get; init; } = "";

    /// <summary>The object's kind.</summary>
    [Required]
    public InterpretedKind Kind { get; init; } = new();

    /// <summary>The object's name.</summary>
    public string Name { get; init; } = "";

    /// <summary>The object's namespace.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>One of InterpreterOperations.</summary>
    [Required]
    public string Operation { get; init; } = "";

    /// <summary>The object.</summary>
    public MapValue? Object { get; init; }

    /// <summary>The object as it is in the member (Retain).</summary>
    public MapValue? ObservedObject { get; init; }

    /// <summary>The number of replicas to set (ReviseReplica).</summary>
    public int? Replicas { get; init; }

    /// <summary>The states in all clusters (AggregateStatus).</summary>
    public IReadOnlyList<AggregatedStatusItem> AggregatedStatus { get; init; } = [];
}

/// <summary>Group, version and kind.</summary>
[ApiType]
public sealed partial record InterpretedKind
{
    /// <summary>API group.</summary>
    [Required]
    public string Group { get; init; } = "";

    /// <summary>API version.</summary>
    [Required]
    public string Version { get; init; } = "";

    /// <summary>Kind.</summary>
    [Required]
    public string Kind { get; init; } = "";
}

/// <summary>An answer of an interpreter web service.</summary>
[ApiType]
public sealed partial record ResourceInterpreterResponse
{
    /// <summary>The question's uid.</summary>
    [Required]
    public string Uid { get; init; } = "";

    /// <summary>Whether the question could be answered.</summary>
    [Required]
    public bool Successful { get; init; }

    /// <summary>Why it could not.</summary>
    public InterpreterFailure? Status { get; init; }

    /// <summary>Changes to the object as JSON Patch, in base64.</summary>
    public string Patch { get; init; } = "";

    /// <summary><c>JSONPatch</c> when there is a patch.</summary>
    public string PatchType { get; init; } = "";

    /// <summary>What one replica needs (InterpretReplica).</summary>
    public ReplicaRequirements? ReplicaRequirements { get; init; }

    /// <summary>How many replicas (InterpretReplica).</summary>
    public int? Replicas { get; init; }

    /// <summary>The pod templates (InterpretComponent).</summary>
    public IReadOnlyList<Component> Components { get; init; } = [];

    /// <summary>What the object refers to (InterpretDependency).</summary>
    public IReadOnlyList<DependentObjectReference> Dependencies { get; init; } = [];

    /// <summary>The status to report (InterpretStatus).</summary>
    public MapValue? RawStatus { get; init; }

    /// <summary>Whether the object is healthy (InterpretHealth).</summary>
    public bool? Healthy { get; init; }
}

/// <summary>Why a question could not be answered.</summary>
[ApiType]
public sealed partial record InterpreterFailure
{
    /// <summary>For a person to read.</summary>
    public string Message { get; init; } = "";

    /// <summary>As an HTTP status code.</summary>
    public int Code { get; init; }
}

/// <summary>Points at objects that another object needs: by name or by labels.</summary>
[ApiType]
public sealed partial record DependentObjectReference
{
    /// <summary>Their apiVersion.</summary>
    [Required]
    public string ApiVersion { get; init; } = "";

    /// <summary>Their kind.</summary>
    [Required]
    public string Kind { get; init; } = "";

    /// <summary>Their namespace; empty for objects without.</summary>
    public string Namespace { get; init; } = "";

    /// <summary>The object's name. Excludes labelSelector.</summary>
    public string Name { get; init; } = "";

    /// <summary>Their labels. Excludes name.</summary>
    public LabelSelectorSpec? LabelSelector { get; init; }
}
