using System.Collections.Immutable;
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
    private readonly SortedDictionary<(string Group, string Version, string Resource), Review> byResource = [];

    public Reviews(IAuthorizer authorizer, IRuleResolver rules)
    {
        Add("authentication.k8s.io", "selfsubjectreviews", (scope, body, _, _) => new(WhoAmI(scope, body)));
        Add(
            "authorization.k8s.io",
            "selfsubjectrulesreviews",
            (scope, body, _, _) => new((ApiResult<KubeObject>)RulesOf(scope, rules, body))
        );
        Add(
            "authorization.k8s.io",
            "selfsubjectaccessreviews",
            (scope, body, _, stop) => AccessAsync(authorizer, scope.User, body, stop)
        );
        Add(
            "authorization.k8s.io",
            "subjectaccessreviews",
            (_, body, _, stop) => AccessAsync(authorizer, UserOf(body), body, stop)
        );
        Add(
            "authorization.k8s.io",
            "localsubjectaccessreviews",
            (_, body, _, stop) => AccessAsync(authorizer, UserOf(body), body, stop)
        );
    }

    private static KubeObject RulesOf(RequestScope scope, IRuleResolver rules, MapValue body)
    {
        var found = rules.RulesFor(scope.User, body.At("spec", "namespace") is StringValue ns ? ns.Text : "");
        var resources = new List<Value>();
        var paths = new List<Value>();
        foreach (var rule in found.Rules)
        {
            if (!rule.NonResourceUrls.IsEmpty)
            {
                paths.Add(
                    MapValue.Of(
                        ("verbs", ListValue.OfTexts(rule.VerbNames)),
                        ("nonResourceURLs", ListValue.OfTexts(rule.NonResourceUrls))
                    )
                );
                continue;
            }
            resources.Add(
                MapValue.Of(
                    ("verbs", ListValue.OfTexts(rule.VerbNames)),
                    ("apiGroups", ListValue.OfTexts(rule.ApiGroups)),
                    ("resources", ListValue.OfTexts(rule.Resources)),
                    ("resourceNames", rule.ResourceNames.IsEmpty ? null : ListValue.OfTexts(rule.ResourceNames))
                )
            );
        }
        return new(
            Typed(body, "authorization.k8s.io/v1", "SelfSubjectRulesReview")
                .With(
                    "status",
                    MapValue.Of(
                        ("incomplete", !found.Errors.IsEmpty),
                        ("evaluationError", found.Errors.IsEmpty ? null : (Value)string.Join("; ", found.Errors)),
                        ("resourceRules", ListValue.From(resources)),
                        ("nonResourceRules", ListValue.From(paths))
                    )
                )
        );
    }

    public Review? Find(GroupVersionResource resource) =>
        byResource.GetValueOrDefault((resource.Group, resource.Version, resource.Resource));

    /// <summary>Adds a review that a composition brings, such as token reviews.</summary>
    public void Add(string group, string resource, Review review) => byResource[(group, "v1", resource)] = review;

    private static ApiResult<KubeObject> WhoAmI(RequestScope scope, MapValue body)
    {
        var user = scope.User;
        return new KubeObject(
            Typed(body, "authentication.k8s.io/v1", "SelfSubjectReview")
                .With(
                    "status",
                    MapValue.Of(
                        (
                            "userInfo",
                            MapValue.Of(
                                ("username", user.Name),
                                ("uid", user.Uid.Length == 0 ? null : (Value)user.Uid),
                                ("groups", ListValue.OfTexts(user.Groups)),
                                (
                                    "extra",
                                    user.Extra.IsEmpty
                                        ? null
                                        : MapValue.From(
                                            user.Extra.Select(e => new KeyValuePair<string, Value>(
                                                e.Key,
                                                ListValue.OfTexts(e.Value)
                                            ))
                                        )
                                )
                            )
                        )
                    )
                )
        );
    }

    private static async ValueTask<ApiResult<KubeObject>> AccessAsync(
        IAuthorizer authorizer,
        UserInfo user,
        MapValue body,
        CancellationToken cancellationToken
    )
    {
        var spec = body.Map("spec") ?? MapValue.Empty;
        var resource = spec.Map("resourceAttributes");
        var path = spec.Map("nonResourceAttributes");
        if ((resource is null) == (path is null))
        {
            return Status.Invalid(
                new("authorization.k8s.io", body.Text("kind") ?? "SubjectAccessReview"),
                "",
                [
                    FieldError.Invalid(
                        "spec.resourceAttributes",
                        resource,
                        "exactly one of nonResourceAttributes or resourceAttributes must be specified"
                    ),
                ]
            );
        }
        var attributes = resource is not null
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
            : new AuthorizationAttributes(user, path!.Text("verb") ?? "") { Path = path.Text("path") ?? "" };
        var answer = await authorizer.AuthorizeAsync(attributes, cancellationToken);
        return new KubeObject(
            Typed(body, "authorization.k8s.io/v1", body.Text("kind") ?? "SubjectAccessReview")
                .With(
                    "status",
                    MapValue.Of(
                        ("allowed", answer.Decision == Decision.Allow),
                        ("denied", answer.Decision == Decision.Deny ? BoolValue.True : null),
                        ("reason", answer.Reason.Length == 0 ? null : (Value)answer.Reason)
                    )
                )
        );
    }

    private static UserInfo UserOf(MapValue body)
    {
        var spec = body.Map("spec") ?? MapValue.Empty;
        return new(spec.Text("user") ?? "", [.. spec.Texts("groups").Order(StringComparer.Ordinal)])
        {
            Uid = spec.Text("uid") ?? "",
            Extra =
            [
                .. (spec.Map("extra") ?? MapValue.Empty).Select(e => new KeyValuePair<string, ImmutableArray<string>>(
                    e.Key,
                    [.. (e.Value as ListValue)?.Texts ?? []]
                )),
            ],
        };
    }

    private static MapValue Typed(MapValue body, string apiVersion, string kind) =>
        body.With("apiVersion", apiVersion)
            .With("kind", kind)
            .With("metadata", (body.Map("metadata") ?? MapValue.Empty).Without("managedFields"));
}
