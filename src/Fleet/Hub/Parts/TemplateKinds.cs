using System.Collections.Immutable;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// Follows every kind whose objects policies may propagate: those that are built in, and custom ones from the moment they are served to the moment
/// they are served no more. Of several versions of a kind the one that discovery prefers is followed, as in the original: an object is one
/// template, however many versions show it.
/// </summary>
internal sealed class TemplateKinds
{
    private readonly ApiServer server;
    private readonly IClusterApi api;
    private readonly Lock changeLock = new();
    private readonly List<Action<GroupVersionResource, InformerEvent>> handlers = [];
    private readonly string byClaim;
    private ImmutableSortedDictionary<GroupResource, FollowedKind> followed = ImmutableSortedDictionary<
        GroupResource,
        FollowedKind
    >.Empty;

    /// <summary>Follows what is served now.</summary>
    /// <param name="server">Says what is served.</param>
    /// <param name="api">What is followed.</param>
    /// <param name="byClaim">The name of the index by claims.</param>
    public TemplateKinds(ApiServer server, IClusterApi api, string byClaim)
    {
        this.server = server;
        this.api = api;
        this.byClaim = byClaim;
        Refresh();
    }

    /// <summary>The kinds that are followed, ordered by group and name.</summary>
    public IEnumerable<FollowedKind> All => Volatile.Read(ref followed).Values;

    /// <summary>Calls a handler for each object of each kind there is and will be, and for its changes. It must be quick.</summary>
    public void Subscribe(Action<GroupVersionResource, InformerEvent> handler)
    {
        lock (changeLock)
        {
            handlers.Add(handler);
            foreach (var kind in followed.Values)
                kind.Tell(handler);
        }
    }

    /// <summary>
    /// Calls a handler for each object that comes into view later than its kind, because it had to be converted: whoever looked for it before has to
    /// look again.
    /// </summary>
    public void SubscribeLate(Action<KubeObject> handler) =>
        Subscribe(
            (resource, change) =>
            {
                if (change is { Old: null, New: { } now } && Find(resource.GroupResource) is { IsLate: true })
                    handler(now);
            }
        );

    /// <summary>Whether all objects of all kinds are in view.</summary>
    public bool HaveSynced => All.All(k => k.Informer.HasSynced);

    /// <summary>The kind of a resource, in whatever version it is followed; null when it is not.</summary>
    public FollowedKind? Find(GroupResource resource) => Volatile.Read(ref followed).GetValueOrDefault(resource);

    /// <summary>Looks at what is served now: takes up what is new, drops what is gone.</summary>
    public void Refresh()
    {
        lock (changeLock)
        {
            var wanted = Preferred(server.Catalog);
            foreach (var (resource, definition) in wanted)
            {
                // A changed definition has another way to show what is stored: its objects are looked at anew.
                var before = followed.GetValueOrDefault(resource);
                if (ReferenceEquals(before?.Definition, definition))
                    continue;
                var informer = api.Informer(definition.Resource, InformerOptions.All);
                informer.AddIndex(byClaim, BindingIndexes.PolicyOf);
                var kind = new FollowedKind(definition, informer);
                Volatile.Write(ref followed, followed.SetItem(resource, kind));
                foreach (var handler in handlers)
                    kind.Tell(handler);
                // Only now: no change is missed between the two.
                before?.Dispose();
            }
            foreach (var (resource, kind) in followed)
            {
                if (wanted.ContainsKey(resource))
                    continue;
                Volatile.Write(ref followed, followed.Remove(resource));
                kind.Dispose();
            }
        }
    }

    private static SortedDictionary<GroupResource, ResourceDefinition> Preferred(ResourceCatalog catalog)
    {
        var order = catalog.Groups.ToDictionary(g => g.Name, g => g.Versions, StringComparer.Ordinal);
        var preferred = new SortedDictionary<GroupResource, ResourceDefinition>();
        foreach (var definition in catalog.Definitions.Where(TemplateRules.IsTemplateKind))
        {
            var resource = definition.Resource;
            var versions = order[resource.Group];
            if (
                !preferred.TryGetValue(resource.GroupResource, out var other)
                || versions.IndexOf(resource.Version) < versions.IndexOf(other.Resource.Version)
            )
                preferred[resource.GroupResource] = definition;
        }
        return preferred;
    }
}

/// <summary>A kind that is followed.</summary>
/// <param name="definition">How it is served.</param>
/// <param name="informer">Its objects.</param>
internal sealed class FollowedKind(ResourceDefinition definition, IInformer informer) : IDisposable
{
    private readonly List<IDisposable> subscriptions = [];

    /// <summary>How it is served.</summary>
    public ResourceDefinition Definition => definition;

    /// <summary>Its objects.</summary>
    public IInformer Informer => informer;

    /// <summary>Whether its objects come into view later than the kind itself.</summary>
    public bool IsLate { get; } = !informer.HasSynced;

    /// <summary>Tells a handler of all objects, and of their changes.</summary>
    public void Tell(Action<GroupVersionResource, InformerEvent> handler) =>
        subscriptions.Add(informer.Subscribe(change => handler(definition.Resource, change)));

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var subscription in subscriptions)
            subscription.Dispose();
        // An informer of the server's own cache is its holder's alone.
        (informer as IDisposable)?.Dispose();
    }
}
