using Pangea.Fleet.Agent;
using Pangea.Fleet.Api;
using Pangea.Kube.ApiServer;

namespace Pangea.Fleet.Hub;

/// <summary>
/// What an agent may do: what its own member needs, and nothing of any other's. Who the member is says the certificate, by name and by id; when the name belongs to
/// another member meanwhile, nothing is allowed. Says nothing of other users, and of what every authenticated user may do. What a create is to
/// contain is checked by <see cref="AgentAdmission"/>: here it has no name yet.
/// </summary>
/// <remarks>Pure but for looking up whose a name is; the counterpart of Kubernetes' node authorizer.</remarks>
public sealed class AgentAuthorizer : IAuthorizer
{
    private static readonly AuthorizationResult Silent = new(Decision.NoOpinion, "");
    private static readonly AuthorizationResult Allowed = new(Decision.Allow, "");

    private volatile Func<string, string?>? idOf;

    /// <summary>
    /// Gives it the members there are. Before that no agent is let in.
    /// </summary>
    /// <param name="members">The id of the Cluster of a name; null when there is none.</param>
    public void Use(Func<string, string?> members) => idOf = members;

    /// <inheritdoc/>
    public ValueTask<AuthorizationResult> AuthorizeAsync(
        AuthorizationAttributes attributes,
        CancellationToken cancellationToken
    ) => new(Decide(attributes));

    private AuthorizationResult Decide(in AuthorizationAttributes attributes)
    {
        if (!attributes.IsResource)
            return Silent;
        var user = attributes.User;
        if (AgentIdentity.TryRead(user.Name, user.Groups, out var agent))
        {
            if (idOf is not { } members)
                return Silent;
            var id = members(agent.Cluster);
            if (id is not null && id != agent.ClusterId)
            {
                return new(
                    Decision.Deny,
                    $"the cluster {agent.Cluster} is another member than the one that this certificate was given to"
                );
            }
            if (MayAgent(attributes, agent))
                return Allowed;
            return new(Decision.NoOpinion, $"an agent has access to what belongs to its own cluster {agent.Cluster}");
        }
        if (user.IsIn(AgentIdentity.BootstrapGroup) && MayJoin(attributes))
            return Allowed;
        return Silent;
    }

    /// <summary>Who holds a token may ask for a certificate and see what becomes of it.</summary>
    private static bool MayJoin(in AuthorizationAttributes attributes) =>
        Is(attributes, "certificates.k8s.io", "certificatesigningrequests")
        && attributes.Subresource.Length == 0
        && (
            attributes.Verb == "create"
            || (
                IsRead(attributes.Verb)
                && Name(attributes).StartsWith(AgentIdentity.RequestPrefix, StringComparison.Ordinal)
            )
        );

    private static bool MayAgent(in AuthorizationAttributes attributes, AgentIdentity agent)
    {
        var verb = attributes.Verb;
        var isOwn = Name(attributes) == agent.Cluster;
        var whole = attributes.Subresource.Length == 0;
        switch (attributes.Group, attributes.Resource)
        {
            case ("cluster.karmada.io", "clusters"):
                if (attributes.Subresource == "status")
                    return isOwn && verb is ("get" or "update" or "patch");
                return whole
                    && (verb == "create" || (isOwn && (IsRead(verb) || verb is "update" or "patch" or "delete")));
            case ("coordination.k8s.io", "leases"):
                return whole
                    && attributes.Namespace == FleetNamespaces.Cluster
                    && (verb == "create" || (isOwn && (IsRead(verb) || verb is "update" or "patch")));
            case ("work.karmada.io", "works"):
                if (attributes.Namespace != FleetNamespaces.Execution(agent.Cluster))
                    return false;
                return attributes.Subresource == "status"
                    ? verb is "get" or "update" or "patch"
                    : whole && (IsRead(verb) || verb is "update" or "patch");
            case (
                "config.karmada.io",
                "resourceinterpretercustomizations"
                    or "resourceinterpreterwebhookconfigurations"
            ):
                return whole && IsRead(verb);
            case ("certificates.k8s.io", "certificatesigningrequests"):
                return whole
                    && (
                        verb == "create"
                        || (
                            IsRead(verb)
                            && Name(attributes)
                                .StartsWith($"{AgentIdentity.RequestPrefix}{agent.Cluster}.", StringComparison.Ordinal)
                        )
                    );
            case ("" or "events.k8s.io", "events"):
                return whole && verb is ("create" or "update" or "patch") && MayReport(attributes.Namespace, agent);
            default:
                return false;
        }
    }

    /// <summary>Events are about the agent's own Works, and about templates, which are in users' namespaces.</summary>
    private static bool MayReport(string space, AgentIdentity agent) =>
        space == FleetNamespaces.Execution(agent.Cluster) || (space.Length > 0 && !FleetNamespaces.IsReserved(space));

    private static bool Is(in AuthorizationAttributes attributes, string group, string resource) =>
        attributes.Group == group && attributes.Resource == resource;

    private static bool IsRead(string verb) => verb is "get" or "list" or "watch";

    private static string Name(in AuthorizationAttributes attributes) =>
        attributes.Name.Length > 0 ? attributes.Name : attributes.Fields?.RequiredValue("metadata.name") ?? "";
}
