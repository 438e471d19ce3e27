using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>The names of compute resources. Source: the page "Resource Management for Pods and Containers".</summary>
internal static class ResourceNames
{
    private static readonly string[] Container = ["cpu", "ephemeral-storage", "memory"];

    private static readonly string[] Objects =
    [
        "configmaps",
        "persistentvolumeclaims",
        "pods",
        "replicationcontrollers",
        "resourcequotas",
        "secrets",
        "services",
        "services.loadbalancers",
        "services.nodeports",
    ];

    private static readonly string[] Quota =
    [
        "limits.cpu",
        "limits.ephemeral-storage",
        "limits.memory",
        "requests.cpu",
        "requests.ephemeral-storage",
        "requests.memory",
        "requests.storage",
    ];

    /// <summary>Whether a name is huge pages of some size.</summary>
    public static bool IsHugePages(string name) => name.StartsWith("hugepages-", StringComparison.Ordinal);

    /// <summary>Whether more of a resource may be promised than there is.</summary>
    public static bool AllowsOvercommit(string name) => IsNative(name) && !IsHugePages(name);

    /// <summary>Whether a name is Kubernetes' own: without a domain, or in kubernetes.io.</summary>
    public static bool IsNative(string name) =>
        !name.Contains('/', StringComparison.Ordinal) || name.Contains("kubernetes.io/", StringComparison.Ordinal);

    /// <summary>Whether quantities of a resource are whole numbers.</summary>
    public static bool IsWhole(string name) => Objects.AsSpan().Contains(name) || IsExtended(name);

    private static bool IsExtended(string name) =>
        !IsNative(name)
        && !name.StartsWith("requests.", StringComparison.Ordinal)
        && Syntax.QualifiedNameError("requests." + name) is null;

    /// <summary>Why a name is no resource at all, or null.</summary>
    public static string? Error(string name) =>
        Syntax.QualifiedNameError(name)
        ?? (
            name.Contains('/', StringComparison.Ordinal)
            || Container.AsSpan().Contains(name)
            || Objects.AsSpan().Contains(name)
            || Quota.AsSpan().Contains(name)
            || name is "storage" or "attachable-volumes-"
            || IsHugePages(name)
            || name.StartsWith("requests.hugepages-", StringComparison.Ordinal)
                ? null
                : "must be a standard resource type or fully qualified"
        );

    /// <summary>Adds why a container cannot ask for a resource.</summary>
    public static void ContainerErrors(string name, Action<string> report)
    {
        if (Error(name) is { } error)
            report(error);
        if (!name.Contains('/', StringComparison.Ordinal))
        {
            if (!Container.AsSpan().Contains(name) && !IsHugePages(name))
                report("must be a standard resource for containers");
        }
        else if (!IsNative(name) && !IsExtended(name))
            report("doesn't follow extended resource name standard");
    }

    /// <summary>Adds why a quota cannot bound a resource.</summary>
    public static void QuotaErrors(string name, Action<string> report)
    {
        if (Error(name) is { } error)
            report(error);
        if (!name.Contains('/', StringComparison.Ordinal) && !IsStandardForQuota(name))
            report("must be a standard resource for quota");
    }

    /// <summary>Whether a quota knows a resource by its name alone.</summary>
    public static bool IsStandardForQuota(string name) =>
        Container.AsSpan().Contains(name)
        || Objects.AsSpan().Contains(name)
        || Quota.AsSpan().Contains(name)
        || IsHugePages(name)
        || name.StartsWith("requests.hugepages-", StringComparison.Ordinal)
        || name.StartsWith("count/", StringComparison.Ordinal);
}
