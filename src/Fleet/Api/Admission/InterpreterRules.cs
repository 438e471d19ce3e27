using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Rules of ResourceInterpreterCustomization. Scripts are dry-run by the Lua interpreter.</summary>
internal sealed class InterpreterCustomizationRules : KindRules
{
    protected override void Check(MapValue root, MapValue? old, List<FieldError> errors)
    {
        var spec = ResourceInterpreterCustomizationSpec.From(root.Map("spec") ?? MapValue.Empty);
        if (spec.Target.ApiVersion.Length == 0)
            errors.Add(FieldError.Required("spec.target.apiVersion"));
        if (spec.Target.Kind.Length == 0)
            errors.Add(FieldError.Required("spec.target.kind"));
        foreach (var (operation, rule) in root.Map("spec")?.Map("customizations") ?? MapValue.Empty)
        {
            if (rule is MapValue map && map.Text("luaScript") is not { Length: > 0 })
                errors.Add(FieldError.Required($"spec.customizations.{operation}.luaScript"));
        }
    }
}

/// <summary>What keeps two customizations from living side by side.</summary>
public static class InterpreterCustomizationConflicts
{
    /// <summary>
    /// The operations that a customization shares with others of the same target: at most one may say how an operation on a
    /// kind is done. The customization itself may be among the others.
    /// </summary>
    public static IReadOnlyList<FieldError> Find(KubeObject customization, IEnumerable<KubeObject> others)
    {
        var errors = new List<FieldError>();
        var target = customization.Spec.Map("target");
        var own = customization.Spec.Map("customizations") ?? MapValue.Empty;
        foreach (var other in others.OrderBy(o => o.Name, StringComparer.Ordinal))
        {
            if (other.Name == customization.Name || !Value.Equal(other.Spec.Map("target"), target))
                continue;
            foreach (var operation in (other.Spec.Map("customizations") ?? MapValue.Empty).Keys)
            {
                if (own.ContainsKey(operation))
                {
                    errors.Add(
                        FieldError.Invalid(
                            $"spec.customizations.{operation}",
                            other.Name,
                            "conflicts with the ResourceInterpreterCustomization of that name"
                        )
                    );
                }
            }
        }
        return errors;
    }
}

/// <summary>Rules of ResourceInterpreterWebhookConfiguration.</summary>
internal sealed class InterpreterWebhookRules : KindRules
{
    protected override void Check(MapValue root, MapValue? old, List<FieldError> errors)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var webhooks = ResourceInterpreterWebhookConfiguration.From(root).Webhooks;
        for (var i = 0; i < webhooks.Count; i++)
        {
            var webhook = webhooks[i];
            var path = $"webhooks[{i}]";
            if (QualifiedError(webhook.Name) is { } bad)
                errors.Add(FieldError.Invalid($"{path}.name", webhook.Name, bad));
            if (!names.Add(webhook.Name))
                errors.Add(FieldError.Duplicate($"{path}.name", webhook.Name));
            CheckClient(webhook.ClientConfig, $"{path}.clientConfig", errors);
            for (var j = 0; j < webhook.Rules.Count; j++)
                CheckRule(webhook.Rules[j], $"{path}.rules[{j}]", errors);
            if (webhook.TimeoutSeconds is < 1 or > 30)
            {
                errors.Add(
                    FieldError.Invalid(
                        $"{path}.timeoutSeconds",
                        webhook.TimeoutSeconds.Value,
                        "the timeout value must be between 1 and 30 seconds"
                    )
                );
            }
            CheckVersions(webhook.InterpreterContextVersions, $"{path}.interpreterContextVersions", errors);
        }
    }

    private static string? QualifiedError(string name) =>
        Syntax.DnsSubdomainError(name)
        ?? (name.Count(c => c == '.') < 2 ? "should be a domain with at least three segments separated by dots" : null);

    private static void CheckClient(WebhookClientConfig client, string path, List<FieldError> errors)
    {
        if (client.Url.Length > 0 == client.Service is not null)
        {
            errors.Add(FieldError.Required(path, "exactly one of url or service is required"));
            return;
        }
        if (client.Service is { } service)
        {
            if (service.Namespace.Length == 0)
                errors.Add(FieldError.Required($"{path}.service.namespace", "service namespace is required"));
            if (service.Name.Length == 0)
                errors.Add(FieldError.Required($"{path}.service.name", "service name is required"));
            if (service.Port is < 1 or > 65535)
            {
                errors.Add(
                    FieldError.Invalid(
                        $"{path}.service.port",
                        service.Port.Value,
                        "port is not valid: must be between 1 and 65535, inclusive"
                    )
                );
            }
            return;
        }
        if (!Uri.TryCreate(client.Url, UriKind.Absolute, out var uri) || uri.Host.Length == 0)
            errors.Add(FieldError.Invalid($"{path}.url", client.Url, "must be a URL with a host"));
        else if (uri.Scheme != "https")
            errors.Add(FieldError.Invalid($"{path}.url", uri.Scheme, "'https' is the only allowed URL scheme"));
    }

    private static void CheckRule(RuleWithOperations rule, string path, List<FieldError> errors)
    {
        CheckStar(rule.Operations, $"{path}.operations", errors);
        CheckStar(rule.ApiGroups, $"{path}.apiGroups", errors);
        CheckStar(rule.ApiVersions, $"{path}.apiVersions", errors);
        CheckStar(rule.Kinds, $"{path}.kinds", errors);
        for (var i = 0; i < rule.Operations.Count; i++)
        {
            var operation = rule.Operations[i];
            if (operation != InterpreterOperations.All && !InterpreterOperations.Every.Contains(operation))
            {
                errors.Add(
                    FieldError.NotSupported(
                        $"{path}.operations[{i}]",
                        operation,
                        InterpreterOperations.Every.Prepend(InterpreterOperations.All)
                    )
                );
            }
        }
    }

    private static void CheckStar(IReadOnlyList<string> items, string path, List<FieldError> errors)
    {
        if (items.Count == 0)
            errors.Add(FieldError.Required(path));
        if (items.Count > 1 && items.Contains("*"))
            errors.Add(
                FieldError.Invalid(path, ListValue.OfTexts(items), "if '*' is present, must not specify other values")
            );
    }

    private static void CheckVersions(IReadOnlyList<string> versions, string path, List<FieldError> errors)
    {
        if (versions.Count == 0)
        {
            errors.Add(FieldError.Required(path, "must specify one of v1alpha1"));
            return;
        }
        var seen = new SortedSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < versions.Count; i++)
        {
            if (!seen.Add(versions[i]))
                errors.Add(FieldError.Invalid($"{path}[{i}]", versions[i], "duplicate version"));
        }
        if (!seen.Contains("v1alpha1"))
            errors.Add(FieldError.Invalid(path, ListValue.OfTexts(versions), "must include at least one of v1alpha1"));
    }
}
