using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The mutating webhooks over one request, one after another, each on what the one before made of the object; and a second time those that ask
/// for it and have not seen the last change.
/// </summary>
internal sealed class MutatingRun(
    WebhookAdmission webhooks,
    WebhookMatcher matcher,
    ImmutableArray<AdmissionWebhook> all
)
{
    private readonly HashSet<AdmissionWebhook> asked = [];
    private readonly HashSet<AdmissionWebhook> outdated = [];
    private MapValue? last;

    /// <summary>Whether a webhook changed the object.</summary>
    public bool HasChanged { get; private set; }

    /// <summary>Asks all, or the second time those that were asked before the last change.</summary>
    public async ValueTask<ApiResult<MapValue>> RunAsync(
        AdmissionRequest request,
        MapValue root,
        bool again,
        CancellationToken cancellationToken
    )
    {
        if (again && !root.Equals(last))
            Outdate();
        foreach (var webhook in all)
        {
            if (again && !outdated.Contains(webhook))
                continue;
            var (subject, error) = matcher.Match(webhook, request, root);
            if (error is not null)
                return error;
            if (subject is null)
                continue;
            var told = await subject.ConvertedAsync(root, cancellationToken);
            if (!told.IsSuccess)
                return told.Error;
            var verdict = await webhooks.AskAsync(webhook, told.Value, root, true, cancellationToken);
            WebhookAdmission.AddWarnings(request.Scope, verdict);
            if (WebhookAdmission.Refusal(webhook, verdict) is { } refusal)
                return refusal;
            if (verdict.Patch is { } patch)
            {
                var changed = await ApplyAsync(patch, told.Value, root, cancellationToken);
                if (!changed.IsSuccess)
                    return changed;
                if (!changed.Value.Equals(root))
                {
                    HasChanged = true;
                    Outdate();
                    root = changed.Value;
                }
            }
            if (webhook.IsReinvoked)
                asked.Add(webhook);
        }
        last = root;
        return root;
    }

    /// <summary>Asks all about a deletion, which they can refuse and not change.</summary>
    public async ValueTask<Status?> RefusalAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        foreach (var webhook in all)
        {
            var (subject, error) = matcher.Match(webhook, request, request.Object);
            if (error is not null)
                return error;
            if (subject is null)
                continue;
            var told = await subject.ConvertedAsync(request.Object, cancellationToken);
            if (!told.IsSuccess)
                return told.Error;
            var verdict = await webhooks.AskAsync(webhook, told.Value, request.Object, true, cancellationToken);
            WebhookAdmission.AddWarnings(request.Scope, verdict);
            if (WebhookAdmission.Refusal(webhook, verdict) is { } refusal)
                return refusal;
            if (verdict.Patch is not null)
            {
                return Status.InternalError(
                    $"admission webhook {GoText.Quote(webhook.Name)} attempted to modify the object, which is not supported for this operation"
                );
            }
        }
        return null;
    }

    private static async ValueTask<ApiResult<MapValue>> ApplyAsync(
        Apply.JsonPatch patch,
        WebhookSubject subject,
        MapValue root,
        CancellationToken cancellationToken
    )
    {
        var changed = patch.Apply(subject.After(root)!);
        if (!changed.IsSuccess)
            return Status.InternalError(changed.Error.Message);
        var back = await subject.ChangedAsync(root, changed.Value, cancellationToken);
        if (!back.IsSuccess)
            return back.Error;
        // The next one sees the object as the server would have it.
        return ObjectPreparation.Prepare(subject.Request.Definition, back.Value);
    }

    private void Outdate()
    {
        outdated.UnionWith(asked);
        asked.Clear();
    }
}
