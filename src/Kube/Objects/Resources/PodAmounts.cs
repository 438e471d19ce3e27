namespace Pangea.Kube.Objects;

/// <summary>
/// What a pod asks for as a whole. Containers count together, with the sidecars that run beside them; init containers count one at a time, each
/// with the sidecars that were started before it; the larger of the two is needed, plus the overhead. Amounts given for the whole pod replace the sum.
/// Source: the pages "Init Containers", "Sidecar Containers", "Pod Overhead" and "Assign Pod-level CPU and memory resources".
/// </summary>
public static class PodAmounts
{
    /// <summary>What the pod is promised.</summary>
    public static ResourceAmounts Requests(MapValue spec) =>
        Total(spec, "requests").Plus(ResourceAmounts.From(spec.Map("overhead")));

    /// <summary>What the pod may use at most; the overhead only adds to limits there are.</summary>
    public static ResourceAmounts Limits(MapValue spec)
    {
        var total = Total(spec, "limits");
        var overhead = ResourceAmounts.From(spec.Map("overhead"));
        return total.Plus(overhead.Where((name, _) => total[name] is { IsZero: false }));
    }

    private static ResourceAmounts Total(MapValue spec, string key)
    {
        var running = ResourceAmounts.None;
        foreach (var container in spec.Maps("containers"))
            running = running.Plus(Of(container, key));
        var sidecars = ResourceAmounts.None;
        var starting = ResourceAmounts.None;
        foreach (var container in spec.Maps("initContainers"))
        {
            var amounts = Of(container, key);
            if (container.Text("restartPolicy") == "Always")
            {
                running = running.Plus(amounts);
                sidecars = sidecars.Plus(amounts);
                starting = starting.Max(sidecars);
            }
            else
                starting = starting.Max(amounts.Plus(sidecars));
        }
        return running.Max(starting).Override(Of(spec, key));
    }

    private static ResourceAmounts Of(MapValue holder, string key) =>
        ResourceAmounts.From(holder.Map("resources")?.Map(key));
}
