using Pangea.Fleet.Api;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>
/// Views of what the agent manages in the member: one a kind, started when a Work first brings that kind, and narrowed by label so that the rest of the
/// member is never copied.
/// </summary>
internal sealed class MemberViews(IClusterApi member, Action<InformerEvent> changed)
{
    // A kind that cannot be listed at the moment must not hold up the others: its objects are read one by one then.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private static readonly LabelSelector Managed = LabelSelector.OfLabels(
        MapValue.Of((FleetLabels.Managed, FleetLabels.True))
    );

    private readonly Lock viewsLock = new();
    private readonly Dictionary<GroupVersionResource, (IInformer Informer, IDisposable Subscription)> views = [];

    /// <summary>The view of a resource, when it has synced.</summary>
    public async ValueTask<IInformer?> SyncedAsync(
        GroupVersionResource resource,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        IInformer view;
        lock (viewsLock)
        {
            if (views.TryGetValue(resource, out var known))
                view = known.Informer;
            else
            {
                view = member.Informer(resource, new() { Labels = Managed });
                views.Add(resource, (view, view.Subscribe(changed)));
            }
        }
        if (view.HasSynced)
            return view;
        return await view.WaitForSyncAsync(cancellationToken).WithinAsync(Patience, clock, cancellationToken)
            ? view
            : null;
    }

    /// <summary>
    /// Ends the views of some resources: of those that the member does not serve any more, or otherwise than before. What they showed is told as gone, so
    /// that its Works are looked at.
    /// </summary>
    public void Drop(Func<GroupVersionResource, bool> which)
    {
        List<(GroupVersionResource Resource, IInformer Informer)> ended = [];
        lock (viewsLock)
        {
            foreach (var resource in views.Keys.Where(which).ToList())
            {
                views.Remove(resource, out var known);
                known.Subscription.Dispose();
                ended.Add((resource, known.Informer));
            }
        }
        foreach (var (resource, view) in ended)
        {
            member.StopInformers(resource);
            foreach (var gone in view.List())
                changed(new(gone, null));
            // One in the member's own process is ours alone.
            (view as IDisposable)?.Dispose();
        }
    }
}
