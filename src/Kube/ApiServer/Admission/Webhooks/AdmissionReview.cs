using System.Text;
using System.Text.Json;
using Pangea.Kube.Apply;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The <c>AdmissionReview</c> a webhook is sent, and how its answer is read. Source: the page "Dynamic Admission Control", and the original's messages.
/// </summary>
internal static class AdmissionReview
{
    private const string Group = "admission.k8s.io/";

    /// <summary>The question.</summary>
    public static MapValue Ask(AdmissionWebhook webhook, WebhookSubject subject, MapValue? root, string uid)
    {
        var request = subject.Request;
        var resource = subject.Definition.Resource;
        var body = MapValue.Of(
            ("uid", uid),
            ("kind", Kind(subject.Kind)),
            ("resource", Resource(resource)),
            ("subResource", OrNull(request.Subresource)),
            ("requestKind", Kind(subject.RequestKind)),
            ("requestResource", Resource(request.Definition.Resource)),
            ("requestSubResource", OrNull(request.Subresource)),
            ("name", OrNull(request.Key.Name)),
            ("namespace", OrNull(Namespace(request))),
            ("operation", request.Operation),
            ("userInfo", User(request.Scope.User)),
            ("object", (Value?)subject.After(root) ?? NullValue.Instance),
            ("oldObject", (Value?)subject.Before ?? NullValue.Instance),
            ("dryRun", request.DryRun),
            ("options", Options(request))
        );
        return MapValue.Of(
            ("kind", "AdmissionReview"),
            ("apiVersion", Group + webhook.ReviewVersion),
            ("request", body)
        );
    }

    /// <summary>The answer.</summary>
    public static WebhookVerdict Read(AdmissionWebhook webhook, MapValue answer, string uid, bool mutating)
    {
        static WebhookVerdict Unusable(string why) => new() { Failure = $"received invalid webhook response: {why}" };

        var wanted = Group + webhook.ReviewVersion;
        var isOld = webhook.ReviewVersion == "v1beta1";
        if (answer.Map("response") is not { } response)
            return Unusable("webhook response was absent");
        var given = $"{answer.Text("apiVersion")}, Kind={answer.Text("kind")}";
        if (given != $"{wanted}, Kind=AdmissionReview" && !(isOld && given == ", Kind="))
            return Unusable($"expected webhook response of {wanted}, Kind=AdmissionReview, got {given}");
        if (!isOld && response.Text("uid") != uid)
            return Unusable(
                $"expected response.uid={GoText.Quote(uid)}, got {GoText.Quote(response.Text("uid") ?? "")}"
            );
        var patch = response.Text("patch") ?? "";
        var patchType = response.Text("patchType");
        JsonPatch? changes = null;
        if (!mutating && !isOld && patch.Length > 0)
            return Unusable("validating webhook may not return response.patch");
        if (!mutating && !isOld && patchType is not null)
            return Unusable("validating webhook may not return response.patchType");
        if (mutating && !isOld)
        {
            if (patch.Length > 0 && patchType is null)
                return Unusable("webhook returned response.patch but not response.patchType");
            if (patch.Length == 0 && patchType is not null)
                return Unusable("webhook returned response.patchType but not response.patch");
            if (patchType is not (null or "JSONPatch"))
                return Unusable($"webhook returned invalid response.patchType of {GoText.Quote(patchType)}");
        }
        string[] warnings = [.. response.Texts("warnings").Where(w => w.Length > 0)];
        if (response.Flag("allowed") != true)
            return new() { Refusal = Refused(webhook.Name, response.Map("status")), Warnings = warnings };
        if (mutating && patch.Length > 0)
        {
            var read = Patch(patch);
            if (!read.IsSuccess)
                return new() { Refusal = Status.InternalError(read.Error.Message), Warnings = warnings };
            changes = read.Value;
        }
        return new() { Patch = changes, Warnings = warnings };
    }

    /// <summary>The refusal as the client sees it: what the webhook said, and who said it.</summary>
    private static Status Refused(string name, MapValue? said)
    {
        var status = said is null ? new(0, "", "") : Status.FromValue(said);
        var denied = $"admission webhook {GoText.Quote(name)} denied the request";
        return status with
        {
            Code = status.Code < 400 ? 400 : status.Code,
            Message =
                status.Message.Length > 0 ? $"{denied}: {status.Message}"
                : status.Reason.Length > 0 ? $"{denied}: {status.Reason}"
                : $"{denied} without explanation",
        };
    }

    private static ApiResult<JsonPatch> Patch(string base64)
    {
        var bytes = new byte[base64.Length];
        if (!Convert.TryFromBase64String(base64, bytes, out var length))
            return Status.BadRequest("the patch of a webhook is not base64");
        try
        {
            return JsonPatch.Read(JsonText.Parse(Encoding.UTF8.GetString(bytes, 0, length)));
        }
        catch (JsonException e)
        {
            return Status.BadRequest(e.Message);
        }
    }

    // A namespace is in itself, for admission.
    private static string Namespace(AdmissionRequest request) =>
        request.Definition.Resource is { Group: "", Resource: "namespaces" } ? request.Key.Name : request.Key.Namespace;

    private static MapValue Kind(GroupVersionKind kind) =>
        MapValue.Of(("group", kind.Group), ("version", kind.Version), ("kind", kind.Kind));

    private static MapValue Resource(GroupVersionResource resource) =>
        MapValue.Of(("group", resource.Group), ("version", resource.Version), ("resource", resource.Resource));

    private static MapValue User(UserInfo user) =>
        MapValue.Of(
            ("username", OrNull(user.Name)),
            ("uid", OrNull(user.Uid)),
            ("groups", user.Groups.IsEmpty ? null : ListValue.OfTexts(user.Groups)),
            (
                "extra",
                user.Extra.IsEmpty
                    ? null
                    : MapValue.From(
                        user.Extra.Select(e => new KeyValuePair<string, Value>(e.Key, ListValue.OfTexts(e.Value)))
                    )
            )
        );

    private static Value Options(AdmissionRequest request)
    {
        var kind = request.Operation switch
        {
            "CREATE" => "CreateOptions",
            "UPDATE" => "UpdateOptions",
            "DELETE" => "DeleteOptions",
            _ => null,
        };
        return kind is null
            ? NullValue.Instance
            : MapValue.Of(
                ("kind", kind),
                ("apiVersion", "meta.k8s.io/v1"),
                ("dryRun", request.DryRun ? ListValue.OfTexts(["All"]) : null)
            );
    }

    private static Value? OrNull(string text) => text.Length == 0 ? null : (Value)text;
}
