using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>
/// Follows every resource that a server serves and whose objects can be deleted, also those that appear later: what the garbage collector and
/// the end of namespaces share. Discovery is read again when a definition of custom resources or an aggregated API changes, never by
/// the clock.
/// </summary>
internal sealed class ResourceMonitors
{
    private const string Accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    private const string DiscoveryKey = "discovery";

    private static readonly GroupVersionResource Definitions = new(
        "apiextensions.k8s.io",
        "v1",
        "customresourcedefinitions"
    );

    private static readonly GroupVersionResource ApiServices = new("apiregistration.k8s.io", "v1", "apiservices");

    // They have no owners and no dependents, and there are many.
    private static readonly ImmutableArray<GroupResource> Ignored = [new("", "events"), new("events.k8s.io", "events")];

    // Owners, finalizers and names: converting objects for that would make the end of namespaces hang on webhooks.
    private static readonly InformerOptions Metadata = new() { OnlyMetadata = true };

    private readonly IClusterApi api;
    private readonly AsyncLock refreshing = new();
    private readonly SortedDictionary<GroupResource, ResourceMonitor> known = [];
    private readonly List<Action<ResourceMonitor, InformerEvent>> listeners = [];
    private readonly List<Action> discoveryListeners = [];
    private readonly HashSet<GroupVersionResource> sources = [];
    private ImmutableArray<ResourceMonitor> all = [];
    private ImmutableDictionary<GroupResource, ResourceMonitor> active = ImmutableDictionary<
        GroupResource,
        ResourceMonitor
    >.Empty;
    private ServedResources served = ServedResources.None;
    private string etags = "";

    /// <summary>Nothing is followed until the controller runs.</summary>
    public ResourceMonitors(IClusterApi api, IExecutor executor, ILogger logger)
    {
        this.api = api;
        Controller = new(
            "resource-discovery",
            executor,
            (_, stop) => ReconcileAsync(stop),
            logger,
            new() { Workers = 1 }
        );
        Controller.Enqueue(DiscoveryKey);
    }

    /// <summary>Keeps up with what is served.</summary>
    public Controller<string> Controller { get; }

    /// <summary>What is followed, and served, now.</summary>
    public ImmutableArray<ResourceMonitor> All => all;

    /// <summary>What is served, as it was last read.</summary>
    public ServedResources Served => Volatile.Read(ref served);

    /// <summary>Whether every resource has been listed.</summary>
    public bool HaveSynced
    {
        get
        {
            foreach (var monitor in all)
            {
                if (!monitor.Informer.HasSynced)
                    return false;
            }
            return true;
        }
    }

    /// <summary>Calls a listener for each change of each resource; it must be quick. To be called before the controller runs.</summary>
    public void Listen(Action<ResourceMonitor, InformerEvent> listener) => listeners.Add(listener);

    /// <summary>Calls a listener after discovery said something new. To be called before the controller runs.</summary>
    public void ListenToDiscovery(Action listener) => discoveryListeners.Add(listener);

    /// <summary>The monitor of a resource, in whatever version it is followed; null when it is not.</summary>
    public ResourceMonitor? Find(GroupResource resource) => Volatile.Read(ref active).GetValueOrDefault(resource);

    /// <summary>Reads discovery again and follows what is new; the failure, or null.</summary>
    public async ValueTask<Status?> RefreshAsync(CancellationToken cancellationToken)
    {
        using var held = await refreshing.AcquireAsync(cancellationToken);
        var core = await api.GetRawAsync("/api", Accept, cancellationToken);
        if (!core.IsSuccess)
            return core.Error;
        var groups = await api.GetRawAsync("/apis", Accept, cancellationToken);
        if (!groups.IsSuccess)
            return groups.Error;
        var now = core.Value.ETag + groups.Value.ETag;
        if (now.Length > 0 && now == etags)
            return null;
        var read = ServedResources.Read(
            JsonText.ParseMap(core.Value.Content.Span),
            JsonText.ParseMap(groups.Value.Content.Span)
        );
        Follow(read);
        etags = now;
        foreach (var listener in discoveryListeners)
            listener();
        return null;
    }

    private void Follow(ServedResources read)
    {
        var fresh = new List<ResourceMonitor>();
        var monitors = ImmutableArray.CreateBuilder<ResourceMonitor>();
        foreach (var resource in read.Preferred)
        {
            var name = resource.Resource.GroupResource;
            if (!resource.IsCollectable || Ignored.Contains(name))
                continue;
            // What went and came back is followed by the informer it had: nobody ends one that others may share.
            if (!known.TryGetValue(name, out var monitor) || monitor.Served.Resource != resource.Resource)
            {
                known[name] = monitor = new(resource, api.Informer(resource.Resource, Metadata));
                fresh.Add(monitor);
            }
            monitors.Add(monitor);
        }
        all = monitors.ToImmutable();
        Volatile.Write(ref active, monitors.ToImmutableDictionary(m => m.Served.Resource.GroupResource));
        Volatile.Write(ref served, read);
        // Only now, when all are known: a change may concern objects of any of them.
        foreach (var monitor in fresh)
            monitor.Informer.Subscribe(change => Tell(monitor, change));
    }

    private void Tell(ResourceMonitor monitor, InformerEvent change)
    {
        foreach (var listener in listeners)
            listener(monitor, change);
    }

    private async ValueTask<Reconcile> ReconcileAsync(CancellationToken cancellationToken)
    {
        if (await RefreshAsync(cancellationToken) is { } failed)
            return Reconcile.Retry(failed);
        FollowSources();
        if (Served.Find(Definitions.GroupResource) is null)
            return Reconcile.Done;
        // A definition is written a moment before what it defines is served.
        foreach (var definition in api.Informer(Definitions, InformerOptions.All).List())
        {
            var names = definition.Spec.Map("names");
            var resource = new GroupResource(definition.Spec.Text("group") ?? "", names?.Text("plural") ?? "");
            if (IsEstablished(definition) && Served.Find(resource) is null)
                return Reconcile.Retry($"{resource} is defined and not served yet");
        }
        return Reconcile.Done;
    }

    /// <summary>What changes discovery is followed as soon as it is served itself.</summary>
    private void FollowSources()
    {
        foreach (var source in (GroupVersionResource[])[Definitions, ApiServices])
        {
            if (Served.Find(source.GroupResource) is not null && sources.Add(source))
                api.Informer(source, InformerOptions.All).Subscribe(_ => Controller.Enqueue(DiscoveryKey));
        }
    }

    private static bool IsEstablished(KubeObject definition) =>
        !definition.IsDeleting
        && definition.Status.Maps("conditions").Any(c => c.Text("type") == "Established" && c.Text("status") == "True");
}
