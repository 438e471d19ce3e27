using System.Collections.Immutable;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Answers <c>serviceaccounts/NAME/token</c>: a token for the account, for some audiences and time, that ends with the pod, Secret or node it is
/// bound to. Source: TokenRequest in the Kubernetes API reference, and the original's messages.
/// </summary>
internal sealed class TokenRequests(ResourceApi api, ServiceAccountTokenIssuer issuer, ImmutableArray<string> audiences)
{
    private const string ApiVersion = "authentication.k8s.io/v1";
    private const long DefaultSeconds = 3600;
    private static readonly GroupVersionResource Pods = new("", "v1", "pods");
    private static readonly GroupVersionResource Secrets = new("", "v1", "secrets");
    private static readonly GroupVersionResource Nodes = new("", "v1", "nodes");

    /// <summary>The resource whose subresource this is.</summary>
    public static readonly GroupResource ServiceAccounts = new("", "serviceaccounts");

    /// <summary>Issues a token.</summary>
    public async ValueTask<ApiResult<KubeObject>> IssueAsync(
        ResourceDefinition accounts,
        NamespacedName key,
        MapValue request,
        WriteOptions options,
        CancellationToken cancellationToken
    )
    {
        if (request.Map("metadata")?.Text("name") is { Length: > 0 } name && name != key.Name)
            return Status.BadRequest($"name on the URL ({key.Name}) does not match the name in the request ({name})");
        var spec = request.Map("spec") ?? MapValue.Empty;
        var seconds = spec.Integer("expirationSeconds") ?? DefaultSeconds;
        if (SecondsError(seconds) is { } why)
        {
            return Status.Invalid(
                new("authentication.k8s.io", "TokenRequest"),
                key.Name,
                [FieldError.Invalid("spec.expirationSeconds", seconds, why)]
            );
        }
        var account = await api.GetAsync(accounts, key, "", cancellationToken);
        if (!account.IsSuccess)
            return account.Error;
        var (bound, failed) = await BindAsync(account.Value, spec.Map("boundObjectRef"), cancellationToken);
        if (failed is not null)
            return failed;
        var asked = spec.Texts("audiences").ToImmutableArray();
        if (asked.IsEmpty)
            asked = audiences;
        var answer = MapValue.Of(
            ("apiVersion", ApiVersion),
            ("kind", "TokenRequest"),
            (
                "metadata",
                MapValue.Of(
                    ("name", key.Name),
                    ("namespace", key.Namespace),
                    ("creationTimestamp", Timestamps.Format(api.Parts.Clock.GetUtcNow()))
                )
            ),
            (
                "spec",
                MapValue.Of(
                    ("audiences", ListValue.OfTexts(asked)),
                    ("expirationSeconds", seconds),
                    ("boundObjectRef", spec["boundObjectRef"] ?? NullValue.Instance)
                )
            )
        );
        if (options.DryRun)
            return new KubeObject(answer);
        var (token, expires) = issuer.Issue(
            account.Value,
            asked,
            TimeSpan.FromSeconds(seconds),
            bound.Pod,
            bound.Node,
            bound.Secret
        );
        return new KubeObject(
            answer.With("status", MapValue.Of(("token", token), ("expirationTimestamp", Timestamps.Format(expires))))
        );
    }

    private static string? SecondsError(long seconds) =>
        seconds < (long)ServiceAccountTokenIssuer.ShortestLifetime.TotalSeconds
            ? "may not specify a duration less than 10 minutes"
        : seconds > 1L << 32 ? "may not specify a duration larger than 2^32 seconds"
        : null;

    private async ValueTask<(Binding Bound, Status? Failed)> BindAsync(
        KubeObject account,
        MapValue? reference,
        CancellationToken cancellationToken
    )
    {
        if (reference is null)
            return (default, null);
        var kind = GroupVersion.Parse(reference.Text("apiVersion") ?? "").Kind(reference.Text("kind") ?? "");
        var resource =
            kind == new GroupVersionKind("", "v1", "Pod") ? Pods
            : kind == new GroupVersionKind("", "v1", "Secret") ? Secrets
            : kind == new GroupVersionKind("", "v1", "Node") ? Nodes
            : default;
        if (resource.Resource is null || api.Parts.Catalog.Find(resource) is not { } definition)
        {
            return (
                default,
                Status.BadRequest($"cannot bind token for serviceaccount \"{account.Name}\" to object of type {kind}")
            );
        }
        var key = new NamespacedName(definition.Namespaced ? account.Namespace : "", reference.Text("name") ?? "");
        var found = await api.GetAsync(definition, key, "", cancellationToken);
        if (!found.IsSuccess)
            return (default, found.Error);
        var there = found.Value;
        if (reference.Text("uid") is { Length: > 0 } uid && uid != there.Uid)
        {
            return (
                default,
                Status.Conflict(
                    resource.GroupResource,
                    key.Name,
                    $"the UID in the bound object reference ({uid}) does not match the UID in record. The object might have been "
                        + "deleted and then recreated"
                )
            );
        }
        var bound = new BoundObject(there.Name, there.Uid);
        if (resource == Secrets)
            return (new(null, null, bound), null);
        if (resource == Nodes)
            return (new(null, bound, null), null);
        if ((there.Spec.Text("serviceAccountName") ?? "") != account.Name)
        {
            return (
                default,
                Status.BadRequest(
                    $"cannot bind token for serviceaccount \"{account.Name}\" to pod running with different serviceaccount name."
                )
            );
        }
        return (new(bound, await NodeOfAsync(there, cancellationToken), null), null);
    }

    private async ValueTask<BoundObject?> NodeOfAsync(KubeObject pod, CancellationToken cancellationToken)
    {
        if (
            pod.Spec.Text("nodeName") is not { Length: > 0 } name
            || api.Parts.Catalog.Find(Nodes) is not { } definition
        )
            return null;
        var node = await api.GetAsync(definition, new("", name), "0", cancellationToken);
        return node.IsSuccess ? new(name, node.Value.Uid) : new(name, "");
    }

    private readonly record struct Binding(BoundObject? Pod, BoundObject? Node, BoundObject? Secret);
}
