using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>
/// One layer of interpretation: customizations by script, web services, or the built-in rules. It is only asked what
/// <see cref="Handles"/> says it can answer.
/// </summary>
public interface IResourceInterpreter
{
    /// <summary>Whether the layer does an operation on a kind.</summary>
    /// <param name="kind">The kind.</param>
    /// <param name="operation">One of <see cref="InterpreterOperations"/>.</param>
    bool Handles(GroupVersionKind kind, string operation);

    /// <summary>How many replicas an object asks for, and what one needs (<c>InterpretReplica</c>).</summary>
    ValueTask<Interpreted<ReplicaDemand>> GetReplicasAsync(KubeObject obj, CancellationToken cancellationToken);

    /// <summary>The pod templates of a workload that has several (<c>InterpretComponent</c>).</summary>
    ValueTask<Interpreted<IReadOnlyList<Component>>> GetComponentsAsync(
        KubeObject obj,
        CancellationToken cancellationToken
    );

    /// <summary>The object with another number of replicas (<c>ReviseReplica</c>).</summary>
    ValueTask<Interpreted<KubeObject>> ReviseReplicasAsync(
        KubeObject obj,
        int replicas,
        CancellationToken cancellationToken
    );

    /// <summary>The object as it is to be written over the member's, with what is kept of that (<c>Retain</c>).</summary>
    ValueTask<Interpreted<KubeObject>> RetainAsync(
        KubeObject desired,
        KubeObject observed,
        CancellationToken cancellationToken
    );

    /// <summary>What of a member object's status is reported; null for nothing (<c>InterpretStatus</c>).</summary>
    ValueTask<Interpreted<MapValue?>> ReflectStatusAsync(KubeObject observed, CancellationToken cancellationToken);

    /// <summary>The template with the status made from those of all clusters (<c>AggregateStatus</c>).</summary>
    ValueTask<Interpreted<KubeObject>> AggregateStatusAsync(
        KubeObject template,
        IReadOnlyList<AggregatedStatusItem> items,
        CancellationToken cancellationToken
    );

    /// <summary>Whether a member object does what it is for (<c>InterpretHealth</c>).</summary>
    ValueTask<Interpreted<bool>> InterpretHealthAsync(KubeObject observed, CancellationToken cancellationToken);

    /// <summary>What an object refers to (<c>InterpretDependency</c>).</summary>
    ValueTask<Interpreted<IReadOnlyList<DependentObjectReference>>> GetDependenciesAsync(
        KubeObject obj,
        CancellationToken cancellationToken
    );
}

/// <summary>How many replicas an object asks for.</summary>
/// <param name="Replicas">How many.</param>
/// <param name="Requirements">What one needs; null when nothing in particular.</param>
public sealed record ReplicaDemand(int Replicas, ReplicaRequirements? Requirements);
