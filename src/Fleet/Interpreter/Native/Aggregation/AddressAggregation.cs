using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter;

/// <summary>The addresses of load balancers in all clusters, each once, sorted.</summary>
internal static class AddressAggregation
{
    public static MapValue Service(KubeObject template, IReadOnlyList<AggregatedStatusItem> items) =>
        template.Spec.Text("type") == "LoadBalancer" ? Unite(template, items) : template.Status;

    public static MapValue Ingress(KubeObject template, IReadOnlyList<AggregatedStatusItem> items) =>
        Unite(template, items);

    private static MapValue Unite(KubeObject template, IReadOnlyList<AggregatedStatusItem> items)
    {
        var points = items
            .SelectMany(i => i.Status?.Map("loadBalancer")?.Maps("ingress") ?? [])
            .Distinct()
            .OrderBy(p => p.Text("hostname") ?? "", StringComparer.Ordinal)
            .ThenBy(p => p.Text("ip") ?? "", StringComparer.Ordinal)
            .ThenBy(p => p.ToString(), StringComparer.Ordinal)
            .ToList();
        var balancer = MapValue.Of(("ingress", points.Count == 0 ? null : ListValue.From(points)));
        return template.Status.With("loadBalancer", balancer);
    }
}
