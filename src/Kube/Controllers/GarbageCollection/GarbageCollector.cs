using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>An object by its resource and name.</summary>
internal readonly record struct ObjectKey(GroupResource Resource, NamespacedName Name)
{
    /// <summary>For logs.</summary>
    public override string ToString() => $"{Resource} {Name}";
}

/// <summary>
/// Deletes what has owners and none of them left, and carries out the two other propagation policies: with <c>foregroundDeletion</c> an owner
/// stays until the dependents that block it are gone; with <c>orphan</c> they are released from it first. Source: the pages "Garbage
/// Collection" and "Owners and Dependents" of the Kubernetes documentation.
/// </summary>
/// <remarks>
/// There is no graph beside the objects: an owner's dependents are found by an index on its uid, a dependent's owners by name. Each
/// object is judged on its own, from what is there now, so crashing anywhere and judging twice change nothing.
/// </remarks>
internal sealed class GarbageCollector
{
    private const string Foreground = "foregroundDeletion";
    private const string Orphan = "orphan";
    private static readonly TimeSpan SyncPause = TimeSpan.FromSeconds(1);

    private readonly IClusterApi api;
    private readonly ResourceMonitors monitors;
    private readonly OwnerCheck owners;

    /// <summary>A collector over what is monitored; it does nothing until its controller runs.</summary>
    public GarbageCollector(
        IClusterApi api,
        ResourceMonitors monitors,
        EventRecorder events,
        IExecutor executor,
        ILogger logger
    )
    {
        this.api = api;
        this.monitors = monitors;
        owners = new(api, monitors, events);
        Controller = new("garbage-collector", executor, ReconcileAsync, logger, new() { Workers = 20 });
        monitors.Listen(OnChange);
        monitors.ListenToDiscovery(() =>
        {
            foreach (var key in owners.TakeUnresolved())
                Controller.Enqueue(key);
        });
    }

    /// <summary>Judges one object after the other.</summary>
    public Controller<ObjectKey> Controller { get; }

    private void OnChange(ResourceMonitor monitor, InformerEvent change)
    {
        if (change is { Old: { } before, New: { } after } && before.Uid != after.Uid)
        {
            OnChange(monitor, new(before, null));
            OnChange(monitor, new(null, after));
            return;
        }
        if (change.New is not { } now)
        {
            OnGone(monitor, change.Old!);
            return;
        }
        if (now.IsDeleting)
        {
            if (IsPropagating(now))
                Controller.Enqueue(KeyOf(monitor, now));
        }
        var references = now.Metadata["ownerReferences"];
        if (Value.Equal(references, change.Old?.Metadata["ownerReferences"]))
            return;
        if (references is not null)
            Controller.Enqueue(KeyOf(monitor, now));
        if (change.Old is not null)
            WakeOwners(change.Old);
    }

    private void OnGone(ResourceMonitor monitor, KubeObject gone)
    {
        var concerned = new List<ObjectKey>();
        foreach (var dependents in monitors.All)
            concerned.AddRange(dependents.OwnedBy(gone.Uid).Select(d => KeyOf(dependents, d)));
        // First, so that who is judged at once finds it.
        if (concerned.Count > 0)
            owners.NoteDeletion(gone.Uid);
        foreach (var dependent in concerned)
            Controller.Enqueue(dependent);
        WakeOwners(gone);
    }

    /// <summary>Owners that wait for their dependents look again.</summary>
    private void WakeOwners(KubeObject dependent)
    {
        if (dependent.Metadata.List("ownerReferences") is not { Count: > 0 })
            return;
        foreach (var reference in dependent.OwnerReferences)
        {
            if (owners.FindCached(dependent, reference) is var (monitor, owner) && IsPropagating(owner))
                Controller.Enqueue(KeyOf(monitor, owner));
        }
    }

    private async ValueTask<Reconcile> ReconcileAsync(ObjectKey key, CancellationToken cancellationToken)
    {
        if (monitors.Find(key.Resource) is not { } monitor || monitor.Informer.Get(key.Name) is not { } obj)
            return Reconcile.Done;
        if (!obj.IsDeleting)
            return await JudgeAsync(monitor, obj, cancellationToken);
        if (!IsPropagating(obj))
            return Reconcile.Done;
        // Who has not seen all objects does not know all dependents.
        if (!monitors.HaveSynced)
            return Reconcile.Again(SyncPause);
        return IsForeground(obj)
            ? await WaitForDependentsAsync(monitor, obj, cancellationToken)
            : await ReleaseDependentsAsync(monitor, obj, cancellationToken);
    }

    private async ValueTask<Reconcile> JudgeAsync(
        ResourceMonitor monitor,
        KubeObject obj,
        CancellationToken cancellationToken
    )
    {
        if (obj.Metadata.List("ownerReferences") is not { Count: > 0 } references)
            return Reconcile.Done;
        var solid = new List<Value>();
        var waiting = 0;
        foreach (var reference in references.Maps)
        {
            var (state, failed) = await owners.StateAsync(
                monitor,
                obj,
                OwnerReference.FromValue(reference),
                cancellationToken
            );
            if (failed is not null)
                return Reconcile.Retry(failed);
            if (state == OwnerState.Solid)
                solid.Add(reference);
            else if (state == OwnerState.WaitsForDependents)
                waiting++;
        }
        if (solid.Count == references.Count)
            return Reconcile.Done;
        if (solid.Count > 0)
            return Outcome(
                await PatchAsync(monitor, obj, ("ownerReferences", ListValue.From(solid)), cancellationToken)
            );
        if (waiting == 0)
            return Outcome(await DeleteAsync(monitor, obj, PolicyOf(obj), cancellationToken));

        var dependents = Dependents(monitor, obj);
        if (dependents.Count == 0)
            return Outcome(await DeleteAsync(monitor, obj, PolicyOf(obj), cancellationToken));
        if (dependents.Any(d => IsPropagating(d.Object) && IsForeground(d.Object)))
        {
            // It waits for its dependents, and one of those waits for it: nobody waits in a circle of owners.
            var freed = ListValue.From(references.Maps.Select(r => r.Without("blockOwnerDeletion")));
            var patched = await PatchAsync(monitor, obj, ("ownerReferences", freed), cancellationToken);
            if (!patched.IsSuccess)
                return Outcome(patched);
            obj = patched.Value;
        }
        return Outcome(await DeleteAsync(monitor, obj, "Foreground", cancellationToken));
    }

