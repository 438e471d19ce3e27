using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>The name of a role: a ClusterRole, or a Role of a namespace.</summary>
internal readonly record struct RoleKey(bool IsCluster, string Namespace, string Name)
{
    public static RoleKey Of(KubeObject role, bool isCluster) =>
        new(isCluster, isCluster ? "" : role.Namespace, role.Name);

    /// <summary>The role that a binding refers to.</summary>
    public static RoleKey OfReference(MapValue? reference, string bindingNamespace) =>
        reference?.Text("kind") == "ClusterRole"
            ? new(true, "", reference.Text("name") ?? "")
            : new(false, bindingNamespace, reference?.Text("name") ?? "");

    public string Kind => IsCluster ? "ClusterRole" : "Role";

    /// <summary>The words of the original's lister for a role that is not there.</summary>
    public string NotFound =>
        $"{(IsCluster ? "clusterrole" : "role")}.rbac.authorization.k8s.io {Denial.Quote(Name)} not found";
}

/// <summary>
/// A place for one role that bindings point to, whether or not the role exists. Changed by the index under its lock, read by requests without
/// one: the content is one reference that is replaced as a whole.
/// </summary>
internal sealed class RoleSlot(RoleKey key)
{
    // Null, a KubeObject whose rules nobody has asked for yet, or the rules themselves.
    private volatile object? content;

    public RoleKey Key => key;

    /// <summary>How many bindings point here; the index's own count, under its lock.</summary>
    public int Bindings { get; set; }

    public bool Exists => content is not null;

    /// <summary>
    /// The rules; null when the role does not exist. Made when first asked for: of the roles that come with a cluster most are
    /// never used.
    /// </summary>
    public PolicyRule[]? Rules
    {
        get
        {
            var current = content;
            if (current is PolicyRule[] or null)
                return (PolicyRule[]?)current;
            var role = (KubeObject)current;
            var rules = PolicyRule.OfRole(role.Tree()).ToArray();
            // Whoever changed the role meanwhile wins.
            Interlocked.CompareExchange(ref content, rules, current);
            return rules;
        }
    }

    public void Set(KubeObject? role) => content = role;
}

internal static class KubeObjectTrees
{
    /// <summary>
    /// The object's tree, without leaving it in an object that a cache holds: there the bytes are enough.
    /// </summary>
    public static MapValue Tree(this KubeObject obj) => obj.HasRoot ? obj.Root : JsonText.ParseMap(obj.Json.Span);
}
