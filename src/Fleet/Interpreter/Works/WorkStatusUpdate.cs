using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>What an agent writes into the status of a Work. Each gives the same object when nothing changes.</summary>
public static class WorkStatusUpdate
{
    /// <summary>Whether changes reach the cluster (<c>Dispatching</c>).</summary>
    public static KubeObject WithDispatching(KubeObject work, bool suspended, DateTimeOffset now) =>
        With(
            work,
            new()
            {
                Type = ConditionTypes.Dispatching,
                Status = suspended ? "False" : "True",
                Reason = suspended ? ConditionReasons.SuspendDispatching : ConditionReasons.Dispatching,
                Message = suspended ? ConditionReasons.SuspendDispatchingMessage : ConditionReasons.DispatchingMessage,
            },
            now
        );

    /// <summary>Whether the cluster has the object (<c>Applied</c>); the error says why not, and is null when it has.</summary>
    public static KubeObject WithApplied(KubeObject work, string? error, DateTimeOffset now) =>
        With(
            work,
            new()
            {
                Type = ConditionTypes.Applied,
                Status = error is null ? "True" : "False",
                Reason = error is null ? ConditionReasons.AppliedSuccessful : ConditionReasons.AppliedFailed,
                Message = error ?? ConditionReasons.AppliedSuccessfulMessage,
            },
            now
        );

    /// <summary>The state of an object in the cluster.</summary>
    /// <param name="work">The Work.</param>
    /// <param name="ordinal">The object's place in the list of manifests.</param>
    /// <param name="status">What of its status is reported; null for nothing.</param>
    /// <param name="health">One of <see cref="ResourceHealths"/>.</param>
    public static KubeObject WithManifestStatus(KubeObject work, int ordinal, MapValue? status, string health)
    {
        var manifests = work.As<Work>().Spec.Workload.Manifests;
        if (ordinal < 0 || ordinal >= manifests.Count)
            return work;
        var item = new ManifestStatus
        {
            Identifier = IdentifierOf(manifests[ordinal], ordinal),
            Status = status,
            Health = health,
        }.ToValue();
        var list = work.Status.List("manifestStatuses") ?? ListValue.Empty;
        var kept = list.Maps.Where(s => s.At("identifier", "ordinal") is not NumberValue n || n.Integer != ordinal);
        var updated = ListValue.From(
            kept.Append(item).OrderBy(s => (s.At("identifier", "ordinal") as NumberValue)?.Integer ?? 0)
        );
        return updated.Equals(list) ? work : work.WithStatus(work.Status.With("manifestStatuses", updated));
    }

    /// <summary>Says which object of a Work a manifest is.</summary>
    public static ResourceIdentifier IdentifierOf(MapValue manifest, int ordinal)
    {
        var obj = new KubeObject(manifest);
        var kind = obj.GroupVersionKind;
        return new()
        {
            Ordinal = ordinal,
            Group = kind.Group,
            Version = kind.Version,
            Kind = kind.Kind,
            Namespace = obj.Namespace,
            Name = obj.Name,
        };
    }

    private static KubeObject With(KubeObject work, Condition condition, DateTimeOffset now)
    {
        var list = work.Status.List("conditions");
        var updated = Conditions.Set(list, condition, now);
        return ReferenceEquals(list, updated) ? work : work.WithStatus(work.Status.With("conditions", updated));
    }
}
