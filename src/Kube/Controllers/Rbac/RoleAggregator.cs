using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>Keeps the rules of cluster roles that are made of others (<c>aggregationRule</c>), as <c>admin</c>, <c>edit</c> and <c>view</c> are.</summary>
internal sealed class RoleAggregator
{
    private static readonly GroupVersionResource ClusterRoles = new("rbac.authorization.k8s.io", "v1", "clusterroles");

    private readonly IClusterApi api;
    private readonly IInformer roles;

    /// <summary>A controller; it does nothing until it runs.</summary>
    public RoleAggregator(IClusterApi api, IExecutor executor, ILogger logger)
    {
        this.api = api;
        roles = api.Informer(ClusterRoles, InformerOptions.All);
        Controller = new("cluster-role-aggregation", executor, ReconcileAsync, logger, new() { Workers = 1 });
        Controller.Follow(roles, Concerned);
    }

    /// <summary>Looks after one role after the other.</summary>
    public Controller<string> Controller { get; }

    /// <summary>The role itself, and those that are, or were, made of it.</summary>
    private IEnumerable<string> Concerned(InformerEvent change)
    {
        if (change is { Old: { } old, New: { } now } && SameParts(old, now))
            yield break;
        foreach (var role in roles.List())
        {
            if (
                role.Name == change.Object.Name
                || (change.Old is { } before && ClusterRoleAggregation.IsPartOf(before, role))
                || (change.New is { } after && ClusterRoleAggregation.IsPartOf(after, role))
            )
                yield return role.Name;
        }
    }

    private static bool SameParts(KubeObject a, KubeObject b) =>
        a.Labels.Equals(b.Labels)
        && Equals(a.Root["rules"], b.Root["rules"])
        && Equals(a.Root["aggregationRule"], b.Root["aggregationRule"]);

    private async ValueTask<Reconcile> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (
            roles.Get(new("", name)) is not { IsDeleting: false } role
            || ClusterRoleAggregation.NewRules(role, roles.List()) is not { } rules
        )
            return Reconcile.Done;
        var written = await api.UpdateAsync(
            ClusterRoles,
            role.With(rules.Count == 0 ? null : rules, "rules"),
            new() { FieldManager = "clusterrole-aggregation-controller" },
            cancellationToken
        );
        return written.IsSuccess || written.IsNotFound ? Reconcile.Done : Reconcile.Retry(written.Error);
    }
}
