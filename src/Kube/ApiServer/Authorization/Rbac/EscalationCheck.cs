using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Keeps people from giving themselves or others what they do not hold: checked when a role or a binding is written, before it is stored.
/// Source: the page "Using RBAC Authorization" of the Kubernetes documentation, sections on escalation, and the original's messages.
/// </summary>
/// <param name="authorizer">Decides over the verbs <c>escalate</c> and <c>bind</c>.</param>
/// <param name="rules">What the user holds.</param>
/// <param name="rbac">What the roles grant that bindings refer to.</param>
public sealed class EscalationCheck(IAuthorizer authorizer, IRuleResolver rules, RbacAuthorizer rbac)
{
    private static readonly PolicyRule[] Everything = [new(["*"], ["*"], ["*"], [], []), new(["*"], [], [], [], ["*"])];

    /// <summary>Why a user may not write a role, or null when it may.</summary>
    /// <param name="user">Who writes.</param>
    /// <param name="role">The Role or ClusterRole as it is to be.</param>
    /// <param name="old">As it is; null when it is created.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<Status?> CheckRoleAsync(
        UserInfo user,
        KubeObject role,
        KubeObject? old,
        CancellationToken cancellationToken
    )
    {
        if (user.IsIn(PrivilegedGroupAuthorizer.SystemMasters))
            return null;
        var aggregation = role.Root.Map("aggregationRule");
        if (
            old is not null
            && Value.Equal(role.Root["rules"], old.Root["rules"])
            && Value.Equal(aggregation, old.Root["aggregationRule"])
        )
            return null;
        var resource = new GroupResource(RbacAuthorizer.Group, role.Kind == "ClusterRole" ? "clusterroles" : "roles");
        if (await IsAllowedAsync(user, "escalate", resource.Resource, role.Name, role.Namespace, cancellationToken))
            return null;
        if (Refusal(user, role.Namespace, PolicyRule.OfRole(role.Root)) is { } refusal)
            return Status.Forbidden(resource, role.Name, refusal);
        // Whoever chooses what a role is made of may come to hold everything that any role grants.
        return aggregation is not null && Refusal(user, "", Everything) is not null
            ? Status.Forbidden(resource, role.Name, "must have cluster-admin privileges to use an aggregationRule")
            : null;
    }

    /// <summary>Why a user may not write a binding, or null when it may.</summary>
    /// <param name="user">Who writes.</param>
    /// <param name="binding">The RoleBinding or ClusterRoleBinding as it is to be.</param>
    /// <param name="old">As it is; null when it is created.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public async ValueTask<Status?> CheckBindingAsync(
        UserInfo user,
        KubeObject binding,
        KubeObject? old,
        CancellationToken cancellationToken
    )
    {
        if (user.IsIn(PrivilegedGroupAuthorizer.SystemMasters))
            return null;
        var reference = binding.Root.Map("roleRef");
        if (
            old is not null
            && Value.Equal(reference, old.Root["roleRef"])
            && Value.Equal(binding.Root["subjects"], old.Root["subjects"])
        )
            return null;
        var key = RoleKey.OfReference(reference, binding.Namespace);
        var roles = key.IsCluster ? "clusterroles" : "roles";
        if (await IsAllowedAsync(user, "bind", roles, key.Name, binding.Namespace, cancellationToken))
            return null;
        var granted = rbac.RulesOf(reference, binding.Namespace);
        if (!granted.IsSuccess)
            return granted.Error;
        var resource = binding.Kind == "ClusterRoleBinding" ? "clusterrolebindings" : "rolebindings";
        return Refusal(user, binding.Namespace, granted.Value.Rules) is { } refusal
            ? Status.Forbidden(new(RbacAuthorizer.Group, resource), binding.Name, refusal)
            : null;
    }

    private string? Refusal(UserInfo user, string @namespace, IReadOnlyCollection<PolicyRule> granted)
    {
        var held = rules.RulesFor(user, @namespace);
        var missing = RuleCoverage.Missing(held.Rules, granted);
        if (missing.IsEmpty)
            return null;
        var message =
            $"user {Denial.Quote(user.Name)} (groups={Denial.Quote(user.Groups)}) is attempting to grant RBAC permissions not currently held:\n"
            + string.Join('\n', RuleCoverage.Compact(missing));
        return held.Errors.IsEmpty ? message : $"{message}; resolution errors: [{string.Join(", ", held.Errors)}]";
    }

    private async ValueTask<bool> IsAllowedAsync(
        UserInfo user,
        string verb,
        string resource,
        string name,
        string @namespace,
        CancellationToken cancellationToken
    )
    {
        var attributes = new AuthorizationAttributes(user, verb)
        {
            IsResource = true,
            Group = RbacAuthorizer.Group,
            Version = "*",
            Resource = resource,
            Name = name,
            Namespace = @namespace,
        };
        return (await authorizer.AuthorizeAsync(attributes, cancellationToken)).Decision == Decision.Allow;
    }
}
