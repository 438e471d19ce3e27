using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>What a pod needs of its node and of the cluster.</summary>
public static class PodRequirements
{
    /// <summary>The requirements of a pod spec; null when it asks for nothing in particular.</summary>
    public static ReplicaRequirements? Of(MapValue podSpec)
    {
        var claim = NodeClaimOf(podSpec);
        var request = RequestOf(podSpec);
        return claim is null && request.Count == 0 ? null : new() { NodeClaim = claim, ResourceRequest = request };
    }

    /// <summary>
    /// The resources that a pod requests: those of its containers and sidecars together, or what some init container needs while it
    /// runs if that is more, and the overhead. Requests of the pod itself take the place of those of its containers. Source: the page
    /// "Sidecar Containers" of the Kubernetes documentation, section on resource sharing.
    /// </summary>
    public static ResourceList RequestOf(MapValue podSpec)
    {
        var running = ResourceList.Empty;
        foreach (var container in podSpec.Maps("containers"))
            running = running.Plus(Requests(container));
        var sidecars = ResourceList.Empty;
        var starting = ResourceList.Empty;
        foreach (var container in podSpec.Maps("initContainers"))
        {
            if (container.Text("restartPolicy") == "Always")
            {
                sidecars = sidecars.Plus(Requests(container));
                starting = starting.Max(sidecars);
            }
            else
            {
                starting = starting.Max(Requests(container).Plus(sidecars));
            }
        }
        var request = running.Plus(sidecars).Max(starting);
        foreach (var (name, amount) in Requests(podSpec))
            request = ResourceList.Of([.. request, new(name, amount)]);
        request = request.Plus(ResourceList.From(podSpec.Map("overhead")));
        return ResourceList.Of(request.Where(r => r.Value.Sign > 0));
    }

    private static NodeClaim? NodeClaimOf(MapValue podSpec)
    {
        var selector = podSpec.Map("nodeSelector") ?? MapValue.Empty;
        var tolerations = podSpec.Maps("tolerations").Select(Toleration.From).ToList();
        var affinity =
            podSpec.At("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution") as MapValue;
        return selector.Count == 0 && tolerations.Count == 0 && affinity is null
            ? null
            : new()
            {
                HardNodeAffinity = affinity is null ? null : NodeSelector.From(affinity),
                NodeSelector = selector,
                Tolerations = tolerations,
            };
    }

    private static ResourceList Requests(MapValue holder) =>
        ResourceList.From(holder.At("resources", "requests") as MapValue);
}
