using System.Globalization;
using Microsoft.AspNetCore.Http;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Asks webhooks about connections to pods: <c>exec</c>, <c>attach</c>, <c>portforward</c> and <c>proxy</c>.</summary>
internal static class ConnectAdmission
{
    /// <summary>Why a connection may not be made, or null.</summary>
    public static async ValueTask<Status?> RefusalAsync(
        ServerParts parts,
        HttpContext http,
        RequestInfo info,
        RequestScope scope
    )
    {
        if (
            !parts.Admission.AsksOthers
            || Options(http.Request.Query, info) is not { } options
            || parts.Catalog.Find(info.Resource) is not { } definition
        )
            return null;
        var request = new AdmissionRequest
        {
            Operation = "CONNECT",
            Definition = definition,
            Subresource = info.Subresource,
            Key = info.Key,
            Object = options,
            Scope = scope,
        };
        return await parts.Admission.ValidateAsync(request, http.RequestAborted);
    }

    private static MapValue? Options(IQueryCollection query, RequestInfo info)
    {
        Value? Text(string key) => query[key].ToString() is { Length: > 0 } text ? (Value)text : null;
        Value? Flag(string key) => bool.TryParse(query[key], out var flag) && flag ? BoolValue.True : null;
        return info.Subresource switch
        {
            "exec" or "attach" => MapValue.Of(
                ("apiVersion", "v1"),
                ("kind", info.Subresource == "exec" ? "PodExecOptions" : "PodAttachOptions"),
                ("stdin", Flag("stdin")),
                ("stdout", Flag("stdout")),
                ("stderr", Flag("stderr")),
                ("tty", Flag("tty")),
                ("container", Text("container")),
                ("command", query["command"].Count > 0 ? ListValue.OfTexts(query["command"].OfType<string>()) : null)
            ),
            "portforward" => MapValue.Of(
                ("apiVersion", "v1"),
                ("kind", "PodPortForwardOptions"),
                ("ports", Ports(query["ports"]))
            ),
            "proxy" => MapValue.Of(("apiVersion", "v1"), ("kind", "PodProxyOptions"), ("path", Text("path"))),
            _ => null,
        };
    }

    private static ListValue? Ports(IEnumerable<string?> texts)
    {
        var ports = texts
            .Select(t => long.TryParse(t, CultureInfo.InvariantCulture, out var port) ? port : 0)
            .Where(p => p > 0)
            .Select(p => (Value)p)
            .ToList();
        return ports.Count == 0 ? null : ListValue.From(ports);
    }
}
