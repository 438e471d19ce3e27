using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>The layer of built-in rules: the last one. Answers at once and never fails.</summary>
public sealed class NativeInterpreter : IResourceInterpreter
{
    private NativeInterpreter() { }

    /// <summary>The one instance; it has no state.</summary>
    public static NativeInterpreter Instance { get; } = new();

    /// <inheritdoc/>
    public bool Handles(GroupVersionKind kind, string operation) =>
        operation switch
        {
            InterpreterOperations.InterpretReplica => Replicas.Handles(kind),
            InterpreterOperations.ReviseReplica => ReplicaRevision.Handles(kind),
            InterpreterOperations.Retain => Retention.Handles(kind),
            InterpreterOperations.InterpretStatus => StatusReflection.Handles(kind),
            InterpreterOperations.AggregateStatus => StatusAggregation.Handles(kind),
            InterpreterOperations.InterpretHealth => Health.Handles(kind),
            InterpreterOperations.InterpretDependency => Dependencies.Handles(kind),
            _ => false,
        };

    /// <inheritdoc/>
    public ValueTask<Interpreted<ReplicaDemand>> GetReplicasAsync(
        KubeObject obj,
        CancellationToken cancellationToken
    ) => new(Interpreted<ReplicaDemand>.Of(Replicas.Of(obj)));

    /// <inheritdoc/>
    public ValueTask<Interpreted<IReadOnlyList<Component>>> GetComponentsAsync(
        KubeObject obj,
        CancellationToken cancellationToken
    ) => new(Interpreted<IReadOnlyList<Component>>.Of([]));

    /// <inheritdoc/>
    public ValueTask<Interpreted<KubeObject>> ReviseReplicasAsync(
        KubeObject obj,
        int replicas,
        CancellationToken cancellationToken
    ) => new(Interpreted<KubeObject>.Of(ReplicaRevision.Revise(obj, replicas)));

    /// <inheritdoc/>
    public ValueTask<Interpreted<KubeObject>> RetainAsync(
        KubeObject desired,
        KubeObject observed,
        CancellationToken cancellationToken
    ) => new(Interpreted<KubeObject>.Of(Retention.Retain(desired, observed)));

    /// <inheritdoc/>
    public ValueTask<Interpreted<MapValue?>> ReflectStatusAsync(
        KubeObject observed,
        CancellationToken cancellationToken
    ) => new(Interpreted<MapValue?>.Of(StatusReflection.Reflect(observed)));

    /// <inheritdoc/>
    public ValueTask<Interpreted<KubeObject>> AggregateStatusAsync(
        KubeObject template,
        IReadOnlyList<AggregatedStatusItem> items,
        CancellationToken cancellationToken
    ) => new(Interpreted<KubeObject>.Of(StatusAggregation.Aggregate(template, items)));

    /// <inheritdoc/>
    public ValueTask<Interpreted<bool>> InterpretHealthAsync(
        KubeObject observed,
        CancellationToken cancellationToken
    ) => new(Interpreted<bool>.Of(Health.IsHealthy(observed)));

    /// <inheritdoc/>
    public ValueTask<Interpreted<IReadOnlyList<DependentObjectReference>>> GetDependenciesAsync(
        KubeObject obj,
        CancellationToken cancellationToken
    ) => new(Interpreted<IReadOnlyList<DependentObjectReference>>.Of(Dependencies.Of(obj)));
}
