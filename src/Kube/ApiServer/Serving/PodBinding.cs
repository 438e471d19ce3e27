using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Assigns a pod to a node: what a scheduler posts to <c>pods/NAME/binding</c>.</summary>
internal static class PodBinding
{
    public static async ValueTask<ApiResult<KubeObject>> BindAsync(
        ResourceApi api,
        RequestScope scope,
        ResourceDefinition pods,
        NamespacedName key,
        MapValue binding,
        WriteOptions options,
        CancellationToken cancellationToken
    )
    {
        var target = binding.Map("target");
        var node = target?.Text("name") ?? "";
        if (node.Length == 0)
        {
            return Status.Invalid(new("", "Binding"), key.Name, [FieldError.Required("target.name")]);
        }
        if (target!.Text("kind") is { Length: > 0 } kind && kind != "Node")
        {
            return Status.Invalid(
                new("", "Binding"),
                key.Name,
                [FieldError.NotSupported("target.kind", kind, ["Node", "<empty>"])]
            );
        }
        var uid = binding.Map("metadata")?.Text("uid") ?? "";
        var resource = pods.Resource.GroupResource;
        var now = Timestamps.Format(api.Parts.Clock.GetUtcNow());
        ApiResult<MapValue> Assign(KubeObject? pod)
        {
            if (uid.Length > 0 && uid != pod!.Uid)
                return Status.Conflict(resource, key.Name, $"pod UID {uid} does not match: it is {pod.Uid}");
            if (pod!.IsDeleting)
                return Status.Conflict(
                    resource,
                    key.Name,
                    $"pod {key.Name} is being deleted, cannot be assigned to a host"
                );
            if (pod.Spec.Text("nodeName") is { Length: > 0 } already)
            {
                return Status.Conflict(resource, key.Name, $"pod {key.Name} is already assigned to node \"{already}\"");
            }
            var conditions = pod.Status.Maps("conditions").Where(c => c.Text("type") != "PodScheduled");
            var scheduled = MapValue.Of(
                ("type", "PodScheduled"),
                ("status", "True"),
                ("lastTransitionTime", now),
                ("observedGeneration", pod.Generation > 0 ? pod.Generation : null)
            );
            return pod
                .Root.WithAt(node, "spec", "nodeName")
                .WithAt(ListValue.From([.. conditions, scheduled]), "status", "conditions");
        }
        var updated = await api.ChangeAsync(
            scope,
            pods,
            key,
            Assign,
            options with
            {
                Subresource = "binding",
            },
            cancellationToken
        );
        return updated.IsSuccess ? new KubeObject(SuccessStatus.Of()) : updated.Error;
    }
}
