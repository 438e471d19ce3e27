using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>How a body that cannot be read as its kind is answered.</summary>
internal static class DecodeError
{
    /// <summary><c>Deployment in version "v1" cannot be handled as a Deployment: why</c>.</summary>
    public static Status Of(ResourceDefinition definition, string why) =>
        Status.BadRequest(
            $"{definition.Kind} in version \"{definition.Resource.Version}\" cannot be handled as a {definition.Kind}: {why}"
        );
}
