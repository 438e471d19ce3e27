using System.Globalization;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>Creates, sizes, numbers and deletes a Deployment's ReplicaSets. Every write is of the version that was seen.</summary>
internal sealed class ReplicaSetWriter(
    IClusterApi api,
    EventRecorder events,
    KubeObject deployment,
    DeploymentSpec spec
)
{
    private const int LongestName = 253;

    /// <summary>What came of creating a set.</summary>
    /// <param name="Set">The set, or null.</param>
    /// <param name="IsNew">Whether it was not there before.</param>
    /// <param name="Collided">Whether another set has its name.</param>
    /// <param name="Failed">Why there is none.</param>
    public sealed record Creation(KubeObject? Set, bool IsNew, bool Collided, Status? Failed)
    {
        /// <summary>What the condition and the event say of a failure.</summary>
        public string FailureMessage { get; init; } = "";
    }

    /// <summary>Creates the set of the present template; finds it when it is there already.</summary>
    public async ValueTask<Creation> CreateAsync(
        int size,
        long revision,
        MapValue status,
        CancellationToken cancellationToken
    )
    {
        var set = New(size, revision, (int?)status.Integer("collisionCount"));
        var made = await api.CreateAsync(WorkloadResources.ReplicaSets, set, WriteOptions.None, cancellationToken);
        if (made.IsSuccess)
        {
            if (size > 0)
                AnnounceSize(set.Name, 0, size);
            return new(made.Value, IsNew: true, Collided: false, null);
        }
        if (made.Is(StatusReason.AlreadyExists))
        {
            var live = await api.GetAsync(WorkloadResources.ReplicaSets, set.Key, cancellationToken);
            if (!live.IsSuccess)
                return new(null, IsNew: false, Collided: false, live.Error) { FailureMessage = live.Error.Message };
            var isOurs =
                live.Value.Controller?.Uid == deployment.Uid
                && TemplateHash.SameTemplate(live.Value.Spec.Map("template") ?? MapValue.Empty, spec.Template);
            return isOurs
                ? new(live.Value, IsNew: false, Collided: false, null)
                : new(null, IsNew: false, Collided: true, made.Error);
        }
        var message = $"Failed to create new replica set \"{set.Name}\": {made.Error.Message}";
        if (!PodControl.IsNamespaceEnding(made.Error))
            events.Warning(deployment, "ReplicaSetCreateError", message);
        return new(null, IsNew: false, Collided: false, made.Error) { FailureMessage = message };
    }

    private KubeObject New(int size, long revision, int? collisions)
    {
        var hash = TemplateHash.Of(spec.Template, collisions);
        var labels = (spec.Template.At("metadata", "labels") as MapValue ?? MapValue.Empty).With(
            TemplateHash.Label,
            hash
        );
        var room = LongestName - 1 - hash.Length;
        var stem = deployment.Name.Length <= room ? deployment.Name : deployment.Name[..room];
        var selector = deployment.Spec.Map("selector") ?? MapValue.Empty;
        var annotations = DeploymentAnnotations.WithSize(
            DeploymentAnnotations.OfNew(deployment, MapValue.Empty, revision),
            spec
        );
        return new(
            MapValue.Of(
                ("apiVersion", "apps/v1"),
                ("kind", "ReplicaSet"),
                (
                    "metadata",
                    MapValue.Of(
                        ("name", $"{stem}-{hash}"),
                        ("namespace", deployment.Namespace),
                        ("labels", labels),
                        ("annotations", annotations),
                        ("ownerReferences", ListValue.Create([OwnerReference.ControllerOf(deployment).ToValue()]))
                    )
                ),
                (
                    "spec",
                    MapValue.Of(
                        ("replicas", size),
                        ("minReadySeconds", spec.MinReadySeconds == 0 ? null : (Value)spec.MinReadySeconds),
                        ("selector", selector.WithAt(hash, "matchLabels", TemplateHash.Label)),
                        ("template", spec.Template.WithAt(labels, "metadata", "labels"))
                    )
                )
            )
        );
    }

    /// <summary>Gives the new set its revision, the Deployment's annotations and its patience.</summary>
    public async ValueTask<Status?> AdvanceAsync(
        OwnedReplicaSet set,
        long revision,
        CancellationToken cancellationToken
    )
    {
        var annotations = DeploymentAnnotations.OfNew(deployment, set.Object.Annotations, revision);
        var changed = set.Object;
        if (!ReferenceEquals(annotations, changed.Annotations))
            changed = changed.With(annotations, "metadata", "annotations");
        if (changed.Spec.Count("minReadySeconds") != spec.MinReadySeconds)
            changed = changed.WithSpec(changed.Spec.WithCount("minReadySeconds", spec.MinReadySeconds));
        return ReferenceEquals(changed, set.Object) ? null : await UpdateAsync(set, changed, cancellationToken);
    }

    /// <summary>Sizes a set; says so in an event when its size changed.</summary>
    public async ValueTask<(Status? Failed, bool Written)> ResizeAsync(
        OwnedReplicaSet set,
        int size,
        CancellationToken cancellationToken
    )
    {
        var before = set.Replicas;
        var annotations = DeploymentAnnotations.WithSize(set.Object.Annotations, spec);
        if (size == before && ReferenceEquals(annotations, set.Object.Annotations))
            return (null, false);
        var changed = set.Object.With(annotations, "metadata", "annotations").With((Value)size, "spec", "replicas");
        if (await UpdateAsync(set, changed, cancellationToken) is { } failed)
            return (failed, false);
        if (size != before)
            AnnounceSize(set.Name, before, size);
        return (null, true);
    }

    /// <summary>Deletes a set that has no pods.</summary>
    public async ValueTask<Status?> DeleteAsync(OwnedReplicaSet set, CancellationToken cancellationToken)
    {
        var deleted = await api.DeleteAsync(
            WorkloadResources.ReplicaSets,
            set.Object.Key,
            DeleteOptions.Background with
            {
                PreconditionUid = set.Object.Uid,
            },
            cancellationToken
        );
        return deleted.IsSuccess || deleted.IsNotFound ? null : deleted.Error;
    }

    private async ValueTask<Status?> UpdateAsync(
        OwnedReplicaSet set,
        KubeObject changed,
        CancellationToken cancellationToken
    )
    {
        var written = await api.UpdateAsync(
            WorkloadResources.ReplicaSets,
            changed,
            WriteOptions.None,
            cancellationToken
        );
        if (!written.IsSuccess)
            return written.Error;
        set.Became(written.Value);
        return null;
    }

    private void AnnounceSize(string name, int before, int size) =>
        events.Normal(
            deployment,
            "ScalingReplicaSet",
            string.Create(
                CultureInfo.InvariantCulture,
                $"Scaled {(size > before ? "up" : "down")} replica set {name} from {before} to {size}"
            )
        );
}
