using System.Collections.Concurrent;

namespace Pangea.Kube.Objects;

/// <summary>An API group and version; the core group is the empty string.</summary>
public readonly record struct GroupVersion(string Group, string Version)
{
    // A cluster serves some dozens, and every object names one: cut once. What comes when it is full, from bodies nobody serves, is cut each time.
    private const int Kept = 1024;
    private static readonly ConcurrentDictionary<string, GroupVersion> Known = new(StringComparer.Ordinal);

    /// <summary>Reads <c>apps/v1</c> or <c>v1</c>.</summary>
    public static GroupVersion Parse(string apiVersion)
    {
        if (Known.TryGetValue(apiVersion, out var known))
            return known;
        var parsed = Cut(apiVersion);
        if (apiVersion.Length <= 253 && Known.Count < Kept)
            Known.TryAdd(apiVersion, parsed);
        return parsed;
    }

    private static GroupVersion Cut(string apiVersion)
    {
        var slash = apiVersion.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? new("", apiVersion) : new(apiVersion[..slash], apiVersion[(slash + 1)..]);
    }

    /// <summary><c>apps/v1</c> or <c>v1</c>.</summary>
    public override string ToString() => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>A kind in this group and version.</summary>
    public GroupVersionKind Kind(string kind) => new(Group, Version, kind);

    /// <summary>A resource in this group and version.</summary>
    public GroupVersionResource Resource(string resource) => new(Group, Version, resource);
}

/// <summary>A kind: what an object says of itself in <c>apiVersion</c> and <c>kind</c>.</summary>
public readonly record struct GroupVersionKind(string Group, string Version, string Kind)
{
    /// <summary>The group and version.</summary>
    public GroupVersion GroupVersion => new(Group, Version);

    /// <summary>The group and kind.</summary>
    public GroupKind GroupKind => new(Group, Kind);

    /// <summary><c>apps/v1</c> or <c>v1</c>.</summary>
    public string ApiVersion => GroupVersion.ToString();

    /// <summary><c>apps/v1, Kind=Deployment</c>, as apimachinery prints it.</summary>
    public override string ToString() => $"{Group}/{Version}, Kind={Kind}";
}

/// <summary>A kind without its version.</summary>
public readonly record struct GroupKind(string Group, string Kind)
{
    /// <summary><c>Deployment.apps</c>, or <c>Pod</c> in the core group.</summary>
    public override string ToString() => Group.Length == 0 ? Kind : $"{Kind}.{Group}";
}

/// <summary>A resource: what stands in a URL.</summary>
public readonly record struct GroupVersionResource(string Group, string Version, string Resource)
{
    /// <summary>The group and version.</summary>
    public GroupVersion GroupVersion => new(Group, Version);

    /// <summary>The group and resource.</summary>
    public GroupResource GroupResource => new(Group, Resource);

    /// <summary><c>apps/v1, Resource=deployments</c>, as apimachinery prints it.</summary>
    public override string ToString() => $"{Group}/{Version}, Resource={Resource}";
}

/// <summary>A resource without its version.</summary>
public readonly record struct GroupResource(string Group, string Resource) : IComparable<GroupResource>
{
    /// <summary>Orders by group, then resource (ordinal).</summary>
    public int CompareTo(GroupResource other)
    {
        var order = string.CompareOrdinal(Group, other.Group);
        return order != 0 ? order : string.CompareOrdinal(Resource, other.Resource);
    }

    /// <summary><c>deployments.apps</c>, or <c>pods</c> in the core group.</summary>
    public override string ToString() => Group.Length == 0 ? Resource : $"{Resource}.{Group}";
}

/// <summary>A name in a namespace; the namespace is empty for what belongs to the cluster.</summary>
public readonly record struct NamespacedName(string Namespace, string Name) : IComparable<NamespacedName>
{
    /// <summary>Orders by namespace, then name (ordinal), as lists do.</summary>
    public int CompareTo(NamespacedName other)
    {
        var order = string.CompareOrdinal(Namespace, other.Namespace);
        return order != 0 ? order : string.CompareOrdinal(Name, other.Name);
    }

    /// <summary><c>namespace/name</c>, or the name alone.</summary>
    public override string ToString() => Namespace.Length == 0 ? Name : $"{Namespace}/{Name}";
}
