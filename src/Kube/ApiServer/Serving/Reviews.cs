using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Answers a posted review: the object comes back with its status filled in.</summary>
internal delegate ValueTask<ApiResult<KubeObject>> Review(
    RequestScope scope,
    MapValue body,
    string @namespace,
    CancellationToken cancellationToken
);

/// <summary>
/// The resources that are asked, not stored: who am I, may somebody do something. Source: the <c>authorization.k8s.io</c> and
/// <c>authentication.k8s.io</c> pages of the Kubernetes API reference.
/// </summary>
internal sealed class Reviews
{
    private const string Authentication = "authentication.k8s.io";
    private const string Authorization = "authorization.k8s.io";

    private readonly IAuthorizer authorizer;
    private readonly SortedDictionary<(string Group, string Version, string Resource), Review> byResource = [];

    public Reviews(IAuthorizer authorizer, IRuleResolver rules)
    {
        this.authorizer = authorizer;
        Add(
            Authentication,
            "selfsubjectreviews",
            (scope, body, _, _) =>
                new(Answer(body, Authentication, "SelfSubjectReview", IdentityReviews.SelfStatus(scope.User)))
        );
        Add(
            Authorization,
            "selfsubjectrulesreviews",
            (scope, body, _, _) =>
                new(
                    Answer(
                        body,
                        Authorization,
                        "SelfSubjectRulesReview",
                        rules
                            .RulesFor(scope.User, (body.At("spec", "namespace") as StringValue)?.Text ?? "")
                            .ToReviewStatus()
                    )
                )
        );
        Add(
            Authorization,
            "selfsubjectaccessreviews",
            (scope, body, _, stop) =>
                AccessAsync("SelfSubjectAccessReview", body, r => AccessReviews.ReadSelf(r, scope.User), stop)
        );
        Add(
            Authorization,
            "subjectaccessreviews",
            (_, body, _, stop) => AccessAsync("SubjectAccessReview", body, AccessReviews.ReadSubject, stop)
        );
        Add(
            Authorization,
            "localsubjectaccessreviews",
            (_, body, _, stop) => AccessAsync("LocalSubjectAccessReview", body, AccessReviews.ReadSubject, stop)
        );
    }

    public Review? Find(GroupVersionResource resource) =>
        byResource.GetValueOrDefault((resource.Group, resource.Version, resource.Resource));

    /// <summary>Adds a review that a composition brings, such as token reviews.</summary>
    public void Add(string group, string resource, Review review) => byResource[(group, "v1", resource)] = review;

    private async ValueTask<ApiResult<KubeObject>> AccessAsync(
        string kind,
        MapValue body,
        Func<KubeObject, ApiResult<ReviewQuestion>> read,
        CancellationToken cancellationToken
    )
    {
        var question = read(new(body));
        if (!question.IsSuccess)
            return question.Error;
        var answer = await authorizer.AuthorizeAsync(question.Value.Attributes, cancellationToken);
        return Answer(body, Authorization, kind, AccessReviews.ToStatus(answer));
    }

    private static ApiResult<KubeObject> Answer(MapValue body, string group, string kind, MapValue status) =>
        new KubeObject(
            body.With("apiVersion", group + "/v1")
                .With("kind", kind)
                .With("metadata", (body.Map("metadata") ?? MapValue.Empty).Without("managedFields"))
                .With("status", status)
        );
}
