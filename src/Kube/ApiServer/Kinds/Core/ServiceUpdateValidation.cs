using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks what may change in a Service: a second address may come and go, the first one stays.</summary>
internal static class ServiceUpdateValidation
{
    private const string Once = "may not change once set";

    /// <summary>Checks a change of spec.</summary>
    public static void Validate(Part spec, MapValue old)
    {
        if (spec.Text("type") != "ExternalName" && old.Text("type") != "ExternalName")
        {
            var headless = ServiceRules.IsHeadless(spec.Map);
            var wasHeadless = ServiceRules.IsHeadless(old);
            if (!headless || !wasHeadless)
                ClusterIps(spec, old);
            if (!headless && !wasHeadless)
                Families(spec, old);
        }
        if (spec.Text("type") == "LoadBalancer" && old.Text("type") == "LoadBalancer")
        {
            if (!Checks.Same(spec["loadBalancerClass"], old["loadBalancerClass"]))
                spec.Invalid("loadBalancerClass", spec["loadBalancerClass"], Once);
        }
        if (
            ServiceRules.NeedsHealthCheck(old)
            && ServiceRules.NeedsHealthCheck(spec.Map)
            && spec.Whole("healthCheckNodePort") != (old.Integer("healthCheckNodePort") ?? 0)
        )
            spec.Forbidden("healthCheckNodePort", Checks.FieldIsImmutable);
    }

    private static void ClusterIps(Part spec, MapValue old)
    {
        var now = spec.Map.List("clusterIPs") ?? ListValue.Empty;
        var before = old.List("clusterIPs") ?? ListValue.Empty;
        if (before.Count == now.Count)
        {
            for (var i = 0; i < now.Count; i++)
            {
                if (!now[i].Equals(before[i]))
                    spec.InvalidItem("clusterIPs", i, now, Once);
            }
            return;
        }
        if (now.Count == 0)
            spec.InvalidItem("clusterIPs", 0, now, "primary clusterIP can not be unset");
        else if (before.Count > 0 && !now[0].Equals(before[0]))
            spec.InvalidItem("clusterIPs", 0, now, Once);
        if (before.Count > now.Count && now.Count == 1)
            SingleStack(spec, "clusterIP");
    }

    private static void Families(Part spec, MapValue old)
    {
        var now = spec.Map.List("ipFamilies") ?? ListValue.Empty;
        var before = old.List("ipFamilies") ?? ListValue.Empty;
        if (before.Count == now.Count)
        {
            for (var i = 0; i < now.Count; i++)
            {
                if (!now[i].Equals(before[i]))
                    spec.InvalidItem("ipFamilies", 0, now, Once);
            }
            return;
        }
        if (before.Count > now.Count && spec.Count("clusterIPs") == 0)
            spec.InvalidItem("ipFamilies", 0, now, "primary ipFamily can not be unset");
        if (now.Count > 0 && before.Count > 0 && !now[0].Equals(before[0]))
            spec.InvalidItem("ipFamilies", 0, spec["clusterIPs"] ?? ListValue.Empty, Once);
        if (before.Count > now.Count && now.Count == 1)
            SingleStack(spec, "ipFamily");
    }

    private static void SingleStack(Part spec, string released)
    {
        if (spec.Text("ipFamilyPolicy") != "SingleStack")
            spec.Invalid(
                "ipFamilyPolicy",
                spec["ipFamilyPolicy"],
                $"must be set to 'SingleStack' when releasing the secondary {released}"
            );
    }
}
