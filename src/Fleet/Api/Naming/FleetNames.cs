using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>How the names of derived objects are made; equal to the original's, so that a fleet can be taken over.</summary>
public static class FleetNames
{
    // Kubernetes' alphabet for names: no vowels, and no digits that look like letters.
    private const string SafeAlphabet = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>
    /// A binding's name: <c>hello-deployment</c>. The group is not part of it, as in the original: two kinds of one name and
    /// kind in different groups share a name.
    /// </summary>
    public static string Binding(string kind, string name) => Sanitized($"{name}-{kind}");

    /// <summary>
    /// A Work's name: <c>hello-6b454f6657</c> for the Deployment hello in default; the hash is FNV-1a of
    /// <c>default-hello-deployment</c>. An empty namespace is left out.
    /// </summary>
    public static string Work(string kind, string name, string @namespace)
    {
        var safe = Sanitized(name);
        var hashed = @namespace.Length == 0 ? $"{safe}-{kind}" : $"{@namespace}-{safe}-{kind}";
        return $"{safe}-{SafeEncode(Fnv1a.Hash32(hashed.ToLowerInvariant()))}";
    }

    /// <summary>The Work's name for an object.</summary>
    public static string Work(KubeObject obj) => Work(obj.Kind, obj.Name, obj.Namespace);

    /// <summary>What is wrong with a cluster's name, as the rules of Cluster objects have it; null when nothing is.</summary>
    public static string? ClusterNameError(string name) => ClusterRules.ClusterNameError(name);

    /// <summary>The name of the Service that stands for an imported one: <c>derived-hello</c>.</summary>
    public static string DerivedService(string name) => $"derived-{name}";

    /// <summary>The label on an attached binding that names one that needs it: the hash is of namespace and name of that one.</summary>
    public static string DependedByLabel(string @namespace, string name) =>
        FleetLabels.DependedByPrefix + SafeEncode(Fnv1a.Hash32(@namespace.Length == 0 ? name : $"{@namespace}-{name}"));

    /// <summary>A number's decimal digits in the alphabet of names.</summary>
    public static string SafeEncode(uint number) =>
        string.Create(
            number.ToString(System.Globalization.CultureInfo.InvariantCulture).Length,
            number,
            static (span, value) =>
            {
                value.TryFormat(span, out _, provider: System.Globalization.CultureInfo.InvariantCulture);
                for (var i = 0; i < span.Length; i++)
                    span[i] = SafeAlphabet[span[i] % SafeAlphabet.Length];
            }
        );

    // RBAC names may hold colons and capitals, which other names may not.
    private static string Sanitized(string name) => name.Replace(':', '.').ToLowerInvariant();
}
