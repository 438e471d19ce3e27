using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks whose requests, and which of them, belong to a flow.</summary>
internal static class FlowRuleValidation
{
    private const string ListOfNamespaces = "each member of this list must be '*' or a DNS-1123 label; ";

    private static readonly string[] Verbs =
    [
        "create",
        "delete",
        "deletecollection",
        "get",
        "list",
        "patch",
        "proxy",
        "update",
        "watch",
    ];

    private static readonly (string Kind, string Field)[] Subjects =
    [
        ("ServiceAccount", "serviceAccount"),
        ("User", "user"),
        ("Group", "group"),
    ];

    /// <summary>Checks one <c>PolicyRulesWithSubjects</c>.</summary>
    public static void Validate(Part rule)
    {
        if (rule.Count("subjects") == 0)
            rule.Required("subjects", "subjects must contain at least one value");
        foreach (var subject in rule.Items("subjects"))
            Subject(subject);
        if (rule.Count("resourceRules") + rule.Count("nonResourceRules") == 0)
        {
            rule.Required(Part.Self, "at least one of resourceRules and nonResourceRules has to be non-empty");
        }
        foreach (var inner in rule.Items("resourceRules"))
            ResourceRule(inner);
        foreach (var inner in rule.Items("nonResourceRules"))
        {
            Verb(inner);
            Any(inner, "nonResourceURLs", "nonResourceURLs must contain at least one value", "non-resource URLs");
            if (!inner.Map.Texts("nonResourceURLs").Contains("*"))
                inner.EachForm("nonResourceURLs", PathError);
        }
    }

    private static void Subject(Part subject)
    {
        var kind = subject.Text("kind");
        var expected = Subjects.FirstOrDefault(s => s.Kind == kind).Field;
        if (expected is null)
        {
            subject.NotSupported("kind", kind, "Group", "ServiceAccount", "User");
            return;
        }
        if (!subject.Has(expected))
            subject.Required(expected, $"{expected} is required when subject kind is '{kind}'");
        else
            Named(subject.Child(expected), expected == "serviceAccount");
        foreach (var (other, field) in Subjects)
        {
            if (field != expected && subject.Has(field))
                subject.Forbidden(field, $"{field} is forbidden when subject kind is not '{other}'");
        }
    }

    private static void Named(Part subject, bool account)
    {
        subject.RequiredText("name");
        if (!account)
            return;
        if (subject.Text("name") != "*")
            subject.Form("name", Syntax.DnsSubdomainError);
        subject.RequiredText("namespace", "must specify namespace for service account");
        subject.Form("namespace", Syntax.DnsLabelError);
    }

    private static void ResourceRule(Part rule)
    {
        Verb(rule);
        Any(rule, "apiGroups", "resource rules must supply at least one api group", "api groups");
        Any(rule, "resources", "resource rules must supply at least one resource", "resources");
        if (rule.Count("namespaces") == 0 && !rule.Flag("clusterScope"))
        {
            rule.Required(
                "namespaces",
                "resource rules that are not cluster scoped must supply at least one namespace"
            );
        }
        else if (!rule.Map.Texts("namespaces").Contains("*"))
            rule.EachForm("namespaces", NamespaceError);
        else if (rule.Count("namespaces") > 1)
            rule.Invalid("namespaces", rule["namespaces"], "if '*' is present, must not specify other namespaces");
    }

    private static string? NamespaceError(string name) =>
        Syntax.DnsLabelError(name) is { } error ? ListOfNamespaces + error : null;

    private static void Verb(Part rule)
    {
        Any(rule, "verbs", "verbs must contain at least one value", "verbs");
        var verbs = rule.Map.Texts("verbs").ToList();
        if (!verbs.Contains("*") && verbs.Exists(v => !Verbs.AsSpan().Contains(v)))
            rule.NotSupported("verbs", rule["verbs"], Verbs);
    }

    private static void Any(Part rule, string key, string none, string others)
    {
        if (rule.Count(key) == 0)
            rule.Required(key, none);
        else if (rule.Count(key) > 1 && rule.Map.Texts(key).Contains("*"))
            rule.Invalid(key, rule[key], $"if '*' is present, must not specify other {others}");
    }

    private static string? PathError(string path)
    {
        if (path == "/")
            return null;
        var stars = path.Count(c => c == '*');
        return path.Length == 0 ? "must not be empty"
            : path[0] != '/' ? "must start with slash"
            : path.Contains(' ', StringComparison.Ordinal) ? "must not contain white-space"
            : path.Contains("//", StringComparison.Ordinal) ? "must not contain double slash"
            : stars > 1 || (stars == 1 && !path.EndsWith("/*", StringComparison.Ordinal))
                ? "wildcard can only do suffix matching"
            : null;
    }
}
