using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// Lists the pods of each Service in EndpointSlices. Source: <c>pkg/controller/endpointslice</c> and <c>k8s.io/endpointslice</c>.
/// </summary>
internal sealed class EndpointSliceController
{
    private const string Name = "endpointslice-controller";

    private readonly WorkloadParts parts;
    private readonly IClusterApi api;
    private readonly Expectations expectations;

    public EndpointSliceController(WorkloadParts parts)
    {
        this.parts = parts;
        api = parts.Api(Name);
        expectations = new(parts.Clock);
        Controller = parts.NewController(Name, ReconcileAsync);
        Controller.Follow(parts.Services, static change => [change.Object.Key]);
        Controller.Follow(parts.Pods, OnPod);
        Controller.Follow(parts.Slices, OnSlice);
        Controller.Follow(parts.Nodes, OnNode);
    }

    /// <summary>The work queue of Services.</summary>
    public Controller<NamespacedName> Controller { get; }

    private IEnumerable<NamespacedName> OnPod(InformerEvent change)
    {
        foreach (var service in ServiceFacts.Concerned(parts.Services, change))
            Controller.EnqueueAfter(service, parts.Gather);
        return [];
    }

    private IEnumerable<NamespacedName> OnSlice(InformerEvent change)
    {
        var slice = change.Object;
        if (slice.Controller is { Kind: "Service" } owner)
            expectations.Observe(owner.Uid, slice, isGone: change.New is null);
        if (ServiceFacts.ServiceOf(slice) is { } service)
            Controller.EnqueueAfter(new(slice.Namespace, service), parts.Gather);
        return [];
    }

