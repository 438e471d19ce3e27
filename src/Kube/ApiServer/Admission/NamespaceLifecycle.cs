using System.Collections.Frozen;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Nothing is created in a namespace that does not exist or is going away, and the namespaces every cluster needs are not deleted.
/// Source: "NamespaceLifecycle" in the Kubernetes page on admission control.
/// </summary>
/// <param name="find">Reads a namespace from the server's own cache.</param>
/// <param name="wait">Waits until that cache has all that is acknowledged.</param>
internal sealed class NamespaceLifecycle(Func<string, KubeObject?> find, Func<CancellationToken, ValueTask> wait)
    : IAdmissionPlugin
{
    private static readonly FrozenSet<string> Immortal = new[] { "default", "kube-system", "kube-public" }.ToFrozenSet(
        StringComparer.Ordinal
    );

    private static readonly GroupResource Namespaces = new("", "namespaces");

    public async ValueTask<Status?> ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var resource = request.Definition.Resource.GroupResource;
        if (request.Operation == "DELETE")
        {
            return resource == Namespaces && Immortal.Contains(request.Key.Name)
                ? Status.Forbidden(resource, request.Key.Name, "this namespace may not be deleted")
                : null;
        }
        if (request.Operation != "CREATE" || !request.Definition.Namespaced)
            return null;
        var name = request.Key.Namespace;
        var found = find(name);
        if (found is null)
        {
            // It may have been created a moment ago.
            await wait(cancellationToken);
            found = find(name);
        }
        if (found is null)
            return Status.NotFound(Namespaces, name);
        if (found.IsDeleting || found.Status.Text("phase") == "Terminating")
        {
            return Status.Forbidden(
                resource,
                request.Key.Name,
                $"unable to create new content in namespace {name} because it is being terminated"
            ) with
            {
                Causes = [new("NamespaceTerminating", $"namespace {name} is being terminated", "metadata.namespace")],
            };
        }
        return null;
    }
}
