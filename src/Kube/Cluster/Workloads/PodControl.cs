using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>Creates and deletes an owner's pods, says so in events, and lets its owner expect them.</summary>
internal sealed class PodControl(
    IClusterApi api,
    EventRecorder events,
    Expectations expectations,
    IIdentitySource identities
)
{
    private const int LongestPrefix = 58;

    /// <summary>A pod made from a template: its labels, annotations and finalizers, and the owner's reference.</summary>
    public static KubeObject FromTemplate(MapValue template, KubeObject owner, string name)
    {
        var metadata = template.Map("metadata") ?? MapValue.Empty;
        return new(
            MapValue.Of(
                ("apiVersion", "v1"),
                ("kind", "Pod"),
                (
                    "metadata",
                    MapValue.Of(
                        ("name", name),
                        ("namespace", owner.Namespace),
                        ("labels", metadata["labels"]),
                        ("annotations", metadata["annotations"]),
                        ("finalizers", metadata["finalizers"]),
                        ("ownerReferences", ListValue.Create([OwnerReference.ControllerOf(owner).ToValue()]))
                    )
                ),
                ("spec", template["spec"])
            )
        );
    }

    /// <summary>A pod made from a template, with a name that nobody has.</summary>
    public KubeObject FromTemplate(MapValue template, KubeObject owner)
    {
        // The server would choose as well; known beforehand, the name is what the owner waits to see.
        var prefix = owner.Name.Length < LongestPrefix ? owner.Name + "-" : owner.Name[..LongestPrefix];
        return FromTemplate(template, owner, prefix + identities.NewNameSuffix(5))
            .With((Value)prefix, "metadata", "generateName");
    }

    /// <summary>Creates a pod.</summary>
    /// <returns>Null, or why it is not there.</returns>
    public async ValueTask<Status?> CreateAsync(KubeObject owner, KubeObject pod, CancellationToken cancellationToken)
    {
        expectations.ExpectCreation(owner.Uid, pod.Name);
        var created = await api.CreateAsync(WorkloadResources.Pods, pod, WriteOptions.None, cancellationToken);
        if (created.IsSuccess)
        {
            events.Normal(owner, "SuccessfulCreate", $"Created pod: {pod.Name}");
            return null;
        }
        if (created.Error.Code is 503 or 504)
            return await LookAsync(owner, pod, created.Error, cancellationToken);
        expectations.CreationSeen(owner.Uid, pod.Name);
        if (!IsNamespaceEnding(created.Error))
            events.Warning(owner, "FailedCreate", $"Error creating: {created.Error.Message}");
        return created.Error;
    }

    /// <summary>Deletes a pod: the one with this uid, not another of its name.</summary>
    /// <returns>Null when it is gone or going, or why not.</returns>
    public async ValueTask<Status?> DeleteAsync(KubeObject owner, KubeObject pod, CancellationToken cancellationToken)
    {
        expectations.ExpectDeletion(owner.Uid, pod.Uid);
        var deleted = await api.DeleteAsync(
            WorkloadResources.Pods,
            pod.Key,
            new() { PreconditionUid = pod.Uid },
            cancellationToken
        );
        if (deleted.IsSuccess)
        {
            events.Normal(owner, "SuccessfulDelete", $"Deleted pod: {pod.Name}");
            return null;
        }
        expectations.DeletionSeen(owner.Uid, pod.Uid);
        if (deleted.IsNotFound || deleted.Is(StatusReason.Conflict))
            return null;
        events.Warning(owner, "FailedDelete", $"Error deleting: {deleted.Error.Message}");
        return deleted.Error;
    }

    /// <summary>Whether a creation failed because its namespace is being deleted: nobody needs to hear of that.</summary>
    public static bool IsNamespaceEnding(Status error) =>
        error.Causes.Any(static c => c.Reason == "NamespaceTerminating");

    // Whether it was created is unknown: a look decides, or else the view, later.
    private async ValueTask<Status?> LookAsync(
        KubeObject owner,
        KubeObject pod,
        Status error,
        CancellationToken cancellationToken
    )
    {
        var live = await api.GetAsync(WorkloadResources.Pods, pod.Key, cancellationToken);
        if (live.IsSuccess && live.Value.Controller?.Uid == owner.Uid)
            return null;
        if (live.IsNotFound)
            expectations.CreationSeen(owner.Uid, pod.Name);
        return error;
    }
}
