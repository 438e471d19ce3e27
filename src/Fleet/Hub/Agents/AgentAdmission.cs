using Pangea.Fleet.Agent;
using Pangea.Fleet.Api;
using Pangea.Kube.ApiServer;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>
/// Looks into what agents write where rights alone cannot tell: that what is created is the agent's own, and that of its Cluster and its Works an agent changes
/// only what is its to change. The counterpart of Kubernetes' NodeRestriction.
/// </summary>
public sealed class AgentAdmission : IAdmissionPlugin
{
    private static readonly string[] Described =
    [
        "apiEndpoint",
        "insecureSkipTLSVerification",
        "provider",
        "proxyHeader",
        "proxyURL",
        "region",
        "zone",
        "zones",
    ];

    /// <inheritdoc/>
    public ValueTask<Status?> ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        var user = request.Scope.User;
        if (
            !AgentIdentity.TryRead(user.Name, user.Groups, out var agent)
            || request.Object is not { } root
            || request.Subresource.Length > 0
            || Refusal(request, root, agent) is not { } why
        )
            return new((Status?)null);
        return new(Status.Forbidden(request.Definition.Resource.GroupResource, request.Key.Name, why));
    }

    private static string? Refusal(AdmissionRequest request, MapValue root, AgentIdentity agent)
    {
        var isNew = request.Old is null;
        return request.Definition.Resource.Resource switch
        {
            "clusters" => isNew ? NewCluster(root, request.Key.Name, agent) : Changed(root, request.Old!, Described),
            "works" => isNew ? null : Changed(root, request.Old!, []),
            "leases" when isNew && request.Key.Name != agent.Cluster => Foreign(agent),
            "certificatesigningrequests"
                when isNew
                    && !request.Key.Name.StartsWith(
                        $"{AgentIdentity.RequestPrefix}{agent.Cluster}.",
                        StringComparison.Ordinal
                    ) => Foreign(agent),
            _ => null,
        };
    }

    private static string? NewCluster(MapValue root, string name, AgentIdentity agent)
    {
        if (name != agent.Cluster)
            return Foreign(agent);
        var spec = root.Map("spec") ?? MapValue.Empty;
        if (spec.Text("id") != agent.ClusterId)
            return $"the id of the cluster {agent.Cluster} is not that of the member that this certificate was given to";
        return spec.Text("syncMode") == SyncModes.Pull ? null : "an agent's cluster is in mode Pull";
    }

    /// <summary>An agent may say of its Cluster where and what it is; of a Work it lets go, nothing else.</summary>
    private static string? Changed(MapValue root, KubeObject old, string[] free)
    {
        var before = old.Spec;
        var after = root.Map("spec") ?? MapValue.Empty;
        foreach (var field in free)
        {
            before = before.Without(field);
            after = after.Without(field);
        }
        if (!before.Equals(after))
            return $"an agent does not change the spec of a {old.Kind}";
        var metadata = root.Map("metadata") ?? MapValue.Empty;
        return
            old.Labels.Equals(metadata.Map("labels") ?? MapValue.Empty)
            && old.Annotations.Equals(metadata.Map("annotations") ?? MapValue.Empty)
            ? null
            : $"an agent does not change the labels and annotations of a {old.Kind}";
    }

    private static string Foreign(AgentIdentity agent) =>
        $"an agent creates what belongs to its own cluster {agent.Cluster}";
}
