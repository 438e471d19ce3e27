using Pangea.Fleet.Api;
using Pangea.Fleet.Interpreter;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// Sends every cluster the role by which requests that go through the hub are answered there with the rights of who asked, as two Works that belong to
/// the cluster. Source: <c>unified-auth-controller</c> of Karmada.
/// </summary>
internal sealed class UnifiedAuthController
{
    private static readonly GroupVersionResource ClusterRoles = new("rbac.authorization.k8s.io", "v1", "clusterroles");

    private static readonly GroupVersionResource ClusterRoleBindings = new(
        "rbac.authorization.k8s.io",
        "v1",
        "clusterrolebindings"
    );

    private readonly HubParts hub;
    private readonly IInformer roles;
    private readonly IInformer bindings;
    private readonly IInformer namespaces;

    public UnifiedAuthController(HubParts hub)
    {
        this.hub = hub;
        roles = hub.Api.Informer(ClusterRoles, InformerOptions.All);
        bindings = hub.Api.Informer(ClusterRoleBindings, InformerOptions.All);
        namespaces = hub.Api.Informer(FleetResources.Namespaces, InformerOptions.All);
        Controller = hub.NewController<string>(EventSources.UnifiedAuth, ReconcileAsync);
        Controller.Follow(hub.Clusters, c => c.Old is null ? [c.Object.Name] : []);
        Controller.Follow(roles, _ => hub.Clusters.List().Select(c => c.Name));
        Controller.Follow(bindings, _ => hub.Clusters.List().Select(c => c.Name));
        Controller.Follow(
            namespaces,
            c => c.Old is null && FleetNamespaces.ClusterOf(c.Object.Name) is { } name ? [name] : []
        );
        Controller.Follow(hub.Works, OnWork);
    }

    /// <summary>The work queue of clusters.</summary>
    public Controller<string> Controller { get; }

    private static IEnumerable<string> OnWork(InformerEvent change)
    {
        if (change is { Old: { } before, New: { } after } && before.Generation == after.Generation)
            return [];
        return change.Object.Controller is { Kind: "Cluster" } owner ? [owner.Name] : [];
    }

    private async ValueTask<Reconcile> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (
            hub.Clusters.Get(new("", name)) is not { IsDeleting: false } cluster
            || namespaces.Get(new("", FleetNamespaces.Execution(name))) is not { IsDeleting: false }
        )
            return Reconcile.Done;
        var subjects = ImpersonationRules.SubjectsFor(name, roles.List(), bindings.List());
        var isNews = false;
        foreach (var template in new[] { ImpersonationRules.Role(subjects), ImpersonationRules.RoleBinding() })
        {
            var existing = hub.Works.Get(WorkBuilder.KeyOf(template, name));
            if (existing is { IsDeleting: true })
                continue;
            var source = new WorkSource
            {
                Template = template,
                Cluster = name,
                Owner = OwnerReference.ControllerOf(cluster),
            };
            var wanted = WorkBuilder.Build(source, existing, hub.Identities);
            if (ReferenceEquals(wanted, existing))
                continue;
            var written = existing is null
                ? await hub.Api.CreateAsync(FleetResources.Works, wanted, WriteOptions.None, cancellationToken)
                : await hub.Api.UpdateAsync(FleetResources.Works, wanted, WriteOptions.None, cancellationToken);
            if (!written.IsSuccess)
                return Failed(cluster, written.Error);
            isNews = true;
        }
        if (isNews)
        {
            hub.Events.Normal(
                cluster,
                EventSources.UnifiedAuth,
                EventReasons.SyncImpersonationConfigSucceed,
                EventMessages.SyncImpersonationConfigSucceed
            );
        }
        return Reconcile.Done;
    }

    private Reconcile Failed(KubeObject cluster, Status error)
    {
        // Who wrote first brings us here again.
        if (error.Reason is not (StatusReason.Conflict or StatusReason.AlreadyExists))
        {
            hub.Events.Warning(
                cluster,
                EventSources.UnifiedAuth,
                EventReasons.SyncImpersonationConfigFailed,
                error.Message
            );
        }
        return Reconcile.Retry(error);
    }
}
