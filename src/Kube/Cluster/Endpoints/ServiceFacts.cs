using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>What endpoint controllers read of a Service, and how Services are found from pods.</summary>
internal static class ServiceFacts
{
    public const string ServiceName = "kubernetes.io/service-name";
    public const string ManagedBy = "endpointslice.kubernetes.io/managed-by";
    public const string Manager = "endpointslice-controller.k8s.io";
    public const string Headless = "service.kubernetes.io/headless";

    private const string Selector = "selector";
    private const string Service = "service";

    /// <summary>Makes Services found by a label that their pods carry: the first of their selector.</summary>
    public static void BySelector(IInformer services) =>
        services.AddIndex(
            Selector,
            static s => SelectorOf(s) is { } selector ? WorkloadIndexes.LabelKeys(s.Namespace, selector).Take(1) : []
        );

    /// <summary>Makes the slices that the controller manages found by their Service.</summary>
    public static void ByService(IInformer slices) =>
        slices.AddIndex(Service, static s => ServiceOf(s) is { } name ? [$"{s.Namespace}/{name}"] : []);

    /// <summary>The name of the Service of a slice that the controller manages; null for others' slices.</summary>
    public static string? ServiceOf(KubeObject slice) =>
        slice.Labels.Text(ManagedBy) == Manager ? slice.Labels.Text(ServiceName) : null;

    public static IReadOnlyList<KubeObject> SlicesOf(IInformer slices, KubeObject service) =>
        slices.ByIndex(Service, $"{service.Namespace}/{service.Name}");

    /// <summary>The Services that select a pod with these labels.</summary>
    public static IEnumerable<NamespacedName> Selecting(IInformer services, string @namespace, MapValue labels)
    {
        foreach (var key in WorkloadIndexes.LabelKeys(@namespace, labels))
        {
            foreach (var service in services.ByIndex(Selector, key))
            {
                if (LabelSelector.OfLabels(SelectorOf(service)!).Matches(labels))
                    yield return service.Key;
            }
        }
    }

    /// <summary>The Services that a change of a pod concerns.</summary>
    public static IEnumerable<NamespacedName> Concerned(IInformer services, InformerEvent change)
    {
        var labels = change.Object.Labels;
        var found = Selecting(services, change.Object.Namespace, labels);
        return change is { Old: { } old, New: not null } && !old.Labels.Equals(labels)
            ? found.Union(Selecting(services, old.Namespace, old.Labels))
            : found;
    }

    /// <summary>The labels of its pods; null when its endpoints are not the controller's business.</summary>
    public static MapValue? SelectorOf(KubeObject service) =>
        service.Spec.Text("type") != "ExternalName" && service.Spec.Map("selector") is { Count: > 0 } selector
            ? selector
            : null;

    public static bool IsHeadless(KubeObject service) => service.Spec.Text("clusterIP") == "None";

    public static bool PublishesNotReady(KubeObject service) => service.Spec.Flag("publishNotReadyAddresses") ?? false;

    /// <summary>The address types of its slices.</summary>
    public static IEnumerable<string> AddressTypes(KubeObject service)
    {
        var families = service.Spec.Texts("ipFamilies").ToList();
        return families.Count == 0 ? ["IPv4"] : families;
    }
}
