using System.Collections.Immutable;
using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>
/// The layers in order: of each operation on each kind the first layer that does it answers. Where none does, there is a
/// neutral answer: no replicas, everything healthy, the whole status, nothing kept, nothing aggregated, no dependencies.
/// </summary>
public sealed class ResourceInterpreter(ImmutableArray<IResourceInterpreter> layers)
{
    /// <summary>Only the built-in rules.</summary>
    public static ResourceInterpreter NativeOnly { get; } = new([NativeInterpreter.Instance]);

    /// <summary>Whether some layer does an operation on a kind.</summary>
    public bool Handles(GroupVersionKind kind, string operation) => Find(kind, operation) is not null;

    /// <summary>How many replicas an object asks for; null when its kind has none.</summary>
    public async ValueTask<Interpreted<ReplicaDemand?>> GetReplicasAsync(
        KubeObject obj,
        CancellationToken cancellationToken
    )
    {
        if (Find(obj, InterpreterOperations.InterpretReplica) is not { } layer)
            return Interpreted<ReplicaDemand?>.Of(null);
        var answer = await layer.GetReplicasAsync(obj, cancellationToken);
        return answer.IsSuccess
            ? Interpreted<ReplicaDemand?>.Of(answer.Value)
            : Interpreted<ReplicaDemand?>.Failed(answer.Error);
    }

    /// <summary>The pod templates of a workload that has several; none when its kind has not.</summary>
    public ValueTask<Interpreted<IReadOnlyList<Component>>> GetComponentsAsync(
        KubeObject obj,
        CancellationToken cancellationToken
    ) =>
        Find(obj, InterpreterOperations.InterpretComponent)?.GetComponentsAsync(obj, cancellationToken)
        ?? new(Interpreted<IReadOnlyList<Component>>.Of([]));

    /// <summary>The object with another number of replicas; the same object when its kind has none.</summary>
    public ValueTask<Interpreted<KubeObject>> ReviseReplicasAsync(
        KubeObject obj,
        int replicas,
        CancellationToken cancellationToken
    ) =>
        Find(obj, InterpreterOperations.ReviseReplica)?.ReviseReplicasAsync(obj, replicas, cancellationToken)
        ?? new(Interpreted<KubeObject>.Of(obj));

    /// <summary>The object as it is to be written over the member's.</summary>
    public ValueTask<Interpreted<KubeObject>> RetainAsync(
        KubeObject desired,
        KubeObject observed,
        CancellationToken cancellationToken
    ) =>
        Find(desired, InterpreterOperations.Retain)?.RetainAsync(desired, observed, cancellationToken)
        ?? new(Interpreted<KubeObject>.Of(desired));

    /// <summary>What of a member object's status is reported; null for nothing.</summary>
    public ValueTask<Interpreted<MapValue?>> ReflectStatusAsync(
        KubeObject observed,
        CancellationToken cancellationToken
    ) =>
        Find(observed, InterpreterOperations.InterpretStatus)?.ReflectStatusAsync(observed, cancellationToken)
        ?? new(Interpreted<MapValue?>.Of(StatusReflection.Whole(observed)));

    /// <summary>The template with the status made from those of all clusters; the same object when that changes nothing.</summary>
    public ValueTask<Interpreted<KubeObject>> AggregateStatusAsync(
        KubeObject template,
        IReadOnlyList<AggregatedStatusItem> items,
        CancellationToken cancellationToken
    ) =>
        Find(template, InterpreterOperations.AggregateStatus)?.AggregateStatusAsync(template, items, cancellationToken)
        ?? new(Interpreted<KubeObject>.Of(template));

    /// <summary>Whether a member object does what it is for, as one of <see cref="ResourceHealths"/>.</summary>
    public async ValueTask<Interpreted<string>> InterpretHealthAsync(
        KubeObject observed,
        CancellationToken cancellationToken
    )
    {
        if (Find(observed, InterpreterOperations.InterpretHealth) is not { } layer)
            return Interpreted<string>.Of(ResourceHealths.Healthy);
        var answer = await layer.InterpretHealthAsync(observed, cancellationToken);
        return answer.IsSuccess
            ? Interpreted<string>.Of(answer.Value ? ResourceHealths.Healthy : ResourceHealths.Unhealthy)
            : Interpreted<string>.Failed(answer.Error);
    }

    /// <summary>What an object refers to.</summary>
    public ValueTask<Interpreted<IReadOnlyList<DependentObjectReference>>> GetDependenciesAsync(
        KubeObject obj,
        CancellationToken cancellationToken
    ) =>
        Find(obj, InterpreterOperations.InterpretDependency)?.GetDependenciesAsync(obj, cancellationToken)
        ?? new(Interpreted<IReadOnlyList<DependentObjectReference>>.Of([]));

    private IResourceInterpreter? Find(KubeObject obj, string operation) => Find(obj.GroupVersionKind, operation);

    private IResourceInterpreter? Find(GroupVersionKind kind, string operation)
    {
        foreach (var layer in layers)
        {
            if (layer.Handles(kind, operation))
                return layer;
        }
        return null;
    }
}
