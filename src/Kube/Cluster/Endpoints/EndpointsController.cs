using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// Lists the pods of each Service in an Endpoints object of its name too, for what still reads those. Source: <c>pkg/controller/endpoint</c>.
/// </summary>
internal sealed class EndpointsController
{
    private const string Name = "endpoint-controller";
    private const string ManagedBy = "endpoints.kubernetes.io/managed-by";
    private const string OverCapacity = "endpoints.kubernetes.io/over-capacity";
    private const int MostAddresses = 1000;

    private readonly WorkloadParts parts;
    private readonly IClusterApi api;

    public EndpointsController(WorkloadParts parts)
    {
        this.parts = parts;
        api = parts.Api(Name);
        Controller = parts.NewController(Name, ReconcileAsync);
        Controller.Follow(parts.Services, static change => [change.Object.Key]);
        Controller.Follow(parts.Pods, OnPod);
        Controller.Follow(parts.Endpoints, OnEndpoints);
    }

    /// <summary>The work queue of Services.</summary>
    public Controller<NamespacedName> Controller { get; }

    private IEnumerable<NamespacedName> OnPod(InformerEvent change)
    {
        foreach (var service in ServiceFacts.Concerned(parts.Services, change))
            Controller.EnqueueAfter(service, parts.Gather);
        return [];
    }

    private static IEnumerable<NamespacedName> OnEndpoints(InformerEvent change) =>
        change.New is null || change.Old is not null ? [change.Object.Key]
        // At the start: what belongs to a Service that went meanwhile.
        : change.New.Labels.ContainsKey(ManagedBy) ? [change.New.Key]
        : [];

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        var present = parts.Endpoints.Get(key);
        var service = parts.Services.Get(key);
        if (service is null)
        {
            if (present is null || present.Labels.Text(ManagedBy) != Name)
                return Reconcile.Done;
            var deleted = await api.DeleteAsync(
                WorkloadResources.Endpoints,
                key,
                new() { PreconditionUid = present.Uid },
                cancellationToken
            );
            return deleted.IsSuccess || deleted.IsNotFound ? Reconcile.Done : Reconcile.Retry(deleted.Error);
        }
        if (service.IsDeleting || ServiceFacts.SelectorOf(service) is not { } selector)
            return Reconcile.Done;
        var pods = WorkloadIndexes
            .Labelled(parts.Pods, key.Namespace, selector)
            .Where(static p => PodEndpoint.IsEndpoint(p) && !p.IsDeleting)
            .ToList();
        var wanted = Build(service, pods, present);
        if (present is not null && Same(present, wanted))
            return Reconcile.Done;
        var written = present is null
            ? await api.CreateAsync(WorkloadResources.Endpoints, wanted, WriteOptions.None, cancellationToken)
            : await api.UpdateAsync(WorkloadResources.Endpoints, wanted, WriteOptions.None, cancellationToken);
        return written.IsSuccess || PodControl.IsNamespaceEnding(written.Error)
            ? Reconcile.Done
            : Reconcile.Retry(written.Error);
    }

    private static bool Same(KubeObject present, KubeObject wanted) =>
        present.Labels.Equals(wanted.Labels)
        && present.Annotations.Equals(wanted.Annotations)
        && (present.Root.List("subsets") ?? ListValue.Empty).Equals(wanted.Root.List("subsets") ?? ListValue.Empty);

    private static KubeObject Build(KubeObject service, List<KubeObject> pods, KubeObject? present)
    {
        var labels = service.Labels.With(ManagedBy, Name);
        if (ServiceFacts.IsHeadless(service))
            labels = labels.With(ServiceFacts.Headless, "");
        var annotations = (present?.Annotations ?? MapValue.Empty).With(
            OverCapacity,
            pods.Count > MostAddresses ? (Value)"truncated" : null
        );
        var subsets = Subsets(service, pods);
        var root =
            present?.Root
            ?? MapValue.Of(
                ("apiVersion", "v1"),
                ("kind", "Endpoints"),
                ("metadata", MapValue.Of(("name", service.Name), ("namespace", service.Namespace)))
            );
        return new(
            root.WithAt(labels, "metadata", "labels")
                .WithAt(annotations.Count == 0 ? null : annotations, "metadata", "annotations")
                .With("subsets", subsets.Count == 0 ? null : subsets)
        );
    }

    private static ListValue Subsets(KubeObject service, List<KubeObject> pods)
    {
        var family = ServiceFacts.AddressTypes(service).First();
        var groups = new SortedDictionary<string, (ListValue Ports, List<MapValue> Ready, List<MapValue> NotReady)>(
            StringComparer.Ordinal
        );
        foreach (var pod in pods.Take(MostAddresses))
        {
            var ports = PodEndpoint.Ports(service, pod);
            if (PodEndpoint.Addresses(pod, family).FirstOrDefault() is not { } ip)
                continue;
            if (ports.Count == 0 && !ServiceFacts.IsHeadless(service))
                continue;
            var key = ports.ToString();
            if (!groups.TryGetValue(key, out var group))
                groups[key] = group = (ports, [], []);
            var node = PodFacts.NodeName(pod);
            var address = MapValue.Of(
                ("ip", ip),
                ("hostname", PodEndpoint.Hostname(service, pod) is { } hostname ? (Value)hostname : null),
                ("nodeName", node.Length == 0 ? null : (Value)node),
                ("targetRef", PodEndpoint.Reference(pod))
            );
            var ready = PodFacts.IsReady(pod) || ServiceFacts.PublishesNotReady(service);
            (ready ? group.Ready : group.NotReady).Add(address);
        }
        return ListValue.From(
            groups.Values.Select(static g =>
                (Value)
                    MapValue.Of(
                        ("addresses", Sorted(g.Ready)),
                        ("notReadyAddresses", Sorted(g.NotReady)),
                        ("ports", g.Ports.Count == 0 ? null : Ports(g.Ports))
                    )
            )
        );
    }

    private static ListValue? Sorted(List<MapValue> addresses) =>
        addresses.Count == 0
            ? null
            : ListValue.From(addresses.OrderBy(static a => a.Text("ip"), StringComparer.Ordinal));

    // Here a port without a name has none, where a slice's has an empty one.
    private static ListValue Ports(ListValue ports) =>
        ListValue.From(ports.Maps.Select(static p => (Value)(p.Text("name") == "" ? p.Without("name") : p)));
}
