using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Where objects stand in the store: <c>/registry/GROUP/RESOURCE/NAMESPACE/NAME</c>, with <c>core</c> for the core group and
/// <c>-</c> for the namespace of what has none (no namespace can be named so).
/// </summary>
internal static class StorageKeys
{
    public const string Root = "/registry/";

    public static string Of(GroupResource resource, NamespacedName key) =>
        $"{Root}{Group(resource)}/{resource.Resource}/{(key.Namespace.Length == 0 ? "-" : key.Namespace)}/{key.Name}";

    public static string Prefix(GroupResource resource) => $"{Root}{Group(resource)}/{resource.Resource}/";

    public static string Prefix(GroupResource resource, string @namespace) =>
        @namespace.Length == 0 ? Prefix(resource) : $"{Prefix(resource)}{@namespace}/";

    /// <summary>Reads a key back; false for what is no object's key.</summary>
    public static bool TryParse(string text, out GroupResource resource, out NamespacedName key)
    {
        resource = default;
        key = default;
        if (!text.StartsWith(Root, StringComparison.Ordinal))
            return false;
        var parts = text.AsSpan(Root.Length);
        Span<Range> ranges = stackalloc Range[5];
        if (parts.Split(ranges, '/') != 4)
            return false;
        var group = parts[ranges[0]];
        resource = new(group is "core" ? "" : group.ToString(), parts[ranges[1]].ToString());
        var space = parts[ranges[2]];
        key = new(space is "-" ? "" : space.ToString(), parts[ranges[3]].ToString());
        return true;
    }

    private static string Group(GroupResource resource) => resource.Group.Length == 0 ? "core" : resource.Group;
}
