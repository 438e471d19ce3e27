using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks what a definition of a custom resource says of names, versions and conversion.</summary>
internal static class CrdValidation
{
    private const string ReviewVersions = "conversionReviewVersions";
    private const string MixedCase = "may have mixed case, but should otherwise match: ";

    /// <summary>Checks the spec.</summary>
    public static void Spec(Part spec)
    {
        var group = spec.Text("group");
        if (group.Length == 0)
            spec.Required("group");
        else if (Syntax.DnsSubdomainError(group) is { } error)
            spec.Invalid("group", group, error);
        else if (!group.Contains('.', StringComparison.Ordinal))
            spec.Invalid("group", group, "should be a domain with at least one dot");
        spec.RequiredOneOf("scope", "Cluster", "Namespaced");
        if (spec.Flag("preserveUnknownFields"))
            spec.Invalid("preserveUnknownFields", true, "must be false");
        Versions(spec);
        Names(spec.Child("names"));
        Conversion(spec);
    }

    private static void Versions(Part spec)
    {
        var stored = 0;
        var names = new HashSet<string>(StringComparer.Ordinal);
        var unique = true;
        foreach (var version in spec.Items("versions"))
        {
            stored += version.Flag("storage") ? 1 : 0;
            unique &= names.Add(version.Text("name"));
            if (Syntax.Dns1035LabelError(version.Text("name")) is { } error)
                version.Invalid("name", version.Text("name"), error);
            if (!version.Child("schema").Has("openAPIV3Schema"))
                version.Child("schema").Required("openAPIV3Schema", "schemas are required");
            if (version.Has("deprecationWarning") && !version.Flag("deprecated"))
            {
                version.Invalid(
                    "deprecationWarning",
                    version.Text("deprecationWarning"),
                    "can only be set for deprecated versions"
                );
            }
        }
        if (stored != 1)
        {
            spec.Invalid(
                "versions",
                spec["versions"] ?? NullValue.Instance,
                "must have exactly one version marked as storage version"
            );
        }
        if (!unique)
            spec.Invalid("versions", spec["versions"], "must contain unique version names");
        CrdVersionValidation.Versions(spec);
    }

    private static void Names(Part names)
    {
        names.RequiredText("plural");
        names.RequiredText("singular");
        names.RequiredText("kind");
        names.RequiredText("listKind");
        names.Form("plural", Syntax.Dns1035LabelError);
        names.Form("singular", Syntax.Dns1035LabelError);
        names.Form("kind", KindError);
        names.Form("listKind", KindError);
        names.EachForm("shortNames", Syntax.Dns1035LabelError);
        if (names.Text("kind").Length > 0 && names.Text("kind") == names.Text("listKind"))
            names.Invalid("listKind", names.Text("listKind"), "kind and listKind may not be the same");
        names.EachForm("categories", Syntax.Dns1035LabelError);
    }

    /// <summary>A kind is a DNS label but for its capitals.</summary>
    public static string? KindError(string kind) =>
        Syntax.Dns1035LabelError(kind.ToLowerInvariant()) is { } error ? MixedCase + error : null;

    private static void Conversion(Part spec)
    {
        if (!spec.Has("conversion"))
            return;
        var conversion = spec.Child("conversion");
        conversion.RequiredOneOf("strategy", "None", "Webhook");
        // The original has the two fields of the webhook in the conversion itself, and reports them there.
        var webhook = conversion.Child("webhook") with
        {
            Path = conversion.Path,
        };
        if (conversion.Text("strategy") == "Webhook")
        {
            if (webhook.Has("clientConfig"))
                WebhookClientValidation.Validate(webhook, "webhookClientConfig");
            else
                conversion.Required("webhookClientConfig", "required when strategy is set to Webhook");
            if (webhook.Count(ReviewVersions) == 0)
                conversion.Required(ReviewVersions);
            else
                WebhookClientValidation.Versions(webhook, ReviewVersions);
            return;
        }
        const string unused = "should not be set when strategy is not set to Webhook";
        if (webhook.Has("clientConfig"))
            conversion.Forbidden("webhookClientConfig", unused);
        if (webhook.Count(ReviewVersions) > 0)
            conversion.Forbidden(ReviewVersions, unused);
    }
}
