namespace Pangea.Kube.Objects;

/// <summary>
/// The quality of service class of a pod. Source: the page "Pod Quality of Service Classes".
/// </summary>
public static class PodQos
{
    /// <summary><c>Guaranteed</c>, <c>Burstable</c> or <c>BestEffort</c>.</summary>
    public static string Of(MapValue spec)
    {
        if (spec.Map("resources") is { } ofPod && HasAny(ofPod))
            return IsGuaranteed(ofPod) ? "Guaranteed" : "Burstable";
        var any = false;
        var guaranteed = true;
        foreach (var key in (ReadOnlySpan<string>)["containers", "initContainers"])
        {
            foreach (var item in spec.List(key) ?? ListValue.Empty)
            {
                var resources = (item as MapValue)?.Map("resources") ?? MapValue.Empty;
                any |= HasAny(resources);
                guaranteed &= IsGuaranteed(resources);
            }
        }
        return !any ? "BestEffort"
            : guaranteed ? "Guaranteed"
            : "Burstable";
    }

    private static bool HasAny(MapValue resources) =>
        Positive(resources, "requests", "cpu")
        || Positive(resources, "requests", "memory")
        || Positive(resources, "limits", "cpu")
        || Positive(resources, "limits", "memory");

    private static bool IsGuaranteed(MapValue resources) => Equal(resources, "cpu") && Equal(resources, "memory");

    private static bool Positive(MapValue resources, string key, string name) =>
        Quantity.FromValue(resources.Map(key)?[name]) is { Sign: > 0 };

    /// <summary>A limit, and a request that is absent or the same.</summary>
    private static bool Equal(MapValue resources, string name)
    {
        if (Quantity.FromValue(resources.Map("limits")?[name]) is not { Sign: > 0 } limit)
            return false;
        return Quantity.FromValue(resources.Map("requests")?[name]) is not { Sign: > 0 } request || request == limit;
    }
}