    /// <summary>A node that gets into another zone takes its endpoints with it.</summary>
    private IEnumerable<NamespacedName> OnNode(InformerEvent change)
    {
        const string zone = "topology.kubernetes.io/zone";
        var same = change.New is null || change.Old?.Labels.Text(zone) == change.New.Labels.Text(zone);
        return same ? [] : parts.Services.List().Select(static s => s.Key);
    }

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        // The slices of a Service that is gone are garbage, and collected as such.
        if (
            parts.Services.Get(key) is not { IsDeleting: false } service
            || ServiceFacts.SelectorOf(service) is not { } selector
        )
            return Reconcile.Done;
        if (!expectations.AreMet(service.Uid))
            return Reconcile.Again(expectations.Left(service.Uid) ?? TimeSpan.Zero);
        var pods = WorkloadIndexes.Labelled(parts.Pods, key.Namespace, selector).Where(PodEndpoint.IsEndpoint).ToList();
        var slices = ServiceFacts.SlicesOf(parts.Slices, service).Where(static s => !s.IsDeleting).ToList();
        var types = ServiceFacts.AddressTypes(service).ToList();
        var labels = Labels(service);
        foreach (var foreign in slices.Where(s => !types.Contains(s.Root.Text("addressType") ?? "")))
        {
            if (await DeleteAsync(service, foreign, cancellationToken) is { } failed)
                return Reconcile.Retry(failed);
        }
        foreach (var type in types)
        {
            var plan = SlicePlan.Of(
                Wanted(service, pods, type),
                slices.FindAll(s => s.Root.Text("addressType") == type)
            );
            if (await WriteAsync(service, type, labels, plan, cancellationToken) is { } failed)
                return PodControl.IsNamespaceEnding(failed) ? Reconcile.Done : Reconcile.Retry(failed);
        }
        return Reconcile.Done;
    }

    private List<(ListValue Ports, MapValue Endpoint)> Wanted(KubeObject service, List<KubeObject> pods, string type)
    {
        var wanted = new List<(ListValue, MapValue)>(pods.Count);
        foreach (var pod in pods)
        {
            var addresses = PodEndpoint.Addresses(pod, type).ToList();
            var ports = PodEndpoint.Ports(service, pod);
            // Without ports only a headless Service can be talked to.
            if (addresses.Count > 0 && (ports.Count > 0 || ServiceFacts.IsHeadless(service)))
                wanted.Add((ports, PodEndpoint.ForSlice(service, pod, addresses, parts.Nodes)));
        }
        return wanted;
    }

    private static MapValue Labels(KubeObject service)
    {
        var labels = service
            .Labels.Without(ServiceFacts.Headless)
            .With(ServiceFacts.ServiceName, service.Name)
            .With(ServiceFacts.ManagedBy, ServiceFacts.Manager);
        return ServiceFacts.IsHeadless(service) ? labels.With(ServiceFacts.Headless, "") : labels;
    }

    private async ValueTask<Status?> WriteAsync(
        KubeObject service,
        string type,
        MapValue labels,
        SlicePlan plan,
        CancellationToken cancellationToken
    )
    {
        foreach (var (ports, endpoints) in plan.Created)
        {
            if (
                await CreateAsync(service, New(service, type, labels, ports, endpoints), cancellationToken) is
                { } failed
            )
                return failed;
        }
        foreach (var (slice, ports, endpoints) in plan.Kept)
        {
            if (
                slice.Labels.Equals(labels)
                && ports.Equals(slice.Root.List("ports") ?? ListValue.Empty)
                && endpoints.Equals(slice.Root.List("endpoints") ?? ListValue.Empty)
            )
                continue;
            var changed = new KubeObject(
                slice
                    .Root.WithAt(labels, "metadata", "labels")
                    .With("ports", ports.Count == 0 ? null : ports)
                    .With("endpoints", endpoints)
            );
            var written = await api.UpdateAsync(
                WorkloadResources.EndpointSlices,
                changed,
                WriteOptions.None,
                cancellationToken
            );
            if (!written.IsSuccess)
                return written.Error;
        }
        foreach (var slice in plan.Deleted)
        {
            if (await DeleteAsync(service, slice, cancellationToken) is { } failed)
                return failed;
        }
        return null;
    }

    private KubeObject New(KubeObject service, string type, MapValue labels, ListValue ports, ListValue endpoints) =>
        new(
            MapValue.Of(
                ("apiVersion", "discovery.k8s.io/v1"),
                ("kind", "EndpointSlice"),
                (
                    "metadata",
                    MapValue.Of(
                        ("name", $"{service.Name}-{parts.Identities.NewNameSuffix(5)}"),
                        ("generateName", $"{service.Name}-"),
                        ("namespace", service.Namespace),
                        ("labels", labels),
                        ("ownerReferences", ListValue.Create([OwnerReference.ControllerOf(service).ToValue()]))
                    )
                ),
                ("addressType", type),
                ("endpoints", endpoints),
                ("ports", ports.Count == 0 ? null : ports)
            )
        );

    private async ValueTask<Status?> CreateAsync(
        KubeObject service,
        KubeObject slice,
        CancellationToken cancellationToken
    )
    {
        expectations.ExpectCreation(service.Uid, slice.Name);
        var created = await api.CreateAsync(
            WorkloadResources.EndpointSlices,
            slice,
            WriteOptions.None,
            cancellationToken
        );
        if (created.IsSuccess)
            return null;
        // Of a call with an unknown outcome the view will tell: what it shows too many is deleted.
        expectations.CreationSeen(service.Uid, slice.Name);
        return created.Error;
    }

    private async ValueTask<Status?> DeleteAsync(
        KubeObject service,
        KubeObject slice,
        CancellationToken cancellationToken
    )
    {
        expectations.ExpectDeletion(service.Uid, slice.Uid);
        var deleted = await api.DeleteAsync(
            WorkloadResources.EndpointSlices,
            slice.Key,
            new() { PreconditionUid = slice.Uid },
            cancellationToken
        );
        if (deleted.IsSuccess)
            return null;
        expectations.DeletionSeen(service.Uid, slice.Uid);
        return deleted.IsNotFound ? null : deleted.Error;
    }
}