    /// <summary>The owner goes in the foreground: its dependents first, and when none blocks it any more, its finalizer.</summary>
    private async ValueTask<Reconcile> WaitForDependentsAsync(
        ResourceMonitor monitor,
        KubeObject owner,
        CancellationToken cancellationToken
    )
    {
        var blocked = false;
        foreach (var dependent in Dependents(monitor, owner))
        {
            if (!dependent.Object.OwnerReferences.Any(r => r.Uid == owner.Uid && r.BlockOwnerDeletion))
                continue;
            blocked = true;
            if (!dependent.Object.IsDeleting)
                Controller.Enqueue(KeyOf(dependent.Monitor, dependent.Object));
        }
        return blocked
            ? Reconcile.Done
            : Outcome(await WithoutFinalizerAsync(monitor, owner, Foreground, cancellationToken));
    }

    /// <summary>The owner goes alone: its dependents name it no more, then its finalizer.</summary>
    private async ValueTask<Reconcile> ReleaseDependentsAsync(
        ResourceMonitor monitor,
        KubeObject owner,
        CancellationToken cancellationToken
    )
    {
        Status? failed = null;
        foreach (var dependent in Dependents(monitor, owner))
        {
            var left = dependent.Object.Metadata.Maps("ownerReferences").Where(r => r.Text("uid") != owner.Uid);
            var patched = await PatchAsync(
                dependent.Monitor,
                dependent.Object,
                ("ownerReferences", ListValue.From(left)),
                cancellationToken
            );
            if (!patched.IsSuccess && !patched.IsNotFound)
                failed = patched.Error;
        }
        return failed is not null
            ? Reconcile.Retry(failed)
            : Outcome(await WithoutFinalizerAsync(monitor, owner, Orphan, cancellationToken));
    }

    /// <summary>The dependents that may name this owner: those in its namespace, or all when it has none.</summary>
    private List<(ResourceMonitor Monitor, KubeObject Object)> Dependents(ResourceMonitor monitor, KubeObject owner)
    {
        var list = new List<(ResourceMonitor, KubeObject)>();
        foreach (var other in monitors.All)
        {
            if (monitor.Served.Namespaced && !other.Served.Namespaced)
                continue;
            foreach (var dependent in other.OwnedBy(owner.Uid))
            {
                // Who owns itself does not wait for itself.
                if (
                    dependent.Uid != owner.Uid
                    && (!monitor.Served.Namespaced || dependent.Namespace == owner.Namespace)
                )
                    list.Add((other, dependent));
            }
        }
        return list;
    }

    private ValueTask<ApiResult<KubeObject>> DeleteAsync(
        ResourceMonitor monitor,
        KubeObject obj,
        string policy,
        CancellationToken cancellationToken
    ) =>
        api.DeleteAsync(
            monitor.Served.Resource,
            obj.Key,
            new()
            {
                PropagationPolicy = policy,
                PreconditionUid = obj.Uid,
                // What has changed since it was judged is judged again.
                PreconditionResourceVersion = obj.ResourceVersion,
            },
            cancellationToken
        );

    private ValueTask<ApiResult<KubeObject>> WithoutFinalizerAsync(
        ResourceMonitor monitor,
        KubeObject obj,
        string finalizer,
        CancellationToken cancellationToken
    )
    {
        var left = ListValue.OfTexts(obj.Finalizers.Where(f => f != finalizer));
        return PatchAsync(monitor, obj, ("finalizers", left), cancellationToken);
    }

    private ValueTask<ApiResult<KubeObject>> PatchAsync(
        ResourceMonitor monitor,
        KubeObject obj,
        (string Field, ListValue Value) change,
        CancellationToken cancellationToken
    )
    {
        var metadata = MapValue.Of(
            ("uid", obj.Uid),
            ("resourceVersion", obj.ResourceVersion),
            (change.Field, change.Value.Count == 0 ? NullValue.Instance : change.Value)
        );
        return api.PatchAsync(
            monitor.Served.Resource,
            obj.Key,
            new(PatchType.Merge, MapValue.Of(("metadata", metadata))),
            WriteOptions.None,
            cancellationToken
        );
    }

    private static Reconcile Outcome(ApiResult<KubeObject> result) =>
        result.IsSuccess || result.IsNotFound ? Reconcile.Done : Reconcile.Retry(result.Error);

    private static ObjectKey KeyOf(ResourceMonitor monitor, KubeObject obj) =>
        new(monitor.Served.Resource.GroupResource, obj.Key);

    private static bool IsForeground(KubeObject obj) => obj.Finalizers.Contains(Foreground);

    private static bool IsPropagating(KubeObject obj) =>
        obj.IsDeleting && obj.Finalizers.Any(f => f is Foreground or Orphan);

    /// <summary>What an object that says so itself wants done with its own dependents.</summary>
    private static string PolicyOf(KubeObject obj) =>
        obj.Finalizers.Contains(Orphan) ? "Orphan"
        : IsForeground(obj) ? "Foreground"
        : "Background";
}
