using System.Globalization;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// The templates that a StatefulSet or DaemonSet has had, as ControllerRevisions; <c>kubectl rollout history</c> and <c>undo</c> read them. Source:
/// <c>pkg/controller/history</c>.
/// </summary>
internal sealed class RevisionHistory(
    IClusterApi api,
    IInformer revisions,
    GroupVersionResource ownerResource,
    string hashLabel
)
{
    private readonly ObjectClaims claims = new(api, ownerResource, WorkloadResources.ControllerRevisions);

    /// <summary>What a revision keeps of its owner: a patch that makes the template what it was.</summary>
    public static MapValue DataOf(MapValue template) =>
        MapValue.Of(("spec", MapValue.Of(("template", template.With("$patch", "replace")))));

    /// <summary>The template that a revision keeps.</summary>
    public static MapValue TemplateOf(KubeObject revision) =>
        (revision.Root.At("data", "spec", "template") as MapValue ?? MapValue.Empty).Without("$patch");

    public static long NumberOf(KubeObject revision) => revision.Root.Integer("revision") ?? 0;

    /// <summary>The hash that pods of a revision carry in their labels.</summary>
    public string HashOf(KubeObject revision) => revision.Labels.Text(hashLabel) ?? "";

    /// <summary>An owner's revisions, oldest first.</summary>
    public async ValueTask<ApiResult<List<KubeObject>>> ListAsync(
        KubeObject owner,
        LabelSelector selector,
        CancellationToken cancellationToken
    )
    {
        var claimed = await claims.ClaimAsync(
            owner,
            r => selector.Matches(r.Labels),
            WorkloadIndexes.OwnedOrOrphaned(revisions, owner),
            cancellationToken
        );
        if (claimed.IsSuccess)
            claimed.Value.Sort(ByNumber);
        return claimed;
    }

    private static int ByNumber(KubeObject x, KubeObject y)
    {
        var order = NumberOf(x).CompareTo(NumberOf(y));
        if (order == 0)
            order = Nullable.Compare(x.CreationTimestamp, y.CreationTimestamp);
        return order != 0 ? order : string.CompareOrdinal(x.Name, y.Name);
    }

    /// <summary>
    /// The revision of the present template: an old one with the same template becomes the newest again (that is a rollback), otherwise a new one is made.
    /// </summary>
    /// <param name="owner">The set.</param>
    /// <param name="known">Its revisions, oldest first; the result is added or replaced in it.</param>
    /// <param name="collisions">How often a name was taken; raised when it is again.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async ValueTask<(KubeObject? Revision, int Collisions, Status? Failed)> PresentAsync(
        KubeObject owner,
        List<KubeObject> known,
        int collisions,
        CancellationToken cancellationToken
    )
    {
        var data = DataOf(owner.Spec.Map("template") ?? MapValue.Empty);
        var next = known.Count == 0 ? 1 : NumberOf(known[^1]) + 1;
        var same = known.FindLastIndex(r => data.Equals(r.Root.Map("data")));
        if (same >= 0 && same == known.Count - 1)
            return (known[same], collisions, null);
        if (same >= 0)
        {
            var raised = await api.UpdateAsync(
                WorkloadResources.ControllerRevisions,
                known[same].With((Value)next, "revision"),
                WriteOptions.None,
                cancellationToken
            );
            if (!raised.IsSuccess)
                return (null, collisions, raised.Error);
            known.RemoveAt(same);
            known.Add(raised.Value);
            return (raised.Value, collisions, null);
        }
        for (var tries = 0; ; tries++)
        {
            var revision = New(owner, data, next, collisions);
            var made = await api.CreateAsync(
                WorkloadResources.ControllerRevisions,
                revision,
                WriteOptions.None,
                cancellationToken
            );
            if (made.Is(StatusReason.AlreadyExists))
            {
                made = await api.GetAsync(WorkloadResources.ControllerRevisions, revision.Key, cancellationToken);
                if (
                    made.IsSuccess
                    && !(made.Value.Controller?.Uid == owner.Uid && data.Equals(made.Value.Root.Map("data")))
                )
                {
                    // Another's: the next name.
                    collisions++;
                    if (tries < 16)
                        continue;
                }
            }
            if (!made.IsSuccess)
                return (null, collisions, made.Error);
            known.Add(made.Value);
            return (made.Value, collisions, null);
        }
    }

    /// <summary>Deletes the oldest revisions that nothing uses, beyond the owner's limit.</summary>
    public async ValueTask<Status?> TruncateAsync(
        KubeObject owner,
        List<KubeObject> known,
        Func<KubeObject, bool> isUsed,
        CancellationToken cancellationToken
    )
    {
        var unused = known.FindAll(r => !isUsed(r));
        var surplus = unused.Count - (int)(owner.Spec.Integer("revisionHistoryLimit") ?? 10);
        for (var i = 0; i < surplus; i++)
        {
            var deleted = await api.DeleteAsync(
                WorkloadResources.ControllerRevisions,
                unused[i].Key,
                new() { PreconditionUid = unused[i].Uid },
                cancellationToken
            );
            if (!deleted.IsSuccess && !deleted.IsNotFound)
                return deleted.Error;
        }
        return null;
    }

    private KubeObject New(KubeObject owner, MapValue data, long number, int collisions)
    {
        var hash = TemplateHash.Of(data, collisions == 0 ? null : collisions);
        var labels = owner.Spec.At("template", "metadata", "labels") as MapValue ?? MapValue.Empty;
        return new(
            MapValue.Of(
                ("apiVersion", "apps/v1"),
                ("kind", "ControllerRevision"),
                (
                    "metadata",
                    MapValue.Of(
                        ("name", string.Create(CultureInfo.InvariantCulture, $"{owner.Name}-{hash}")),
                        ("namespace", owner.Namespace),
                        ("labels", labels.With(hashLabel, hash)),
                        ("annotations", owner.Annotations.Count == 0 ? null : owner.Annotations),
                        ("ownerReferences", ListValue.Create([OwnerReference.ControllerOf(owner).ToValue()]))
                    )
                ),
                ("data", data),
                ("revision", number)
            )
        );
    }
}
