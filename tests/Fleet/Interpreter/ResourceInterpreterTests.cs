using Pangea.Fleet.Api;
using Pangea.Fleet.Fixtures;
using Pangea.Kube.Objects;
using static Pangea.Fleet.Interpreter.Tests.Trees;

namespace Pangea.Fleet.Interpreter.Tests;

public class ResourceInterpreterTests
{
    /// <summary>A layer that knows one operation on one kind.</summary>
    private sealed class OneOperation(string operation, Interpreted<ReplicaDemand> answer) : IResourceInterpreter
    {
        public bool Handles(GroupVersionKind kind, string asked) => kind.Kind == "Deployment" && asked == operation;

        public ValueTask<Interpreted<ReplicaDemand>> GetReplicasAsync(KubeObject obj, CancellationToken ct) =>
            new(answer);

        public ValueTask<Interpreted<IReadOnlyList<Component>>> GetComponentsAsync(
            KubeObject obj,
            CancellationToken ct
        ) => new(Interpreted<IReadOnlyList<Component>>.Of([new() { Name = "one" }]));

        public ValueTask<Interpreted<KubeObject>> ReviseReplicasAsync(
            KubeObject obj,
            int replicas,
            CancellationToken ct
        ) => new(Interpreted<KubeObject>.Failed(operation));

        public ValueTask<Interpreted<KubeObject>> RetainAsync(KubeObject d, KubeObject o, CancellationToken ct) =>
            new(Interpreted<KubeObject>.Failed(operation));

        public ValueTask<Interpreted<MapValue?>> ReflectStatusAsync(KubeObject observed, CancellationToken ct) =>
            new(Interpreted<MapValue?>.Failed(operation));

        public ValueTask<Interpreted<KubeObject>> AggregateStatusAsync(
            KubeObject template,
            IReadOnlyList<AggregatedStatusItem> items,
            CancellationToken ct
        ) => new(Interpreted<KubeObject>.Failed(operation));

        public ValueTask<Interpreted<bool>> InterpretHealthAsync(KubeObject observed, CancellationToken ct) =>
            new(Interpreted<bool>.Failed(operation));

        public ValueTask<Interpreted<IReadOnlyList<DependentObjectReference>>> GetDependenciesAsync(
            KubeObject obj,
            CancellationToken ct
        ) => new(Interpreted<IReadOnlyList<DependentObjectReference>>.Failed(operation));
    }

    private static ResourceInterpreter With(string operation, Interpreted<ReplicaDemand> answer) =>
        new([new OneOperation(operation, answer), NativeInterpreter.Instance]);

    [Fact]
    public async Task The_first_layer_that_knows_kind_and_operation_answers()
    {
        var deployment = Golden.Read("template-deployment");
        var own = With(InterpreterOperations.InterpretReplica, Interpreted<ReplicaDemand>.Of(new(42, null)));
        Assert.Equal(42, (await own.GetReplicasAsync(deployment, default)).Value!.Replicas);
        // What that layer does not know is answered by the next.
        Assert.True((await own.InterpretHealthAsync(Golden.Read("member-deployment"), default)).IsSuccess);
        Assert.Equal(3, (await ResourceInterpreter.NativeOnly.GetReplicasAsync(deployment, default)).Value!.Replicas);
    }

    [Fact]
    public async Task A_layer_that_fails_is_not_passed_over()
    {
        var deployment = Golden.Read("member-deployment");
        var failing = With(InterpreterOperations.InterpretReplica, Interpreted<ReplicaDemand>.Failed("script"));
        Assert.Equal("script", (await failing.GetReplicasAsync(deployment, default)).Error);
        var unhealthy = With(InterpreterOperations.InterpretHealth, default);
        Assert.Equal("InterpretHealth", (await unhealthy.InterpretHealthAsync(deployment, default)).Error);
    }

    [Fact]
    public async Task A_kind_that_nobody_knows_is_healthy_and_has_no_replicas()
    {
        var custom = Object("example.io/v1", "Thing", """{"spec":{"replicas":3},"status":{"a":1}}""");
        var native = ResourceInterpreter.NativeOnly;
        Assert.Null((await native.GetReplicasAsync(custom, default)).Value);
        Assert.Empty((await native.GetComponentsAsync(custom, default)).Value!);
        Assert.Equal(ResourceHealths.Healthy, (await native.InterpretHealthAsync(custom, default)).Value);
        Assert.Equal("""{"a":1}""", (await native.ReflectStatusAsync(custom, default)).Value!.ToString());
        Assert.Same(custom, (await native.RetainAsync(custom, custom, default)).Value);
        Assert.Same(custom, (await native.ReviseReplicasAsync(custom, 1, default)).Value);
        Assert.Same(custom, (await native.AggregateStatusAsync(custom, [], default)).Value);
        Assert.Empty((await native.GetDependenciesAsync(custom, default)).Value!);
        Assert.False(native.Handles(custom.GroupVersionKind, InterpreterOperations.InterpretReplica));
    }
}
