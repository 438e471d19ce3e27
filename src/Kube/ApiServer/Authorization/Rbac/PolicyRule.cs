using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// A rule of RBAC (<c>rbac.authorization.k8s.io/v1 PolicyRule</c>), ready to be matched: no allocation and no hashing, because some
/// dozens of rules are tried on every request. Immutable.
/// </summary>
public sealed class PolicyRule
{
    // The usual verbs are bits, so that most rules are passed over after one comparison; the last bit stands for all other verbs, whose
    // names are then compared.
    private const uint OtherVerb = 1u << 31;
    private const uint EveryVerb = uint.MaxValue;
    private readonly uint known;

    /// <summary>A rule of these parts.</summary>
    public PolicyRule(
        ImmutableArray<string> verbs,
        ImmutableArray<string> apiGroups,
        ImmutableArray<string> resources,
        ImmutableArray<string> resourceNames,
        ImmutableArray<string> nonResourceUrls
    )
    {
        VerbNames = verbs;
        ApiGroups = apiGroups;
        Resources = resources;
        ResourceNames = resourceNames;
        NonResourceUrls = nonResourceUrls;
        foreach (var verb in verbs)
            known |= verb == "*" ? EveryVerb : Bit(verb);
    }

    /// <summary>The verbs; <c>*</c> is every verb.</summary>
    public ImmutableArray<string> VerbNames { get; }

    /// <summary>API groups; the core group is empty, <c>*</c> is every group.</summary>
    public ImmutableArray<string> ApiGroups { get; }

    /// <summary>Resources: <c>pods</c>, <c>pods/log</c>, <c>*/scale</c>, or <c>*</c> for every resource and subresource.</summary>
    public ImmutableArray<string> Resources { get; }

    /// <summary>Names of objects; empty is every object.</summary>
    public ImmutableArray<string> ResourceNames { get; }

    /// <summary>Paths; a <c>*</c> at the end stands for every continuation, <c>*</c> alone for every path.</summary>
    public ImmutableArray<string> NonResourceUrls { get; }

    /// <summary>Reads a rule.</summary>
    public static PolicyRule FromValue(MapValue rule) =>
        new(
            [.. rule.Texts("verbs")],
            [.. rule.Texts("apiGroups")],
            [.. rule.Texts("resources")],
            [.. rule.Texts("resourceNames")],
            [.. rule.Texts("nonResourceURLs")]
        );

    /// <summary>The rules of a role.</summary>
    public static ImmutableArray<PolicyRule> OfRole(MapValue role) => [.. role.Maps("rules").Select(FromValue)];

    /// <summary>The rule as it stands in a role; empty lists are left out.</summary>
    public MapValue ToValue() =>
        MapValue.Of(
            ("verbs", ListValue.OfTexts(VerbNames)),
            ("apiGroups", OrNull(ApiGroups)),
            ("resources", OrNull(Resources)),
            ("resourceNames", OrNull(ResourceNames)),
            ("nonResourceURLs", OrNull(NonResourceUrls))
        );

    internal MapValue ToResourceRule() => ToValue().Without("nonResourceURLs");

    internal MapValue ToNonResourceRule() =>
        MapValue.Of(("verbs", ListValue.OfTexts(VerbNames)), ("nonResourceURLs", OrNull(NonResourceUrls)));

    private static ListValue? OrNull(ImmutableArray<string> texts) => texts.IsEmpty ? null : ListValue.OfTexts(texts);

    /// <summary>Whether the rule allows a request.</summary>
    public bool Allows(in AuthorizationAttributes request) => Allows(request, Bit(request.Verb));

    /// <summary>The bit of a verb; the caller finds it once for all the rules it tries.</summary>
    internal static uint Bit(string verb) =>
        verb switch
        {
            "get" => 1u << 0,
            "list" => 1u << 1,
            "watch" => 1u << 2,
            "create" => 1u << 3,
            "update" => 1u << 4,
            "patch" => 1u << 5,
            "delete" => 1u << 6,
            "deletecollection" => 1u << 7,
            _ => OtherVerb,
        };

    internal bool Allows(in AuthorizationAttributes request, uint bit)
    {
        if ((known & bit) == 0)
            return false;
        if (bit == OtherVerb && known != EveryVerb && !Contains(VerbNames, request.Verb))
            return false;
        return request.IsResource ? AllowsResource(request) : AllowsUrl(request.Path);
    }

    private bool AllowsResource(in AuthorizationAttributes request) =>
        ContainsOrAny(ApiGroups, request.Group)
        && MatchesResource(request.Resource, request.Subresource)
        && (ResourceNames.IsEmpty || Contains(ResourceNames, request.Name));

    private bool MatchesResource(string resource, string subresource)
    {
        foreach (var allowed in Resources)
        {
            if (allowed is "*")
                return true;
            if (subresource.Length == 0)
            {
                if (allowed == resource)
                    return true;
            }
            else if (
                // "resource/subresource" without making that text.
                allowed.Length
                    == resource.Length + 1 + subresource.Length
                && allowed[resource.Length] == '/'
                && allowed.StartsWith(resource, StringComparison.Ordinal)
                && allowed.EndsWith(subresource, StringComparison.Ordinal)
            )
            {
                return true;
            }
            else if (
                allowed.Length == 2 + subresource.Length
                && allowed.StartsWith("*/", StringComparison.Ordinal)
                && allowed.EndsWith(subresource, StringComparison.Ordinal)
            )
            {
                return true;
            }
        }
        return false;
    }

    private bool AllowsUrl(string path)
    {
        foreach (var allowed in NonResourceUrls)
        {
            if (MatchesUrl(allowed, path))
                return true;
        }
        return false;
    }

    internal static bool MatchesUrl(string allowed, string path) =>
        allowed == path
        || (allowed.EndsWith('*') && path.AsSpan().StartsWith(allowed.AsSpan().TrimEnd('*'), StringComparison.Ordinal));

    private static bool ContainsOrAny(ImmutableArray<string> texts, string text)
    {
        foreach (var t in texts)
        {
            if (t == text || t is "*")
                return true;
        }
        return false;
    }

    private static bool Contains(ImmutableArray<string> texts, string text)
    {
        foreach (var t in texts)
        {
            if (t == text)
                return true;
        }
        return false;
    }

    /// <summary><c>{APIGroups:["apps"], Resources:["deployments"], Verbs:["get" "list"]}</c>, as the original prints rules.</summary>
    public override string ToString()
    {
        var parts = new List<string>(5);
        void Add(string name, ImmutableArray<string> texts)
        {
            if (!texts.IsEmpty)
                parts.Add($"{name}:{Denial.Quote(texts)}");
        }
        Add("APIGroups", ApiGroups);
        Add("Resources", Resources);
        Add("NonResourceURLs", NonResourceUrls);
        Add("ResourceNames", ResourceNames);
        Add("Verbs", VerbNames);
        return $"{{{string.Join(", ", parts)}}}";
    }
}
