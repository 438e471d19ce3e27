using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The roles and bindings that every cluster starts with. Immutable and made once a process: all servers in it share the same trees and
/// bytes.
/// </summary>
public static class BootstrapPolicy
{
    /// <summary>ClusterRoles.</summary>
    public static GroupVersionResource ClusterRoleResource { get; } = Resource("clusterroles");

    /// <summary>ClusterRoleBindings.</summary>
    public static GroupVersionResource ClusterRoleBindingResource { get; } = Resource("clusterrolebindings");

    /// <summary>Roles.</summary>
    public static GroupVersionResource RoleResource { get; } = Resource("roles");

    /// <summary>RoleBindings.</summary>
    public static GroupVersionResource RoleBindingResource { get; } = Resource("rolebindings");

    /// <summary>The namespaces that must be there before: the roles in them come with the policy.</summary>
    public static ImmutableArray<string> Namespaces { get; } = ["kube-system", "kube-public"];

    /// <summary>
    /// The objects, each with the resource it belongs to: cluster roles, cluster role bindings, roles, role bindings, each ordered by
    /// namespace and name. The roles <c>admin</c>, <c>edit</c> and <c>view</c> carry the rules they are made of already.
    /// </summary>
    public static ImmutableArray<(GroupVersionResource Resource, KubeObject Object)> Objects { get; } =
    [
        .. Of(ClusterRoleResource, Aggregated([.. ClusterRoles(), .. ControllerRoles()])),
        .. Of(
            ClusterRoleBindingResource,
            [.. PolicyText.Bindings(ClusterRoleTable.Bindings), .. ControllerRoles().Select(BindingOf)]
        ),
        .. Of(RoleResource, PolicyText.Roles("", NamespaceRoleTable.Roles)),
        .. Of(RoleBindingResource, PolicyText.Bindings(NamespaceRoleTable.Bindings)),
    ];

    /// <summary>
    /// What a server has to write so that its policy is complete, given what is there. Pure; see <see cref="PolicyReconciliation"/>.
    /// </summary>
    /// <param name="find">The object of a resource and a name, or null.</param>
    public static IEnumerable<PolicyChange> Reconcile(Func<GroupVersionResource, NamespacedName, KubeObject?> find)
    {
        foreach (var (resource, expected) in Objects)
        {
            if (PolicyReconciliation.Change(resource, expected, find(resource, expected.Key)) is { } change)
                yield return change;
        }
    }

    private static IEnumerable<KubeObject> ClusterRoles() =>
        PolicyText.Roles("", ClusterRoleTable.UserRoles, ClusterRoleTable.SystemRoles, ClusterRoleTable.ComponentRoles);

    private static IEnumerable<KubeObject> ControllerRoles() =>
        PolicyText.Roles(
            ControllerRoleTable.Prefix,
            ControllerRoleTable.Workloads,
            ControllerRoleTable.Services,
            ControllerRoleTable.Volumes,
            ControllerRoleTable.Housekeeping
        );

    private static KubeObject BindingOf(KubeObject controllerRole) =>
        PolicyEntries.ClusterBinding(
            controllerRole.Name,
            PolicyEntries.Account(controllerRole.Name[ControllerRoleTable.Prefix.Length..])
        );

    private static GroupVersionResource Resource(string name) => new(RbacAuthorizer.Group, "v1", name);

    private static IEnumerable<(GroupVersionResource, KubeObject)> Of(
        GroupVersionResource resource,
        IEnumerable<KubeObject> objects
    ) => objects.OrderBy(o => o.Key).Select(o => (resource, o));

    /// <summary>
    /// Fills in the roles that are made of others, so that they hold from the first request on, before a controller runs.
    /// </summary>
    private static List<KubeObject> Aggregated(List<KubeObject> roles)
    {
        // "admin" is made of "edit", which is made of "view": as many rounds as it is deep.
        bool changed;
        do
        {
            changed = false;
            for (var i = 0; i < roles.Count; i++)
            {
                if (ClusterRoleAggregation.NewRules(roles[i], roles) is not { } rules)
                    continue;
                roles[i] = roles[i].With(rules, "rules");
                changed = true;
            }
        } while (changed);
        return roles;
    }
}
