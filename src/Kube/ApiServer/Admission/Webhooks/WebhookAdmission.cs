using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

using Configured = ImmutableArray<ImmutableArray<AdmissionWebhook>>;

/// <summary>
/// Asks the webhooks that MutatingWebhookConfigurations and ValidatingWebhookConfigurations name. Where there are none, a request pays for two look-ups.
/// Source: the page "Dynamic Admission Control" of the Kubernetes documentation.
/// </summary>
internal sealed class WebhookAdmission
{
    private static readonly GroupResource MutatingResource = new(
        "admissionregistration.k8s.io",
        "mutatingwebhookconfigurations"
    );

    private static readonly GroupResource ValidatingResource = new(
        "admissionregistration.k8s.io",
        "validatingwebhookconfigurations"
    );

    private readonly ServerParts parts;
    private readonly IWebhookTransport transport;
    private readonly WebhookMatcher matcher;
    private readonly CompiledIndex<ImmutableArray<AdmissionWebhook>> mutating;
    private readonly CompiledIndex<ImmutableArray<AdmissionWebhook>> validating;

    /// <summary>The webhooks of a server.</summary>
    public WebhookAdmission(ServerParts parts, IWebhookTransport transport)
    {
        this.parts = parts;
        this.transport = transport;
        matcher = new(parts);
        mutating = new(parts.Cache.Resource(MutatingResource), static c => AdmissionWebhook.Of(c));
        validating = new(parts.Cache.Resource(ValidatingResource), static c => AdmissionWebhook.Of(c));
    }

    /// <summary>Whether somebody may be asked.</summary>
    public bool HasAny => !mutating.IsEmpty || !validating.IsEmpty;

    /// <summary>The run of the mutating webhooks over a request; null when there are none.</summary>
    public MutatingRun? BeginMutation(AdmissionRequest request) =>
        mutating.IsEmpty || WebhookMatcher.IsExempt(request) ? null : new(this, matcher, Flat(mutating.In("")));

    /// <summary>Asks the validating webhooks, all at once; the first refusal in their order counts.</summary>
    public async ValueTask<Status?> ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (validating.IsEmpty || WebhookMatcher.IsExempt(request))
            return null;
        var asked = new List<(AdmissionWebhook Webhook, Task<WebhookVerdict> Verdict)>();
        foreach (var webhook in Flat(validating.In("")))
        {
            var (subject, error) = matcher.Match(webhook, request, request.Object);
            if (error is not null)
                return error;
            if (subject is null)
                continue;
            var told = await subject.ConvertedAsync(request.Object, cancellationToken);
            if (!told.IsSuccess)
                return told.Error;
            asked.Add((webhook, AskAsync(webhook, told.Value, request.Object, false, cancellationToken).AsTask()));
        }
        Status? first = null;
        foreach (var (webhook, verdict) in asked)
        {
            var given = await verdict;
            AddWarnings(request.Scope, given);
            first ??= Refusal(webhook, given);
        }
        return first;
    }

    /// <summary>Asks one webhook.</summary>
    public async ValueTask<WebhookVerdict> AskAsync(
        AdmissionWebhook webhook,
        WebhookSubject subject,
        MapValue? root,
        bool isMutating,
        CancellationToken cancellationToken
    )
    {
        var uid = parts.Identities.NewUid();
        var review = AdmissionReview.Ask(webhook, subject, root, uid);
        if (!webhook.Conditions.IsEmpty && Skipped(webhook, subject, review) is { } unasked)
            return unasked;
        if (subject.Request.DryRun && !webhook.TakesDryRuns)
        {
            return new()
            {
                Refusal = Status.BadRequest($"admission webhook {GoText.Quote(webhook.Name)} does not support dry run"),
            };
        }
        var answer = await transport.PostAsync(webhook.Target, review, webhook.Timeout, cancellationToken);
        return answer.Body is null
            ? new() { Failure = $"failed to call webhook: {answer.Error}" }
            : AdmissionReview.Read(webhook, answer.Body, uid, isMutating);
    }

    /// <summary>The verdict of a webhook that its conditions keep from being asked; null when they do not.</summary>
    private static WebhookVerdict? Skipped(AdmissionWebhook webhook, WebhookSubject subject, MapValue review)
    {
        if (!webhook.Holds(review.Map("request")!, out var error))
            return new();
        if (error.Length == 0)
            return null;
        var request = subject.Request;
        return webhook.IgnoresFailure
            ? new()
            : new() { Refusal = Status.Forbidden(request.Definition.Resource.GroupResource, request.Key.Name, error) };
    }

    /// <summary>What a verdict does to the request: a failure refuses it too, unless the webhook is one that may be missing.</summary>
    public static Status? Refusal(AdmissionWebhook webhook, WebhookVerdict verdict) =>
        verdict.Failure is { } failure
            ? webhook.IgnoresFailure
                ? null
                : Status.InternalError($"failed calling webhook {GoText.Quote(webhook.Name)}: {failure}")
            : verdict.Refusal;

    /// <summary>Keeps a webhook's warnings for the client; a request that is tried again says nothing twice.</summary>
    public static void AddWarnings(RequestScope scope, WebhookVerdict verdict)
    {
        foreach (var warning in verdict.Warnings)
        {
            if (!scope.Warnings.Contains(warning))
                scope.Warnings.Add(warning);
        }
    }

    private static ImmutableArray<AdmissionWebhook> Flat(Configured configurations) =>
        configurations.Length == 1 ? configurations[0] : [.. configurations.SelectMany(c => c)];
}
