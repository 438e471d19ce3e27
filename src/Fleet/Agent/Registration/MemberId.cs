using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>
/// What tells a member from all others: its clusterset id (KEP-2149) when it has one, else the uid of its namespace kube-system.
/// </summary>
public static class MemberId
{
    private static readonly GroupVersionResource Properties = new("about.k8s.io", "v1", "clusterproperties");
    private const string Property = "cluster.clusterset.k8s.io";

    /// <summary>The id, or why it cannot be read in one line.</summary>
    public static async ValueTask<(string Id, string Error)> ReadAsync(
        IClusterApi member,
        CancellationToken cancellationToken
    )
    {
        foreach (var version in (string[])["v1", "v1beta1", "v1alpha1"])
        {
            var property = await member.GetAsync(
                Properties with
                {
                    Version = version,
                },
                new("", Property),
                cancellationToken
            );
            if (property.Value?.Spec.Text("value") is { Length: > 0 } id)
                return (id, "");
            if (property.Error?.Code is 503 or 504)
                return ("", $"the member cluster cannot be reached: {property.Error.Message}");
        }
        var space = await member.GetAsync(AgentResources.Namespaces, new("", "kube-system"), cancellationToken);
        if (space.IsSuccess)
            return (space.Value.Uid, "");
        return space.Error.Code switch
        {
            503 or 504 => ("", $"the member cluster cannot be reached: {space.Error.Message}"),
            401 => ("", $"the member cluster does not accept the credentials: {space.Error.Message}"),
            _ => ("", $"the member cluster's namespace kube-system cannot be read: {space.Error.Message}"),
        };
    }
}
