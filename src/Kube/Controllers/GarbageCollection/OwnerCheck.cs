using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>What an owner reference is worth.</summary>
internal enum OwnerState
{
    /// <summary>The owner is there, or cannot be told: nothing is deleted for lack of knowledge.</summary>
    Solid,

    /// <summary>The owner is there, and goes when its dependents have gone.</summary>
    WaitsForDependents,

    /// <summary>There is no such owner.</summary>
    Absent,
}

/// <summary>
/// Looks owners up: in the view first; one that is not there is asked for at the API before it counts as absent. An owner is in its
/// dependent's own namespace or in none.
/// </summary>
internal sealed class OwnerCheck(IClusterApi api, ResourceMonitors monitors, EventRecorder events)
{
    // The original remembers as many absent owners.
    private readonly RecentSet<(string Namespace, string Uid)> absent = new(500);

    // Owners that were seen to go, and had dependents. A definition of custom resources takes all its objects with it at once: there may be many.
    private readonly RecentSet<string> deleted = new(20_000);
    private readonly Lock unresolvedLock = new();
    private readonly HashSet<ObjectKey> unresolved = [];

    /// <summary>Remembers that an object of this uid was there and went.</summary>
    public void NoteDeletion(string uid) => deleted.Add(uid);

    /// <summary>The objects whose owners are of kinds that were not served when they were judged; each is given once.</summary>
    public IReadOnlyList<ObjectKey> TakeUnresolved()
    {
        lock (unresolvedLock)
        {
            ObjectKey[] taken = [.. unresolved.OrderBy(k => k.Resource).ThenBy(k => k.Name)];
            unresolved.Clear();
            return taken;
        }
    }

    /// <summary>The owner that a reference names, if the view has it.</summary>
    public (ResourceMonitor Monitor, KubeObject Owner)? FindCached(KubeObject dependent, OwnerReference reference) =>
        Resolve(reference) is { } served
        && monitors.Find(served.Resource.GroupResource) is { } monitor
        && monitor.Informer.Get(KeyOf(served, dependent, reference)) is { } owner
        && owner.Uid == reference.Uid
            ? (monitor, owner)
            : null;

    /// <summary>What a reference is worth; a failure when the API could not say.</summary>
    public async ValueTask<(OwnerState State, Status? Failed)> StateAsync(
        ResourceMonitor monitor,
        KubeObject dependent,
        OwnerReference reference,
        CancellationToken cancellationToken
    )
    {
        if (absent.Contains((dependent.Namespace, reference.Uid)))
            return (OwnerState.Absent, null);
        if (Resolve(reference) is not { } served)
        {
            // Its kind went with it: nobody can be asked for it any more, and nobody needs to be.
            if (deleted.Contains(reference.Uid))
                return (OwnerState.Absent, null);
            lock (unresolvedLock)
                unresolved.Add(new(monitor.Served.Resource.GroupResource, dependent.Key));
            return (OwnerState.Solid, null);
        }
        if (served.Namespaced && !monitor.Served.Namespaced)
        {
            // Nobody could tell in which namespace to look. Such an object stays.
            Announce(dependent, served, reference);
            return (OwnerState.Solid, null);
        }
        if (FindCached(dependent, reference) is var (_, cached))
            return (StateOf(cached), null);
        var found = await api.GetAsync(served.Resource, KeyOf(served, dependent, reference), cancellationToken);
        if (found.IsSuccess && found.Value.Uid == reference.Uid)
            return (StateOf(found.Value), null);
        // A 404 that names no object says that the resource is not served, which is another matter.
        if (!found.IsSuccess && !(found.IsNotFound && found.Error.Name == reference.Name))
            return (OwnerState.Solid, found.Error);
        absent.Add((dependent.Namespace, reference.Uid));
        if (served.Namespaced && !deleted.Contains(reference.Uid) && IsElsewhere(served, reference))
            Announce(dependent, served, reference);
        return (OwnerState.Absent, null);
    }

    private ServedResource? Resolve(OwnerReference reference) =>
        monitors.Served.Find(GroupVersion.Parse(reference.ApiVersion).Kind(reference.Kind));

    private bool IsElsewhere(ServedResource served, OwnerReference reference) =>
        monitors.Find(served.Resource.GroupResource)?.Informer.List().Any(o => o.Uid == reference.Uid) ?? false;

    private void Announce(KubeObject dependent, ServedResource served, OwnerReference reference) =>
        events.Warning(
            dependent,
            "OwnerRefInvalidNamespace",
            $"ownerRef [{served.Resource.GroupVersion}/{reference.Kind}, namespace: {dependent.Namespace}, "
                + $"name: {reference.Name}, uid: {reference.Uid}] does not exist in namespace \"{dependent.Namespace}\""
        );

    private static OwnerState StateOf(KubeObject owner) =>
        owner.IsDeleting && owner.Finalizers.Contains("foregroundDeletion")
            ? OwnerState.WaitsForDependents
            : OwnerState.Solid;

    private static NamespacedName KeyOf(ServedResource served, KubeObject dependent, OwnerReference reference) =>
        new(served.Namespaced ? dependent.Namespace : "", reference.Name);
}
