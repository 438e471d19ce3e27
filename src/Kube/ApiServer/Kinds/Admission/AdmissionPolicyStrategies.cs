using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>ValidatingAdmissionPolicies and MutatingAdmissionPolicies. Their expressions are kept, not read.</summary>
internal sealed class AdmissionPolicyStrategy(bool mutating) : BuiltinStrategy
{
    private const int MostAnnotations = 20;
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
            PolicyMatching.Kind(spec.Child("paramKind"));
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
            Validations(spec, root.Child("metadata").Text("name"));
    }

    private static void Mutations(Part spec)
    {
        if (spec.Count("mutations") == 0)
            spec.Required("mutations", "mutations must contain at least one item");
        foreach (var mutation in spec.Items("mutations"))
            mutation.RequiredOneOf("patchType", "ApplyConfiguration", "JSONPatch");
        spec.RequiredOneOf("reinvocationPolicy", "IfNeeded", "Never");
    }

    private static void Validations(Part spec, string policy)
    {
        if (spec.Count("validations") + spec.Count("auditAnnotations") == 0)
        {
            spec.Required("validations", NoRules);
            spec.Required("auditAnnotations", NoRules);
            return;
        }
        foreach (var rule in spec.Items("validations"))
            Rule(rule);
        if (spec.Count("auditAnnotations") > MostAnnotations)
        {
            spec.Invalid(
                "auditAnnotations",
                spec["auditAnnotations"],
                $"must not have more than {MostAnnotations} auditAnnotations"
            );
        }
        var keys = new HashSet<string>(StringComparer.Ordinal);
        foreach (var annotation in spec.Items("auditAnnotations"))
        {
            var key = annotation.Text("key");
            if (Syntax.QualifiedNameError($"{policy}/{key}") is { } error)
                annotation.Invalid("key", $"{policy}/{key}", error);
            if (string.IsNullOrWhiteSpace(annotation.Text("valueExpression")))
                annotation.Required("valueExpression", "valueExpression is not specified");
            if (!keys.Add(key))
                annotation.Duplicate("key", key);
        }
    }

    private static void Rule(Part rule)
    {
        if (string.IsNullOrWhiteSpace(rule.Text("expression")))
            rule.Required("expression", "expression is not specified");
        var dynamic = rule.Text("messageExpression");
        if (dynamic.Length > 0 && string.IsNullOrWhiteSpace(dynamic))
            rule.Invalid("messageExpression", dynamic, "must be non-empty if specified");
        var message = rule.Text("message");
        if (message.Length > 0 && string.IsNullOrWhiteSpace(message))
            rule.Invalid("message", message, "message must be non-empty if specified");
        else if (message.Trim().AsSpan().ContainsAny('\n', '\r'))
            rule.Invalid("message", message, "message must not contain line breaks");
        rule.OneOf("reason", "Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized");
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
        if (actions.Count == 0)
            spec.Required("validationActions", "at least one validation action is required");
    }
}
