using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Creates what every cluster has and brings the bootstrap policy up to date. Running it again changes nothing.</summary>
internal static class ServerBootstrap
{
    private static readonly GroupVersionResource NamespaceResource = new("", "v1", "namespaces");

    private static readonly string[] Namespaces = ["default", "kube-system", "kube-public", "kube-node-lease"];

    /// <summary>Runs all steps.</summary>
    /// <exception cref="InvalidOperationException">A step was refused, which only a bug can cause.</exception>
    public static async Task RunAsync(IClusterApi api, ResourceCatalog catalog, CancellationToken cancellationToken)
    {
        foreach (var name in Namespaces)
        {
            var found = await api.GetAsync(NamespaceResource, new("", name), cancellationToken, "0");
            if (!found.IsSuccess)
            {
                var space = MapValue.Of(
                    ("apiVersion", "v1"),
                    ("kind", "Namespace"),
                    ("metadata", MapValue.Of(("name", name)))
                );
                Demand(await api.CreateAsync(NamespaceResource, new(space), WriteOptions.None, cancellationToken));
            }
        }
        await ReconcilePolicyAsync(api, cancellationToken);
        if (catalog.Find(PodPriority.Classes) is null)
            return;
        foreach (var system in SystemClasses.All)
        {
            var found = await api.GetAsync(PodPriority.Classes, system.Key, cancellationToken, "0");
            if (!found.IsSuccess)
                Demand(await api.CreateAsync(PodPriority.Classes, system, WriteOptions.None, cancellationToken));
        }
    }

    private static async Task ReconcilePolicyAsync(IClusterApi api, CancellationToken cancellationToken)
    {
        var present = new Dictionary<(GroupVersionResource, NamespacedName), KubeObject>();
        foreach (
            var resource in (GroupVersionResource[])
                [
                    BootstrapPolicy.ClusterRoleResource,
                    BootstrapPolicy.ClusterRoleBindingResource,
                    BootstrapPolicy.RoleResource,
                    BootstrapPolicy.RoleBindingResource,
                ]
        )
        {
            var listed = await api.ListAsync(resource, "", ListOptions.All, cancellationToken);
            foreach (var obj in listed.Value?.Items ?? [])
                present[(resource, obj.Key)] = obj;
        }
        // Started together, the writes share one sync of the store.
        var writes = BootstrapPolicy
            .Reconcile((resource, key) => present.GetValueOrDefault((resource, key)))
            .Select(change => WriteAsync(api, change, cancellationToken))
            .ToList();
        foreach (var write in writes)
            await write;
    }

    private static async Task WriteAsync(IClusterApi api, PolicyChange change, CancellationToken cancellationToken)
    {
        if (change.Action == PolicyAction.Recreate)
            await api.DeleteAsync(change.Resource, change.Object.Key, DeleteOptions.Background, cancellationToken);
        Demand(
            change.Action == PolicyAction.Update
                ? await api.UpdateAsync(change.Resource, change.Object, WriteOptions.None, cancellationToken)
                : await api.CreateAsync(change.Resource, change.Object, WriteOptions.None, cancellationToken)
        );
    }

    private static void Demand(ApiResult<KubeObject> result)
    {
        // Another replica of the server may have been faster.
        if (!result.IsSuccess && result.Error.Reason is not (StatusReason.AlreadyExists or StatusReason.Conflict))
            throw new InvalidOperationException($"the server could not create its own objects: {result.Error}");
    }
}
