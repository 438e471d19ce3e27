namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>ValidatingWebhookConfigurations and MutatingWebhookConfigurations.</summary>
internal sealed class WebhookConfigurationStrategy(bool mutating) : BuiltinStrategy
{
    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override bool AllowsUnconditionalUpdate => false;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var hook in root.Items("webhooks"))
        {
            Hook(hook);
            Versions(hook);
            var name = hook.Text("name");
            if (name.Length > 0 && !names.Add(name))
                hook.Duplicate("name", name);
        }
    }

    private void Hook(Part hook)
    {
        Formats.FullyQualifiedName(hook, "name");
        foreach (var rule in hook.Items("rules"))
            AdmissionRules.Rule(rule);
        hook.OneOf("failurePolicy", "Fail", "Ignore");
        hook.OneOf("matchPolicy", "Equivalent", "Exact");
        if (hook.Text("sideEffects").Length > 0)
            hook.OneOf("sideEffects", "None", "NoneOnDryRun");
        else
            hook.Required("sideEffects", "must specify one of None, NoneOnDryRun");
        if (hook.Map.Integer("timeoutSeconds") is { } seconds and (< 1 or > 30))
            hook.Invalid("timeoutSeconds", seconds, "the timeout value must be between 1 and 30 seconds");
        hook.LabelSelector("namespaceSelector");
        hook.LabelSelector("objectSelector");
        WebhookClientValidation.Validate(hook);
        AdmissionRules.Conditions(hook);
        foreach (var condition in hook.Items("matchConditions"))
        {
            var text = condition.Text("expression");
            if (!string.IsNullOrWhiteSpace(text) && !WebhookCondition.TryCompile(text, out _, out var error))
                condition.Invalid("expression", text, $"compilation failed: {error}");
        }
        if (mutating)
            hook.OneOf("reinvocationPolicy", "IfNeeded", "Never");
    }

    private static void Versions(Part hook)
    {
        if (hook.Count("admissionReviewVersions") == 0)
            hook.Required("admissionReviewVersions", "must specify one of v1, v1beta1");
        else
            WebhookClientValidation.Versions(hook, "admissionReviewVersions");
    }
}
