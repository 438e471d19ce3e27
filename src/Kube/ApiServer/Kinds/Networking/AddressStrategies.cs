using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>IPAddresses: an address in use, and by whom.</summary>
internal sealed class IpAddressStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        if (!spec.Has("parentRef"))
        {
            spec.Required("parentRef");
            return;
        }
        var parent = spec.Child("parentRef");
        parent.Form("group", Syntax.DnsSubdomainError);
        parent.RequiredForm("resource", Syntax.PathSegmentError);
        parent.RequiredForm("name", Syntax.PathSegmentError);
        parent.Form("namespace", Syntax.PathSegmentError);
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        Validate(root);
        root.Child("spec").Unchanged("parentRef", old.Map("spec") ?? MapValue.Empty);
    }

    /// <inheritdoc/>
    public override string? NameError(string name) =>
        Formats.IpError(name)
        ?? (
            Formats.ParseIp(name)!.ToString() is var form && form != name
                ? $"must be in canonical form (\"{form}\")"
                : null
        );
}

/// <summary>ServiceCIDRs: where addresses of Services come from.</summary>
internal sealed class ServiceCidrStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.networking.v1.ServiceCIDRStatus";

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        var count = spec.Count("cidrs");
        if (count == 0)
        {
            spec.Required("cidrs", "at least one CIDR required");
            return;
        }
        if (count > 2)
        {
            spec.Invalid("cidrs", spec.Map, "may only hold up to 2 values");
            return;
        }
        spec.EachForm("cidrs", Formats.CidrError);
        var networks = spec
            .Map.Texts("cidrs")
            .Select(Formats.ParseCidr)
            .OfType<(System.Net.IPAddress Address, int)>()
            .ToList();
        if (networks.Count == 2 && !Formats.IsDualStack(networks[0].Address, networks[1].Address))
        {
            spec.Invalid(
                "cidrs",
                spec.Map,
                "may specify no more than one IP for each IP family, i.e 192.168.0.0/24 and 2001:db8::/64"
            );
        }
    }

    /// <summary>A second network may come; nothing else changes.</summary>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        var spec = root.Child("spec");
        var before = old.At("spec", "cidrs") as ListValue ?? ListValue.Empty;
        var now = spec.Map.List("cidrs") ?? ListValue.Empty;
        if (before.Count == 1 && now.Count == 2 && now[0].Equals(before[0]))
            Validate(root);
        else
            spec.Unchanged("cidrs", old.Map("spec") ?? MapValue.Empty);
    }

    /// <inheritdoc/>
    protected override void ValidateStatus(Part status, MapValue root, MapValue old) =>
        ConditionValidation.Validate(status);
}
