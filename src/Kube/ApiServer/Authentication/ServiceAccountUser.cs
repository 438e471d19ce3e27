using System.Diagnostics.CodeAnalysis;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>The names that a service account has as a user.</summary>
public static class ServiceAccountUser
{
    private const string Prefix = "system:serviceaccount:";

    /// <summary>The group of all service accounts; with a colon and a namespace, that of the namespace.</summary>
    public const string AllGroup = "system:serviceaccounts";

    /// <summary><c>system:serviceaccount:namespace:name</c>.</summary>
    public static string Name(string @namespace, string name) => $"{Prefix}{@namespace}:{name}";

    /// <summary>The groups of a service account, without <c>system:authenticated</c>.</summary>
    public static string[] Groups(string @namespace) => [AllGroup, $"{AllGroup}:{@namespace}"];

    /// <summary>The service account of a user name; false when it is none.</summary>
    public static bool TryParse(string user, [NotNullWhen(true)] out NamespacedName? account)
    {
        account = null;
        if (!user.StartsWith(Prefix, StringComparison.Ordinal))
            return false;
        var rest = user.AsSpan(Prefix.Length);
        var colon = rest.IndexOf(':');
        if (colon <= 0 || colon == rest.Length - 1 || rest[(colon + 1)..].Contains(':'))
            return false;
        account = new(rest[..colon].ToString(), rest[(colon + 1)..].ToString());
        return true;
    }
}
