using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks a pod spec, of a pod or in a template.</summary>
internal static class PodSpecValidation
{
    private static readonly string[] DnsPolicies = ["ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"];

    /// <summary>Checks the spec of a pod, of which the name is known, or of a template, which has none.</summary>
    public static void Validate(Part spec, bool ofPod, string podName)
    {
        if (!spec.Has("terminationGracePeriodSeconds"))
            spec.Required("terminationGracePeriodSeconds");
        var volumes = VolumeValidation.Validate(spec, podName);
        ResourceClaims(spec);
        ContainerValidation.Validate(spec, volumes);
        if (spec.Map.Map("resources") is { Count: > 0 })
        {
            if (spec.Child("resources").Has("claims"))
                spec.Child("resources").Forbidden("claims", "claims cannot be set for Resources at pod-level");
            ResourceValidation.Requirements(spec.Child("resources"), spec, ofPod: true);
        }
        HostNetworkPorts(spec, ofPod);
        spec.RequiredOneOf("restartPolicy", "Always", "OnFailure", "Never");
        spec.RequiredOneOf("dnsPolicy", DnsPolicies);
        spec.Labels("nodeSelector");
        SecurityContextValidation.OfPod(spec);
        if (spec.Has("affinity"))
            AffinityValidation.Validate(spec.Child("affinity"));
        DnsConfig(spec);
        foreach (var gate in spec.Items("readinessGates"))
            NodeSelectors.LabelName(gate, "conditionType");
        SchedulingGates(spec);
        AffinityValidation.Spread(spec);
        HostUsers(spec);
        spec.Form("serviceAccountName", Syntax.DnsSubdomainError);
        spec.Form("nodeName", Syntax.DnsSubdomainError);
        if (spec.Map.Integer("activeDeadlineSeconds") is { } deadline and (< 1 or > int.MaxValue))
            spec.Invalid("activeDeadlineSeconds", deadline, "must be between 1 and 2147483647, inclusive");
        spec.Form("hostname", Syntax.DnsLabelError);
        spec.Form("subdomain", Syntax.DnsLabelError);
        NodeSelectors.Tolerations(spec, "tolerations");
        HostAliases(spec);
        spec.Form("priorityClassName", Syntax.DnsSubdomainError);
        spec.Form("runtimeClassName", Syntax.DnsSubdomainError);
        spec.OneOf("preemptionPolicy", "PreemptLowerPriority", "Never");
        foreach (var (name, value) in spec.Map.Map("overhead") ?? MapValue.Empty)
            ResourceValidation.QuantityOf(spec, "overhead", name, value);
        if (spec.Has("os"))
            OperatingSystem(spec);
    }

    private static void ResourceClaims(Part spec)
    {
        var claims = spec.Items("resourceClaims").GetEnumerator();
        while (claims.MoveNext())
        {
            var claim = claims.Current;
            var name = claim.Text("name");
            if (name.Length == 0)
                claim.Required("name");
            else if (spec.Map.List("resourceClaims")!.Maps.Take(claims.Index).Any(c => c.Text("name") == name))
                claim.Duplicate("name", name);
            else
                claim.Form("name", Syntax.DnsLabelError);
            var byName = claim.Has("resourceClaimName");
            var byTemplate = claim.Has("resourceClaimTemplateName");
            if (byName && byTemplate)
                claim.Invalid(
                    Part.Self,
                    claim.Map,
                    "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified"
                );
            if (!byName && !byTemplate)
                claim.Invalid(
                    Part.Self,
                    claim.Map,
                    "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`"
                );
            claim.Form("resourceClaimName", Syntax.DnsSubdomainError);
            claim.Form("resourceClaimTemplateName", Syntax.DnsSubdomainError);
        }
    }

    /// <summary>On the node's network a container's port is the node's; a template may leave that to the pod's defaults.</summary>
    private static void HostNetworkPorts(Part spec, bool ofPod)
    {
        if (!spec.Flag("hostNetwork"))
            return;
        foreach (var container in spec.Items("containers"))
        {
            foreach (var port in container.Items("ports"))
            {
                var host = port.Whole("hostPort");
                if ((ofPod || host != 0) && host != port.Whole("containerPort"))
                    port.Invalid("hostPort", host, "must match `containerPort` when `hostNetwork` is true");
            }
        }
    }

