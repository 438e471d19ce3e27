using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks a pod's new status.</summary>
internal static class PodStatusValidation
{
    /// <summary>Checks the status of a pod against the one before.</summary>
    public static void Validate(Part status, MapValue root, MapValue old)
    {
        var before = old.Map("status") ?? MapValue.Empty;
        if (status.Text("nominatedNodeName") != (before.Text("nominatedNodeName") ?? ""))
            status.Form("nominatedNodeName", Syntax.DnsSubdomainError);
        if (before.Text("qosClass") is { } qos && status.Text("qosClass") != qos)
            status.Invalid("qosClass", status.Text("qosClass"), Checks.FieldIsImmutable);
        var policy = old.At("spec", "restartPolicy") is StringValue { Text: var text } ? text : "";
        StaysEnded(status, "containerStatuses", before, policy);
        StaysEnded(status, "initContainerStatuses", before, policy);
        StaysEnded(status, "ephemeralContainerStatuses", before, "Never");
        Addresses(status, "podIPs");
        if (status.Count("hostIPs") > 0)
            Addresses(status, "hostIPs");
    }

    /// <summary>A container that is not to be restarted does not come back from its end.</summary>
    private static void StaysEnded(Part status, string key, MapValue before, string policy)
    {
        if (policy == "Always" || before.List(key) is not { } old)
            return;
        for (var i = 0; i < old.Count; i++)
        {
            if (old[i] is not MapValue was || was.Map("state")?.Map("terminated") is not { } ended)
                continue;
            if (policy == "OnFailure" && ended.Integer("exitCode") is not (null or 0))
                continue;
            var now = status.Map.Maps(key).FirstOrDefault(s => s.Text("name") == was.Text("name"));
            if (now is not null && now.Map("state")?.Map("terminated") is null)
                status.Errors.Add(
                    FieldError.Forbidden(
                        FieldPath.Of(FieldPath.Of(status.Path, key, i), "state").ToString(),
                        "may not be transitioned to non-terminated state"
                    )
                );
        }
    }

    private static void Addresses(Part status, string key)
    {
        if (status.Map.List(key) is not { Count: > 0 } list)
            return;
        for (var i = 0; i < list.Count; i++)
        {
            var ip = (list[i] as MapValue)?.Text("ip") ?? "";
            if (Formats.IpError(ip) is { } error)
                status.InvalidItem(key, i, ip, error);
        }
        if (list.Count == 1)
            return;
        var addresses = list.Maps.Select(a => Formats.ParseIp(a.Text("ip") ?? "")).ToList();
        if (addresses.Count > 2 || addresses.Contains(null) || !Formats.IsDualStack(addresses[0]!, addresses[1]!))
            status.Invalid(key, list, "may specify no more than one IP for each IP family");
    }
}
