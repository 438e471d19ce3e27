using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>Failures of writes into a namespace that is not there any more.</summary>
internal static class NamespaceEnd
{
    /// <summary>Whether a failure says that the namespace is gone or going, so that there is nothing left to do in it.</summary>
    public static bool Explains(Status error) =>
        error.Causes.Any(c => c.Reason == "NamespaceTerminating") || (error is { Code: 404, Kind: "namespaces" });
}
