using System.Collections.Frozen;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>What is cut from a template on its way to a member: what belongs to the hub's own object.</summary>
public static class Pruning
{
    private static readonly string[] Metadata =
    [
        "creationTimestamp",
        "deletionGracePeriodSeconds",
        "deletionTimestamp",
        "finalizers",
        "generation",
        "managedFields",
        "ownerReferences",
        "resourceVersion",
        "selfLink",
        "uid",
    ];

    private static readonly FrozenDictionary<GroupVersionKind, Func<KubeObject, KubeObject>> Rules = new Dictionary<
        GroupVersionKind,
        Func<KubeObject, KubeObject>
    >
    {
        [BuiltInKinds.Deployment] = obj =>
            WithoutAnnotations(
                obj,
                "deployment.kubernetes.io/revision",
                "deployment.kubernetes.io/revision-history",
                "deployment.kubernetes.io/desired-replicas",
                "deployment.kubernetes.io/max-replicas"
            ),
        [BuiltInKinds.Job] = PruneJob,
        [BuiltInKinds.Service] = obj =>
            obj.Spec.Text("clusterIP") == "None"
                ? obj
                : obj.With(null, "spec", "clusterIP").With(null, "spec", "clusterIPs"),
        [BuiltInKinds.ServiceAccount] = PruneServiceAccount,
        [BuiltInKinds.Secret] = PruneToken,
        [BuiltInKinds.PersistentVolumeClaim] = obj =>
            WithoutAnnotations(
                obj,
                "volume.kubernetes.io/selected-node",
                "pv.kubernetes.io/bind-completed",
                "pv.kubernetes.io/bound-by-controller"
            ),
    }.ToFrozenDictionary();

    /// <summary>A template without what belongs to the hub's own object.</summary>
    public static KubeObject Prune(KubeObject template)
    {
        var metadata = template.Root.Map("metadata") ?? MapValue.Empty;
        foreach (var field in Metadata)
            metadata = metadata.Without(field);
        var pruned = new KubeObject(template.Root.Without("status").With("metadata", metadata));
        return Rules.TryGetValue(pruned.GroupVersionKind, out var rule) ? rule(pruned) : pruned;
    }

    // The member generates its own selector. When the time to live passes there, the hub would only make the Job anew.
    private static KubeObject PruneJob(KubeObject job)
    {
        job = job.With(null, "spec", "ttlSecondsAfterFinished");
        if (job.Spec.Flag("manualSelector") == true)
            return job;
        foreach (var label in new[] { "controller-uid", "batch.kubernetes.io/controller-uid" })
        {
            job = WithoutEntry(job, label, "spec", "selector", "matchLabels");
            job = WithoutEntry(job, label, "spec", "template", "metadata", "labels");
        }
        foreach (var label in new[] { "job-name", "batch.kubernetes.io/job-name" })
            job = WithoutEntry(job, label, "spec", "template", "metadata", "labels");
        return job;
    }

    private static KubeObject PruneServiceAccount(KubeObject account)
    {
        if (account.Root.List("secrets") is not { } secrets)
            return account;
        var generated = account.Name + "-token-";
        var kept = secrets
            .Where(s => (s as MapValue)?.Text("name")?.StartsWith(generated, StringComparison.Ordinal) != true)
            .ToList();
        return account.With(kept.Count == 0 ? null : ListValue.From(kept), "secrets");
    }

    private static KubeObject PruneToken(KubeObject secret) =>
        secret.Root.Text("type") == "kubernetes.io/service-account-token"
            ? WithoutAnnotations(secret.With(null, "data"), "kubernetes.io/service-account.uid")
            : secret;

    private static KubeObject WithoutAnnotations(KubeObject obj, params string[] names)
    {
        foreach (var name in names)
            obj = WithoutEntry(obj, name, "metadata", "annotations");
        return obj;
    }

    // A map that becomes empty goes too: nothing but generated entries was in it.
    private static KubeObject WithoutEntry(KubeObject obj, string key, params string[] path)
    {
        if (obj.Root.At(path) is not MapValue map || !map.ContainsKey(key))
            return obj;
        var left = map.Without(key);
        return obj.With(left.Count == 0 ? null : left, path);
    }
}
