using System.Collections.Immutable;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The admission plugins of a cluster that runs pods, in their order: for <see cref="ApiServerOptions.Admission"/>. A hub, whose pods are
/// templates, has none of them.
/// </summary>
public static class ClusterAdmission
{
    /// <summary>The plugins of a server.</summary>
    public static ImmutableArray<IAdmissionPlugin> Of(ApiServer server) =>
        [
            LimitRanger.Over(server.Api.Parts.Cache),
            new ServiceAccountAdmission(
                server.View(ServiceAccountAdmission.Accounts),
                server.WaitForNewestAsync,
                server.Clock,
                server.Issuer is null ? null : new(server.Api.Parts.Identities)
            ),
            new PodPriority(server.View(PodPriority.Classes)),
            new DefaultTolerationSeconds(),
        ];
}
