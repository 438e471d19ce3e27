using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests;

/// <summary>A server's roles and bindings for a test, and short ways to write them.</summary>
internal sealed class Rbac
{
    public Rbac(bool withBootstrapPolicy = false)
    {
        if (withBootstrapPolicy)
        {
            foreach (var (resource, o) in BootstrapPolicy.Objects)
                Of(resource.Resource).Set(o);
        }
        Authorizer = new(ClusterRoles, ClusterRoleBindings, Roles, RoleBindings);
        Chain = new(new PrivilegedGroupAuthorizer(), Authorizer);
    }

    public ListInformer ClusterRoles { get; } = new();

    public ListInformer ClusterRoleBindings { get; } = new();

    public ListInformer Roles { get; } = new();

    public ListInformer RoleBindings { get; } = new();

    public RbacAuthorizer Authorizer { get; }

    public AuthorizerChain Chain { get; }

    public ListInformer Of(string resource) =>
        resource switch
        {
            "clusterroles" => ClusterRoles,
            "clusterrolebindings" => ClusterRoleBindings,
            "roles" => Roles,
            _ => RoleBindings,
        };

    public static KubeObject Parse(string json) => new(JsonText.ParseMap(System.Text.Encoding.UTF8.GetBytes(json)));

    public static MapValue Rule(string verbs, string groups, string resources, string names = "") =>
        PolicyEntries.Rule(verbs, groups, resources, names);

    public static KubeObject ClusterRole(string name, params ReadOnlySpan<MapValue> rules) =>
        PolicyEntries.ClusterRole(name, rules);

    public static KubeObject Role(string @namespace, string name, params ReadOnlySpan<MapValue> rules) =>
        PolicyEntries.Role(@namespace, name, rules);

    public void Bind(string @namespace, string name, string roleKind, string role, params MapValue[] subjects)
    {
        var binding = PolicyEntries.Binding(
            @namespace.Length == 0 ? "ClusterRoleBinding" : "RoleBinding",
            roleKind,
            role,
            name,
            @namespace,
            subjects
        );
        (@namespace.Length == 0 ? ClusterRoleBindings : RoleBindings).Set(binding);
    }

    /// <summary>A request in a few words: <c>get pods/log in ns of apps named x</c> has its parts as arguments.</summary>
    public static AuthorizationAttributes Request(
        UserInfo user,
        string verb,
        string resource,
        string @namespace = "",
        string name = "",
        string group = ""
    )
    {
        var slash = resource.IndexOf('/', StringComparison.Ordinal);
        return new(user, verb)
        {
            IsResource = true,
            Group = group,
            Version = "v1",
            Resource = slash < 0 ? resource : resource[..slash],
            Subresource = slash < 0 ? "" : resource[(slash + 1)..],
            Namespace = @namespace,
            Name = name,
        };
    }

    public static AuthorizationAttributes Path(UserInfo user, string verb, string path) =>
        new(user, verb) { Path = path };

    public bool Allows(in AuthorizationAttributes request) => Authorizer.Authorize(request).Decision == Decision.Allow;

    public static int Times(int few) => Environment.GetEnvironmentVariable("PANGEA_TEST_LONG") == "1" ? few * 100 : few;
}
