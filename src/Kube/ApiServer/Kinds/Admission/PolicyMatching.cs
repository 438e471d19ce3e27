using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks what policies match, and where their parameters are.</summary>
internal static class PolicyMatching
{
    /// <summary>Checks a <c>MatchResources</c>.</summary>
    public static void Resources(Part match)
    {
        match.OneOf("matchPolicy", "Equivalent", "Exact");
        match.LabelSelector("namespaceSelector");
        match.LabelSelector("objectSelector");
        foreach (var rule in match.Items("resourceRules"))
            NamedRule(rule);
        foreach (var rule in match.Items("excludeResourceRules"))
            NamedRule(rule);
    }

    private static void NamedRule(Part rule)
    {
        var names = rule.Map.List("resourceNames") ?? ListValue.Empty;
        for (var i = 0; i < names.Count; i++)
        {
            if (names[i] is StringValue { Text: var name } && Syntax.PathSegmentError(name) is { } error)
                rule.InvalidItem("resourceNames", i, name, error);
            if (names.Items[..i].Contains(names[i]))
                rule.DuplicateItem("resourceNames", i, names[i]);
        }
        AdmissionRules.Rule(rule);
    }

    /// <summary>Checks a <c>ParamKind</c>.</summary>
    public static void Kind(Part kind)
    {
        var version = kind.Text("apiVersion");
        var parts = version.Split('/');
        if (version.Length == 0)
            kind.Required("apiVersion");
        else if (parts.Length > 2)
            kind.Invalid("apiVersion", version, $"unexpected GroupVersion string: {version}");
        else
        {
            if (parts.Length == 2 && parts[0].Length > 0 && Syntax.DnsSubdomainError(parts[0]) is { } group)
                kind.Invalid("apiVersion", parts[0], group);
            if (parts[^1].Length == 0)
                kind.Invalid("apiVersion", version, "version must be specified");
            else if (Syntax.Dns1035LabelError(parts[^1]) is { } error)
                kind.Invalid("apiVersion", parts[^1], error);
        }
        kind.RequiredForm("kind", CrdValidation.KindError);
    }

    /// <summary>Checks a <c>ParamRef</c>.</summary>
    public static void Parameters(Part reference)
    {
        const string both = "name and selector are mutually exclusive";
        var named = reference.Text("name").Length > 0;
        reference.Form("name", Syntax.PathSegmentError);
        if (named && reference.Has("selector"))
            reference.Forbidden("name", both);
        reference.LabelSelector("selector");
        if (named && reference.Has("selector"))
            reference.Forbidden("selector", both);
        if (!named && !reference.Has("selector"))
            reference.Required(Part.Self, "one of name or selector must be specified");
        reference.RequiredOneOf("parameterNotFoundAction", "Deny", "Allow");
    }
}
