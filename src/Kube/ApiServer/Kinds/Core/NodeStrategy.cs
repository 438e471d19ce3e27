using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Nodes, which kubelets create together with their status.</summary>
internal sealed class NodeStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.core.v1.NodeStatus";

    /// <inheritdoc/>
    protected override bool KeepsStatusOnCreate => true;

    /// <inheritdoc/>
    public override MapValue Default(MapValue root) =>
        root.Edit(
                "status",
                static s => s.Has("capacity") && !s.Has("allocatable") ? s.With("allocatable", s["capacity"]) : s
            )
            .Edit("spec", static s => PairedField.Settle(s, "podCIDR", "podCIDRs", plainItems: true));

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        Taints(root);
        Amounts(root.Child("status"));
        var spec = root.Child("spec");
        spec.EachForm("podCIDRs", Formats.CidrError);
        var cidrs = spec.Map.Texts("podCIDRs").Select(Formats.ParseCidr).ToList();
        if (cidrs.Count < 2 || cidrs.Contains(null))
            return;
        if (cidrs.Count > 2 || !Formats.IsDualStack(cidrs[0]!.Value.Address, cidrs[1]!.Value.Address))
            spec.Invalid("podCIDRs", spec["podCIDRs"], "may specify no more than one CIDR for each IP family");
    }

    private static void Taints(Part root)
    {
        if (root.Map.Map("spec")?.List("taints") is { } taints)
            NodeSelectors.Taints(root.Child("metadata"), taints);
    }

    private static void Amounts(Part status)
    {
        foreach (var key in (string[])["capacity", "allocatable"])
        {
            foreach (var (name, value) in status.Map.Map(key) ?? MapValue.Empty)
                ResourceValidation.QuantityOf(status, key, name, value);
        }
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        var status = root.Child("status");
        Amounts(status);
        var addresses = status.Map.List("addresses") ?? ListValue.Empty;
        for (var i = 1; i < addresses.Count; i++)
        {
            if (addresses.Items[..i].Contains(addresses[i]))
                status.DuplicateItem("addresses", i, addresses[i]);
        }
        var spec = root.Child("spec");
        var before = old.Map("spec") ?? MapValue.Empty;
        if (before.List("podCIDRs") is { Count: > 0 } cidrs && !Checks.Same(cidrs, spec["podCIDRs"]))
            spec.Forbidden("podCIDRs", "node updates may not change podCIDR except from \"\" to valid");
        if (before.Text("providerID") is { Length: > 0 } provider && provider != spec.Text("providerID"))
            spec.Forbidden("providerID", "node updates may not change providerID except from \"\" to valid");
        Taints(root);
        if (spec.Text("externalID") != (before.Text("externalID") ?? ""))
            spec.Forbidden("externalID", "may not be updated");
    }

    /// <inheritdoc/>
    public override void ValidateStatusUpdate(MapValue root, MapValue old, ICollection<FieldError> errors) =>
        ValidateUpdate(root, old, errors);

    /// <inheritdoc/>
    public override IReadOnlyList<string> SelectableFields { get; } = ["spec.unschedulable"];

    /// <inheritdoc/>
    public override string FieldValue(KubeObject obj, string field) =>
        field == "spec.unschedulable"
            ? obj.Spec.Flag("unschedulable") == true
                ? "true"
                : "false"
            : "";
}
