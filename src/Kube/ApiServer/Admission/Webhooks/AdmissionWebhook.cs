using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>One webhook of a configuration, read once a change.</summary>
internal sealed class AdmissionWebhook
{
    private AdmissionWebhook(MapValue webhook)
    {
        Name = webhook.Text("name") ?? "";
        Rules = [.. webhook.Maps("rules").Select(WebhookRule.Of)];
        Namespaces = Selector(webhook.Map("namespaceSelector"));
        Objects = Selector(webhook.Map("objectSelector"));
        TakesEquivalents = webhook.Text("matchPolicy") != "Exact";
        IgnoresFailure = webhook.Text("failurePolicy") == "Ignore";
        TakesDryRuns = webhook.Text("sideEffects") is "None" or "NoneOnDryRun";
        IsReinvoked = webhook.Text("reinvocationPolicy") == "IfNeeded";
        Timeout = TimeSpan.FromSeconds(webhook.Integer("timeoutSeconds") ?? 10);
        Conditions =
        [
            .. webhook
                .Maps("matchConditions")
                .Select(c => WebhookCondition.TryCompile(c.Text("expression") ?? "", out var made, out _) ? made : null)
                .OfType<WebhookCondition>(),
        ];
        ReviewVersion = webhook.Texts("admissionReviewVersions").FirstOrDefault(v => v is "v1" or "v1beta1") ?? "v1";
        Target = WebhookTarget.Of(webhook.Map("clientConfig") ?? MapValue.Empty);
    }

    /// <summary>Its name, which messages bear.</summary>
    public string Name { get; }

    /// <summary>Which requests it is asked about: those that one of these fits.</summary>
    public ImmutableArray<WebhookRule> Rules { get; }

    /// <summary>In which namespaces.</summary>
    public LabelSelector Namespaces { get; }

    /// <summary>About which objects, by the labels before or after.</summary>
    public LabelSelector Objects { get; }

    /// <summary>What must hold besides; validation has seen to it that all can be compiled.</summary>
    public ImmutableArray<WebhookCondition> Conditions { get; }

    /// <summary>Whether a rule for another version of the same resource counts too.</summary>
    public bool TakesEquivalents { get; }

    /// <summary>Whether the request goes on when it cannot be asked.</summary>
    public bool IgnoresFailure { get; }

    /// <summary>Whether it may be asked about what will not be stored.</summary>
    public bool TakesDryRuns { get; }

    /// <summary>Whether it is asked again when others changed the object after it.</summary>
    public bool IsReinvoked { get; }

    /// <summary>How long it is waited for.</summary>
    public TimeSpan Timeout { get; }

    /// <summary>The version of <c>AdmissionReview</c> it is sent.</summary>
    public string ReviewVersion { get; }

    /// <summary>Where it is.</summary>
    public WebhookTarget Target { get; }

    /// <summary>The webhooks of a configuration, in order.</summary>
    public static ImmutableArray<AdmissionWebhook> Of(KubeObject configuration) =>
        [.. configuration.Root.Maps("webhooks").Select(w => new AdmissionWebhook(w))];

    /// <summary>
    /// Whether all conditions hold. One that does not hold settles it; where one cannot be evaluated, the error says so.
    /// </summary>
    public bool Holds(MapValue request, out string error)
    {
        var errors = new List<string>();
        error = "";
        foreach (var condition in Conditions)
        {
            switch (condition.Holds(request, out var why))
            {
                case false:
                    return false;
                case null:
                    errors.Add(why);
                    break;
            }
        }
        error = errors.Count > 1 ? $"[{string.Join(", ", errors)}]" : string.Concat(errors);
        return true;
    }

    private static LabelSelector Selector(MapValue? selector) =>
        selector is null ? LabelSelector.Everything : LabelSelector.FromValue(selector);
}