    private static void DnsConfig(Part spec)
    {
        var none = spec.Text("dnsPolicy") == "None";
        if (!spec.Has("dnsConfig"))
        {
            if (none)
                spec.Required("dnsConfig", "must provide `dnsConfig` when `dnsPolicy` is None");
            return;
        }
        var config = spec.Child("dnsConfig");
        var servers = config.Count("nameservers");
        if (none && servers == 0)
        {
            config.Required("nameservers", "must provide at least one DNS nameserver when `dnsPolicy` is None");
            return;
        }
        if (servers > 3)
            config.Invalid("nameservers", config["nameservers"], "must not have more than 3 nameservers");
        config.EachForm("nameservers", Formats.IpError);
        if (config.Count("searches") > 32)
            config.Invalid("searches", config["searches"], "must not have more than 32 search paths");
        if (config.Map.Texts("searches").Sum(s => s.Length + 1) > 2049)
            config.Invalid(
                "searches",
                config["searches"],
                "must not have more than 2048 characters (including spaces) in the search list"
            );
        config.EachForm("searches", static s => s == "." ? null : SearchError(s.EndsWith('.') ? s[..^1] : s));
        var options = config.Items("options").GetEnumerator();
        while (options.MoveNext())
        {
            if (options.Current.Text("name").Length == 0)
                options.Current.Required(Part.Self, "must not be empty");
        }
    }

    /// <summary>A search path is a subdomain whose labels may begin with, and contain, an underscore.</summary>
    private static string? SearchError(string search) =>
        Syntax.DnsSubdomainError(search.Replace("_", "a", StringComparison.Ordinal)) is { } error
            ? error
                .Replace("characters, '-' or '.'", "characters, '_', '-' or '.'", StringComparison.Ordinal)
                .Replace(
                    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*'",
                    "'_?[a-z0-9]([-_a-z0-9]*[a-z0-9])?(\\._?[a-z0-9]([-_a-z0-9]*[a-z0-9])?)*'",
                    StringComparison.Ordinal
                )
            : null;

    private static void SchedulingGates(Part spec)
    {
        var gates = spec.Map.List("schedulingGates") ?? ListValue.Empty;
        for (var i = 0; i < gates.Count; i++)
        {
            var name = (gates[i] as MapValue)?.Text("name") ?? "";
            if (Syntax.QualifiedNameError(name) is { } error)
                spec.InvalidItem("schedulingGates", i, name, error);
            if (gates.Maps.Take(i).Any(g => g.Text("name") == name))
                spec.DuplicateItem("schedulingGates", i, name);
        }
    }

    private static void HostUsers(Part spec)
    {
        const string why = "when `pod.Spec.HostUsers` is false";
        if (spec.Map.Flag("hostUsers") != false)
            return;
        if (spec.Flag("hostNetwork"))
            spec.Forbidden("hostNetwork", why);
        if (spec.Flag("hostPID"))
            spec.Forbidden("HostPID", why);
        if (spec.Flag("hostIPC"))
            spec.Forbidden("HostIPC", why);
    }

    private static void HostAliases(Part spec)
    {
        foreach (var alias in spec.Items("hostAliases"))
        {
            if (Formats.IpError(alias.Text("ip")) is { } error)
                alias.Invalid("ip", alias.Text("ip"), error);
            alias.EachForm("hostnames", Syntax.DnsSubdomainError);
        }
    }

    private static void OperatingSystem(Part spec)
    {
        var os = spec.Child("os");
        if (os.Text("name").Length == 0)
            os.Required("name", "cannot be empty");
        else
            os.OneOf("name", "linux", "windows");
        if (os.Text("name") == "linux" && spec.Child("securityContext").Has("windowsOptions"))
            spec.Child("securityContext").Forbidden("windowsOptions", "windows options cannot be set for a linux pod");
    }
}
