using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>
/// Services. <c>clusterIP</c> and <c>clusterIPs</c> are kept together here; who gives out addresses and ports fills both in between
/// <see cref="ResourceStrategy.PrepareForCreate"/> and validation.
/// </summary>
internal sealed class ServiceStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.core.v1.ServiceStatus";

    /// <inheritdoc/>
    public override bool HasClaims => true;

    /// <inheritdoc/>
    public override IReadOnlyList<string> Claims(MapValue root) => ServiceClaims.Of(root);

    /// <inheritdoc/>
    public override MapValue Default(MapValue root)
    {
        root = root.Edit("spec", ServiceDefaults.Spec);
        return root.Map("spec")?.Text("type") == "LoadBalancer" ? root.Edit("status", ServiceDefaults.Status) : root;
    }

    /// <inheritdoc/>
    public override MapValue PrepareForCreate(MapValue root) =>
        base.PrepareForCreate(root)
            .Edit(
                "spec",
                static spec =>
                    spec.Text("clusterIP") is { Length: > 0 } ip && !spec.Has("clusterIPs")
                        ? spec.With("clusterIPs", ListValue.Create([ip]))
                        : spec
            );

    /// <inheritdoc/>
    public override MapValue PrepareForUpdate(MapValue root, MapValue old)
    {
        var before = old.Map("spec") ?? MapValue.Empty;
        root = base.PrepareForUpdate(root, old);
        return root.Map("spec") is { } spec
            ? root.With("spec", DropUnneeded(KeepAllocated(spec, before), before))
            : root;
    }

    /// <summary>What was given to the service stays when an update does not mention it.</summary>
    private static MapValue KeepAllocated(MapValue spec, MapValue old)
    {
        if (ServiceRules.NeedsClusterIp(spec) && ServiceRules.NeedsClusterIp(old))
        {
            if (old["clusterIP"] is { } given)
                spec = spec.WithDefault("clusterIP", given);
            var same = Value.Equal(spec["clusterIP"], old["clusterIP"]);
            if (same && !spec.Has("clusterIPs"))
                spec = spec.With("clusterIPs", old["clusterIPs"]);
            // A client that knows only the older of the two fields sets both.
            if (!same && Checks.Same(spec["clusterIPs"], old["clusterIPs"]))
                spec = spec.With("clusterIPs", ListValue.Create([spec["clusterIP"]!]));
            if (!spec.Has("ipFamilies"))
                spec = spec.With("ipFamilies", old["ipFamilies"]);
            if (!spec.Has("ipFamilyPolicy"))
                spec = spec.With("ipFamilyPolicy", old["ipFamilyPolicy"]);
        }
        if (ServiceRules.NeedsNodePort(spec) && ServiceRules.NeedsNodePort(old))
            spec = KeepNodePorts(spec, old);
        return ServiceRules.NeedsHealthCheck(spec) && ServiceRules.NeedsHealthCheck(old)
            ? spec.WithDefaultNumber("healthCheckNodePort", old["healthCheckNodePort"] ?? 0)
            : spec;
    }

    private static MapValue KeepNodePorts(MapValue spec, MapValue old)
    {
        if (spec.List("ports") is not { } ports)
            return spec;
        for (var i = 0; i < ports.Count; i++)
        {
            if (ports[i] is not MapValue port || port.Integer("nodePort") is > 0)
                continue;
            var before = old.Maps("ports").FirstOrDefault(p => SamePort(p, port));
            if (before?["nodePort"] is { } node && !ports.Maps.Any(p => Value.Equal(p["nodePort"], node)))
                ports = ports.SetItem(i, port.With("nodePort", node));
        }
        return spec.With("ports", ports);
    }

    private static bool SamePort(MapValue a, MapValue b) =>
        a.Integer("port") == b.Integer("port") && a.Text("protocol") == b.Text("protocol");

    /// <summary>What the new type has no use for goes, unless the client changed it in the same update.</summary>
    private static MapValue DropUnneeded(MapValue spec, MapValue old)
    {
        if (spec.Text("type") == old.Text("type"))
            return spec;
        if (!ServiceRules.NeedsClusterIp(spec))
        {
            foreach (var field in (string[])["clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy"])
                spec = Dropped(spec, old, field);
        }
        if (!ServiceRules.NeedsNodePort(spec) && ServiceRules.NeedsNodePort(old))
            spec = spec.EditEach("ports", static port => port.Without("nodePort"));
        if (!ServiceRules.NeedsHealthCheck(spec))
            spec = Dropped(spec, old, "healthCheckNodePort");
        if (spec.Text("type") != "LoadBalancer")
            spec = Dropped(Dropped(spec, old, "allocateLoadBalancerNodePorts"), old, "loadBalancerClass");
        return ServiceRules.IsExternallyAccessible(spec) ? spec : Dropped(spec, old, "externalTrafficPolicy");
    }

    private static MapValue Dropped(MapValue spec, MapValue old, string key) =>
        Value.Equal(spec[key], old[key]) ? spec.Without(key) : spec;

    /// <inheritdoc/>
    protected override void Validate(Part root) => ServiceValidation.Validate(root);

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        ServiceUpdateValidation.Validate(root.Child("spec"), old.Map("spec") ?? MapValue.Empty);
        ServiceValidation.Validate(root);
    }

    /// <inheritdoc/>
    protected override void ValidateStatus(Part status, MapValue root, MapValue old)
    {
        foreach (var ingress in status.Child("loadBalancer").Items("ingress"))
        {
            ingress.Form("ip", Formats.IpError);
            ingress.Form("hostname", Syntax.DnsSubdomainError);
            if (Formats.ParseIp(ingress.Text("hostname")) is not null)
                ingress.Invalid("hostname", ingress.Text("hostname"), "must be a DNS name, not an IP address");
            var hasIp = ingress.Text("ip").Length > 0;
            if (hasIp && !ingress.Has("ipMode"))
                ingress.Required("ipMode", "must be specified when `ip` is set");
            else if (!hasIp && ingress.Has("ipMode"))
                ingress.Forbidden("ipMode", "may not be specified when `ip` is not set");
            else
                ingress.OneOf("ipMode", "Proxy", "VIP");
        }
    }

    /// <inheritdoc/>
    public override string? NameError(string name) => Syntax.Dns1035LabelError(name);

    /// <inheritdoc/>
    public override IReadOnlyList<string> SelectableFields { get; } = ["spec.clusterIP", "spec.type"];

    /// <inheritdoc/>
    public override string FieldValue(KubeObject obj, string field) =>
        field switch
        {
            "spec.clusterIP" => obj.Spec.Text("clusterIP") ?? "",
            "spec.type" => obj.Spec.Text("type") ?? "",
            _ => "",
        };
}
