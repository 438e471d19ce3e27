using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Pods.</summary>
internal sealed class PodStrategy : BuiltinStrategy
{
    private static readonly MapValue Gated = MapValue.Of(
        ("type", "PodScheduled"),
        ("status", "False"),
        ("reason", "SchedulingGated"),
        ("message", "Scheduling is blocked due to non-empty scheduling gates")
    );

    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.core.v1.PodStatus";

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override MapValue Default(MapValue root) =>
        root.Edit("spec", static spec => PodDefaults.PodOnly(PodDefaults.Spec(spec)))
            .Edit(
                "status",
                static status => PairedField.Settle(PairedField.Settle(status, "podIP", "podIPs"), "hostIP", "hostIPs")
            );

    /// <inheritdoc/>
    protected override MapValue FreshStatus(MapValue root)
    {
        var spec = root.Map("spec") ?? MapValue.Empty;
        var gated = spec.List("schedulingGates") is { Count: > 0 };
        return MapValue.Of(
            ("phase", "Pending"),
            ("qosClass", PodQos.Of(spec)),
            ("conditions", gated ? ListValue.Create([Gated]) : null)
        );
    }

    /// <inheritdoc/>
    public override MapValue PrepareForStatusUpdate(MapValue root, MapValue old)
    {
        var metadata = root.Map("metadata") ?? MapValue.Empty;
        metadata = metadata
            .With("ownerReferences", old.At("metadata", "ownerReferences"))
            .With("deletionTimestamp", old.At("metadata", "deletionTimestamp"));
        var status = root.Map("status") ?? MapValue.Empty;
        // The class was decided when the pod came and never changes.
        if (old.At("status", "qosClass") is { } qos)
            status = status.With("qosClass", qos);
        return old.With("status", status).With("metadata", metadata);
    }

    /// <inheritdoc/>
    public override MapValue PrepareForPartUpdate(string subresource, MapValue root, MapValue old) =>
        subresource switch
        {
            "ephemeralcontainers" => PodParts.EphemeralContainers(root, old),
            "resize" => PodParts.Resize(root, old),
            _ => base.PrepareForPartUpdate(subresource, root, old),
        };

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        Both(root);
        var spec = root.Child("spec");
        if (spec.Count("ephemeralContainers") > 0)
            spec.Forbidden("ephemeralContainers", "cannot be set on create");
        if (spec.Text("nodeName").Length > 0 && spec.Count("schedulingGates") > 0)
            spec.Forbidden("nodeName", "cannot be set until all schedulingGates have been cleared");
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        Both(root);
        PodAnnotations.ValidateUpdate(
            root.Child("metadata").Child("annotations"),
            old.Map("metadata")?.Map("annotations") ?? MapValue.Empty
        );
        PodUpdateValidation.Spec(root.Child("spec"), old.Map("spec") ?? MapValue.Empty);
    }

    private static void Both(Part root)
    {
        var metadata = root.Child("metadata");
        var spec = root.Child("spec");
        PodAnnotations.Validate(metadata.Child("annotations"), spec.Map);
        PodSpecValidation.Validate(spec, ofPod: true, metadata.Text("name"));
        if (spec.Text("serviceAccountName").Length == 0)
            NoTokensWithoutAccount(spec);
        foreach (var container in spec.Items("containers"))
            ContainerValidation.ImageWithoutSpace(container);
        foreach (var container in spec.Items("initContainers"))
            ContainerValidation.ImageWithoutSpace(container);
    }

    private static void NoTokensWithoutAccount(Part spec)
    {
        foreach (var volume in spec.Items("volumes"))
        {
            if (!volume.Has("projected"))
                continue;
            foreach (var source in volume.Child("projected").Items("sources"))
            {
                if (source.Has("serviceAccountToken"))
                    source.Forbidden("serviceAccountToken", "must not be specified when serviceAccountName is not set");
            }
        }
    }

    /// <inheritdoc/>
    protected override void ValidateStatus(Part status, MapValue root, MapValue old)
    {
        var spec = Part.Root(root, status.Errors).Child("spec");
        if (Checks.Same(spec.Map, old["spec"]))
            PodStatusValidation.Validate(status, root, old);
        else
            PodParts.Validate(spec, old.Map("spec") ?? MapValue.Empty);
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(MapValue root, MapValue? old) =>
        PodWarnings.Of(root.Map("spec") ?? MapValue.Empty, "spec");

    /// <inheritdoc/>
    public override IReadOnlyList<string> SelectableFields { get; } =
    [
        "spec.hostNetwork",
        "spec.nodeName",
        "spec.restartPolicy",
        "spec.schedulerName",
        "spec.serviceAccountName",
        "status.nominatedNodeName",
        "status.phase",
        "status.podIP",
        "status.podIPs",
    ];

    /// <inheritdoc/>
    public override string FieldValue(KubeObject obj, string field) =>
        field switch
        {
            "spec.nodeName" => obj.Spec.Text("nodeName") ?? "",
            "spec.restartPolicy" => obj.Spec.Text("restartPolicy") ?? "",
            "spec.schedulerName" => obj.Spec.Text("schedulerName") ?? "",
            "spec.serviceAccountName" => obj.Spec.Text("serviceAccountName") ?? "",
            "spec.hostNetwork" => obj.Spec.Flag("hostNetwork") == true ? "true" : "false",
            "status.phase" => obj.Status.Text("phase") ?? "",
            "status.nominatedNodeName" => obj.Status.Text("nominatedNodeName") ?? "",
            "status.podIP" or "status.podIPs" => obj.Status.Maps("podIPs").FirstOrDefault()?.Text("ip") ?? "",
            _ => "",
        };

    /// <summary>
    /// The asked grace period, else the pod's; at once for a pod that no node has, or that has ended. A negative one means a second.
    /// </summary>
    public override long GracePeriodSeconds(KubeObject obj, long? asked)
    {
        var period = asked ?? obj.Spec.Integer("terminationGracePeriodSeconds") ?? 0;
        if (string.IsNullOrEmpty(obj.Spec.Text("nodeName")) || obj.Status.Text("phase") is "Succeeded" or "Failed")
            period = 0;
        return period < 0 ? 1 : period;
    }
}
