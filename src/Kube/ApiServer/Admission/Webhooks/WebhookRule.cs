using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>A rule of a webhook: operations, and resources by group, version, name and scope.</summary>
internal sealed class WebhookRule
{
    private const string Any = "*";

    private readonly ImmutableArray<string> operations;
    private readonly ImmutableArray<string> groups;
    private readonly ImmutableArray<string> versions;
    private readonly ImmutableArray<(string Resource, string Subresource)> resources;
    private readonly string scope;

    private WebhookRule(MapValue rule)
    {
        operations = [.. rule.Texts("operations")];
        groups = [.. rule.Texts("apiGroups")];
        versions = [.. rule.Texts("apiVersions")];
        resources = [.. rule.Texts("resources").Select(Split)];
        scope = rule.Text("scope") ?? Any;
    }

    /// <summary>Reads a rule.</summary>
    public static WebhookRule Of(MapValue rule) => new(rule);

    /// <summary>Whether the rule fits a request, were its resource this one.</summary>
    public bool Matches(string operation, GroupVersionResource resource, string subresource, bool namespaced)
    {
        if (scope != Any && scope == "Namespaced" != namespaced)
            return false;
        if (!Has(operations, operation) || !Has(groups, resource.Group) || !Has(versions, resource.Version))
            return false;
        foreach (var (name, sub) in resources)
        {
            if ((name == Any || name == resource.Resource) && (sub == Any || sub == subresource))
                return true;
        }
        return false;
    }

    private static bool Has(ImmutableArray<string> list, string value)
    {
        foreach (var item in list)
        {
            if (item == Any || item == value)
                return true;
        }
        return false;
    }

    private static (string, string) Split(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? (text, "") : (text[..slash], text[(slash + 1)..]);
    }
}
