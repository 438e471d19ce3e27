using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Authorization by roles and bindings, as they stand in four informers. Additive: it allows or has no opinion. A decision takes well under
/// a microsecond and allocates nothing.
/// </summary>
public sealed class RbacAuthorizer : IAuthorizer, IRuleResolver, IDisposable
{
    /// <summary>RBAC's API group.</summary>
    public const string Group = "rbac.authorization.k8s.io";

    private readonly RuleIndex index = new();
    private readonly IInformer[] informers;
    private readonly IDisposable[] subscriptions;

    /// <summary>An authorizer over these informers, each of all namespaces.</summary>
    public RbacAuthorizer(
        IInformer clusterRoles,
        IInformer clusterRoleBindings,
        IInformer roles,
        IInformer roleBindings
    )
    {
        informers = [clusterRoles, clusterRoleBindings, roles, roleBindings];
        subscriptions =
        [
            clusterRoles.Subscribe(e => index.SetRole(RoleKey.Of(e.Object, isCluster: true), e.New)),
            roles.Subscribe(e => index.SetRole(RoleKey.Of(e.Object, isCluster: false), e.New)),
            clusterRoleBindings.Subscribe(e => index.SetBinding(RoleKey.Of(e.Object, isCluster: true), e.New)),
            roleBindings.Subscribe(e => index.SetBinding(RoleKey.Of(e.Object, isCluster: false), e.New)),
        ];
    }

    /// <summary>Whether all roles and bindings have been seen; before that it allows less than it should.</summary>
    public bool HasSynced => informers.All(i => i.HasSynced);

    /// <inheritdoc/>
    public ValueTask<AuthorizationResult> AuthorizeAsync(
        AuthorizationAttributes attributes,
        CancellationToken cancellationToken
    ) => new(Authorize(attributes));

    /// <summary>Decides at once.</summary>
    public AuthorizationResult Authorize(in AuthorizationAttributes attributes)
    {
        var grant = index.Find(attributes, out var missesRoles);
        if (grant is not null)
            return new(Decision.Allow, grant.Reason);
        // Only a refusal tells of roles that are bound and missing: then that may be why.
        return new(
            Decision.NoOpinion,
            missesRoles ? $"RBAC: {RulesFor(attributes.User, attributes.Namespace).Error}" : ""
        );
    }

    /// <inheritdoc/>
    public ResolvedRules RulesFor(UserInfo user, string @namespace)
    {
        var all = index.GrantsOf(user, @namespace);
        return new(
            [.. all.SelectMany(g => g.Role.Rules ?? [])],
            [.. all.Where(g => !g.Role.Exists).Select(g => g.Role.Key.NotFound)]
        );
    }

    /// <summary>
    /// The rules of the role that a binding's <c>roleRef</c> names; 404 when there is no such role.
    /// </summary>
    public ApiResult<ResolvedRules> RulesOf(MapValue? roleReference, string bindingNamespace)
    {
        var key = RoleKey.OfReference(roleReference, bindingNamespace);
        return index.TryGetRules(key, out var rules)
            ? new ResolvedRules([.. rules], [])
            : Status.NotFound(new(Group, key.IsCluster ? "clusterroles" : "roles"), key.Name);
    }

    /// <summary>Stops following the informers; decisions go on by what has been seen.</summary>
    public void Dispose()
    {
        foreach (var subscription in subscriptions)
            subscription.Dispose();
    }
}
