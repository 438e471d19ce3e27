using Pangea.Kube.ApiServer;

namespace Pangea.Fleet.Hub;

/// <summary>Under what names the hub's own controllers act.</summary>
internal static class HubIdentity
{
    /// <summary>The name under which they own fields, as the original's do.</summary>
    public const string Manager = "karmada-controller-manager";

    /// <summary>The user.</summary>
    public static UserInfo ControllerManager { get; } =
        UserInfo.Of("system:karmada:controller-manager", "system:masters");
}
