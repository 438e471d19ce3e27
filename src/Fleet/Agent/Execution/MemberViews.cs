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

    /// <summary>Ends the view of a resource that the member does not serve any more. What it showed is told as gone.</summary>
    public void Drop(GroupVersionResource resource)
    {
        IInformer view;
        lock (viewsLock)
        {
            if (!views.Remove(resource, out var known))
                return;
            known.Subscription.Dispose();
            view = known.Informer;
        }
        member.StopInformers(resource);
        foreach (var gone in view.List())
            changed(new(gone, null));
    }
}
