using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks which requests a webhook or a policy is asked about.</summary>
internal static class AdmissionRules
{
    private const int MostConditions = 64;

    /// <summary>Checks a rule: operations, groups, versions, resources and scope.</summary>
    public static void Rule(Part rule)
    {
        Any(rule, "operations", "operations");
        var operations = rule.Map.List("operations") ?? ListValue.Empty;
        for (var i = 0; i < operations.Count; i++)
        {
            if (operations[i] is not StringValue { Text: "*" or "CONNECT" or "CREATE" or "DELETE" or "UPDATE" })
            {
                rule.Errors.Add(
                    FieldError.NotSupported(
                        FieldPath.Of(rule.Path, "operations", i).ToString(),
                        operations[i],
                        ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"]
                    )
                );
            }
        }
        Any(rule, "apiGroups", "API groups");
        Any(rule, "apiVersions", "API versions");
        var versions = rule.Map.List("apiVersions") ?? ListValue.Empty;
        for (var i = 0; i < versions.Count; i++)
        {
            if (versions[i] is StringValue { Text.Length: 0 })
                rule.Errors.Add(FieldError.Required(FieldPath.Of(rule.Path, "apiVersions", i).ToString()));
        }
        Resources(rule);
        rule.OneOf("scope", "*", "Cluster", "Namespaced");
    }

    private static void Any(Part rule, string key, string what)
    {
        var values = rule.Map.List(key) ?? ListValue.Empty;
        if (values.Count == 0)
            rule.Required(key);
        if (values.Count > 1 && values.Texts.Contains("*"))
            rule.Invalid(key, values, $"if '*' is present, must not specify other {what}");
    }

    private static void Resources(Part rule)
    {
        var list = rule.Map.List("resources") ?? ListValue.Empty;
        if (list.Count == 0)
            rule.Required("resources");
        var wholeResources = new HashSet<string>(StringComparer.Ordinal);
        var wholeSubresources = new HashSet<string>(StringComparer.Ordinal);
        var plain = false;
        for (var i = 0; i < list.Count; i++)
        {
            var text = (list[i] as StringValue)?.Text ?? "";
            if (text.Length == 0)
            {
                rule.Errors.Add(FieldError.Required(FieldPath.Of(rule.Path, "resources", i).ToString()));
                continue;
            }
            var slash = text.IndexOf('/', StringComparison.Ordinal);
            if (slash < 0)
            {
                plain = text != "*";
                continue;
            }
            var resource = text[..slash];
            var sub = text[(slash + 1)..];
            if (wholeResources.Contains(resource))
                rule.InvalidItem("resources", i, text, $"if '{resource}/*' is present, must not specify {text}");
            if (wholeSubresources.Contains(sub))
                rule.InvalidItem("resources", i, text, $"if '*/{sub}' is present, must not specify {text}");
            if (sub == "*")
                wholeResources.Add(resource);
            if (resource == "*")
                wholeSubresources.Add(sub);
        }
        if (list.Count > 1 && list.Texts.Contains("*/*"))
            rule.Invalid("resources", list, "if '*/*' is present, must not specify other resources");
        if (plain && list.Texts.Contains("*"))
        {
            rule.Invalid("resources", list, "if '*' is present, must not specify other resources without subresources");
        }
    }

    /// <summary>Checks <c>matchConditions</c>; the expressions themselves are not read here.</summary>
    public static void Conditions(Part owner)
    {
        if (owner.Count("matchConditions") > MostConditions)
            owner.TooMany("matchConditions", owner.Count("matchConditions"), MostConditions);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var condition in owner.Items("matchConditions"))
        {
            if (string.IsNullOrWhiteSpace(condition.Text("expression")))
                condition.Required("expression");
            var name = condition.Text("name");
            condition.RequiredForm("name", Syntax.QualifiedNameError);
            if (name.Length > 0 && !names.Add(name))
                condition.Duplicate("name", name);
        }
    }
}
