using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The reviews of <c>authorization.k8s.io</c>: from their spec to the question that is put to the authorizers, and from the answer to their status.
/// Pure.
/// </summary>
public static class AccessReviews
{
    /// <summary>The question of a SelfSubjectAccessReview, which is about the user that asks.</summary>
    public static ApiResult<ReviewQuestion> ReadSelf(KubeObject review, UserInfo asker) => Read(review, asker);

    /// <summary>
    /// The question of a SubjectAccessReview, or of a LocalSubjectAccessReview of a namespace. 422 when it is not well asked.
    /// </summary>
    public static ApiResult<ReviewQuestion> ReadSubject(KubeObject review)
    {
        var spec = review.Spec;
        var errors = new List<FieldError>();
        var name = spec.Text("user") ?? "";
        if (name.Length == 0 && !spec.Texts("groups").Any())
            errors.Add(FieldError.Required("spec.user", "at least one of user or group must be specified"));
        if (
            review.Kind == "LocalSubjectAccessReview"
            && spec.Map("resourceAttributes")?.Text("namespace") is var asked
            && asked != review.Namespace
        )
            errors.Add(
                FieldError.Invalid("spec.resourceAttributes.namespace", asked ?? "", "must match metadata.namespace")
            );
        var user = new UserInfo(
            name,
            [.. spec.Texts("groups").Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]
        )
        {
            Uid = spec.Text("uid") ?? "",
            Extra =
            [
                .. (spec.Map("extra") ?? MapValue.Empty).Select(e =>
                    KeyValuePair.Create(
                        e.Key,
                        e.Value is ListValue list ? [.. list.Texts] : ImmutableArray<string>.Empty
                    )
                ),
            ],
        };
        return Read(review, user, errors);
    }

    private static ApiResult<ReviewQuestion> Read(KubeObject review, UserInfo user, List<FieldError>? errors = null)
    {
        errors ??= [];
        var resource = review.Spec.Map("resourceAttributes");
        var path = review.Spec.Map("nonResourceAttributes");
        if (resource is not null && path is not null)
            errors.Add(
                FieldError.Invalid(
                    "spec.nonResourceAttributes",
                    path,
                    "cannot be specified in combination with resourceAttributes"
                )
            );
        else if (resource is null && path is null)
            errors.Add(
                FieldError.Invalid(
                    "spec.resourceAttributes",
                    NullValue.Instance,
                    "exactly one of nonResourceAttributes or resourceAttributes must be specified"
                )
            );
        if (errors.Count > 0)
            return Status.Invalid(new("authorization.k8s.io", review.Kind), review.Name, errors);
        return new ReviewQuestion(
            resource is not null
                ? new AuthorizationAttributes(user, resource.Text("verb") ?? "")
                {
                    IsResource = true,
                    Group = resource.Text("group") ?? "",
                    Version = resource.Text("version") ?? "",
                    Resource = resource.Text("resource") ?? "",
                    Subresource = resource.Text("subresource") ?? "",
                    Namespace = resource.Text("namespace") ?? "",
                    Name = resource.Text("name") ?? "",
                }
                : new AuthorizationAttributes(user, path!.Text("verb") ?? "") { Path = path.Text("path") ?? "" }
        );
    }

    /// <summary>The status of a review that was answered so.</summary>
    public static MapValue ToStatus(AuthorizationResult result) =>
        MapValue.Of(
            ("allowed", result.Decision == Decision.Allow),
            ("denied", result.Decision == Decision.Deny ? true : null as Value),
            ("reason", result.Reason.Length == 0 ? null : (Value)result.Reason)
        );
}

/// <summary>What a review asks the authorizers.</summary>
/// <param name="Attributes">The request that is asked about.</param>
public sealed record ReviewQuestion(AuthorizationAttributes Attributes);
