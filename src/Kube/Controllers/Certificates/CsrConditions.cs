using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>Where a certificate request stands.</summary>
internal enum CsrState
{
    /// <summary>Nobody has decided.</summary>
    Pending,

    /// <summary>Approved, and not signed yet.</summary>
    Approved,

    /// <summary>Signed.</summary>
    Issued,

    /// <summary>Denied.</summary>
    Denied,

    /// <summary>Its signer refuses it.</summary>
    Failed,
}

/// <summary>Reads and writes the conditions of certificate requests. Pure.</summary>
internal static class CsrConditions
{
    /// <summary>Where a request stands.</summary>
    public static CsrState StateOf(KubeObject request) =>
        Find(request, "Denied") is not null ? CsrState.Denied
        : Find(request, "Failed") is not null ? CsrState.Failed
        : request.Status.Text("certificate") is { Length: > 0 } ? CsrState.Issued
        : Find(request, "Approved") is not null ? CsrState.Approved
        : CsrState.Pending;

    /// <summary>Since when a request has a condition; null when it has none of the type.</summary>
    public static DateTimeOffset? Since(KubeObject request, string type) =>
        Find(request, type) is { } condition
            ? Timestamps.TryParse(condition.Text("lastUpdateTime")) ?? request.CreationTimestamp
            : null;

    /// <summary>A status with one more condition.</summary>
    public static MapValue With(MapValue status, string type, string reason, string message, DateTimeOffset now)
    {
        var time = Timestamps.Format(now);
        return status.With(
            "conditions",
            (status.List("conditions") ?? ListValue.Empty).Add(
                MapValue.Of(
                    ("type", type),
                    ("status", "True"),
                    ("reason", reason),
                    ("message", message),
                    ("lastUpdateTime", time),
                    ("lastTransitionTime", time)
                )
            )
        );
    }

    /// <summary>Text from base64; empty when it is none.</summary>
    public static string Decode(string? base64)
    {
        var buffer = new byte[(base64 ?? "").Length];
        return Convert.TryFromBase64String(base64 ?? "", buffer, out var length)
            ? Encoding.UTF8.GetString(buffer, 0, length)
            : "";
    }

    private static MapValue? Find(KubeObject request, string type) =>
        request.Status.Maps("conditions").FirstOrDefault(c => c.Text("type") == type && c.Text("status") != "False");
}
