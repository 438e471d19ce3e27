using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>ValidatingAdmissionPolicies and MutatingAdmissionPolicies. Their expressions are kept, not read.</summary>
internal sealed class AdmissionPolicyStrategy(bool mutating) : BuiltinStrategy
{
    private const string NoRules = "validations or auditAnnotations must contain at least one item";

    /// <inheritdoc/>
    protected override string? StatusType =>
        mutating ? null : "io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyStatus";

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override bool AllowsUnconditionalUpdate => false;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        spec.OneOf("failurePolicy", "Fail", "Ignore");
        if (spec.Has("paramKind"))
        {
            spec.Child("paramKind").RequiredText("apiVersion");
            spec.Child("paramKind").RequiredText("kind");
        }
        if (!spec.Has("matchConstraints"))
            spec.Required("matchConstraints");
        else
        {
            PolicyMatching.Resources(spec.Child("matchConstraints"));
            if (spec.Child("matchConstraints").Count("resourceRules") == 0)
                spec.Child("matchConstraints").Required("resourceRules");
        }
        AdmissionRules.Conditions(spec);
        foreach (var variable in spec.Items("variables"))
        {
            variable.RequiredText("name", "name is not specified");
            variable.RequiredText("expression", "expression is not specified");
        }
        if (mutating)
            Mutations(spec);
        else
            Validations(spec);
    }

    private static void Mutations(Part spec)
    {
        if (spec.Count("mutations") == 0)
            spec.Required("mutations", "mutations must contain at least one item");
        foreach (var mutation in spec.Items("mutations"))
            mutation.RequiredOneOf("patchType", "ApplyConfiguration", "JSONPatch");
        spec.RequiredOneOf("reinvocationPolicy", "IfNeeded", "Never");
    }

    private static void Validations(Part spec)
    {
        if (spec.Count("validations") + spec.Count("auditAnnotations") == 0)
        {
            spec.Required("validations", NoRules);
            spec.Required("auditAnnotations", NoRules);
        }
        foreach (var rule in spec.Items("validations"))
        {
            var expression = rule.Text("expression").Trim();
            var message = rule.Text("message");
            if (expression.Length == 0)
                rule.Required("expression", "expression is not specified");
            if (message.Length == 0 && expression.Contains('\n', StringComparison.Ordinal))
                rule.Required("message", "message must be specified if expression contains line breaks");
            if (message.Contains('\n', StringComparison.Ordinal))
                rule.Invalid("message", message, "message must not contain line breaks");
            rule.OneOf("reason", "Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized");
        }
        foreach (var annotation in spec.Items("auditAnnotations"))
        {
            annotation.RequiredForm("key", Syntax.QualifiedNameError);
            annotation.RequiredText("valueExpression", "valueExpression is not specified");
        }
    }
}

/// <summary>ValidatingAdmissionPolicyBindings and MutatingAdmissionPolicyBindings.</summary>
internal sealed class AdmissionPolicyBindingStrategy(bool mutating) : BuiltinStrategy
{
    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override bool AllowsUnconditionalUpdate => false;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        spec.RequiredForm("policyName", Syntax.DnsSubdomainError);
        if (spec.Has("paramRef"))
            PolicyMatching.Parameters(spec.Child("paramRef"));
        if (spec.Has("matchResources"))
            PolicyMatching.Resources(spec.Child("matchResources"));
        if (!mutating)
            Actions(spec);
    }

    private static void Actions(Part spec)
    {
        var actions = spec.Map.List("validationActions") ?? ListValue.Empty;
        if (actions.Count == 0)
            spec.Required("validationActions", "at least one validation action is required");
        for (var i = 0; i < actions.Count; i++)
        {
            if (actions[i] is not StringValue { Text: "Audit" or "Deny" or "Warn" })
            {
                spec.Errors.Add(
                    FieldError.NotSupported(
                        FieldPath.Of(spec.Path, "validationActions", i).ToString(),
                        actions[i],
                        ["Audit", "Deny", "Warn"]
                    )
                );
            }
            if (actions.Items[..i].Contains(actions[i]))
                spec.DuplicateItem("validationActions", i, actions[i]);
        }
        if (actions.Texts.Contains("Deny") && actions.Texts.Contains("Warn"))
        {
            spec.Invalid(
                "validationActions",
                actions,
                "must not contain both Deny and Warn (repeating the same validation failure information in the API response and "
                    + "headers serves no purpose)"
            );
        }
    }
}

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
            AdmissionRules.Rule(rule);
        foreach (var rule in match.Items("excludeResourceRules"))
            AdmissionRules.Rule(rule);
    }

    /// <summary>Checks a <c>ParamRef</c>.</summary>
    public static void Parameters(Part reference)
    {
        reference.Form("name", Syntax.DnsSubdomainError);
        var named = reference.Text("name").Length > 0;
        if (named && reference.Has("selector"))
        {
            reference.Forbidden("name", "name and selector are mutually exclusive");
            reference.Forbidden("selector", "name and selector are mutually exclusive");
        }
        else if (!named && !reference.Has("selector"))
            reference.Required(Part.Self, "one of name or selector must be specified");
        reference.LabelSelector("selector");
        if (reference.Has("parameterNotFoundAction"))
            reference.OneOf("parameterNotFoundAction", "Allow", "Deny");
        else
            reference.Required("parameterNotFoundAction");
    }
}
