using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Kube.Controllers;

/// <summary>
/// Approves requests of kubelets for client certificates, when who asks has been given the right to: to be a node (a bootstrap token), or to go on being
/// this node (a kubelet that renews). Certificates for serving are nobody's to approve without looking, and stay pending. Source: the page "TLS
/// bootstrapping".
/// </summary>
internal sealed class CsrApprover
{
    private static readonly GroupVersionResource Reviews = new("authorization.k8s.io", "v1", "subjectaccessreviews");

    private readonly IClusterApi api;
    private readonly TimeProvider clock;
    private readonly IInformer requests;

    /// <summary>A controller; it does nothing until it runs.</summary>
    public CsrApprover(IClusterApi api, IExecutor executor, ILogger logger)
    {
        this.api = api;
        clock = executor.Clock;
        requests = api.Informer(CsrSigner.Requests, InformerOptions.All);
        Controller = new("csr-approver", executor, ReconcileAsync, logger, new() { Workers = 1 });
        Controller.Follow(
            requests,
            change => change.New is { } request && IsKubelet(request) && IsOpen(request) ? [request.Name] : []
        );
    }

    /// <summary>Looks at one request after the other.</summary>
    public Controller<string> Controller { get; }

    private static bool IsKubelet(KubeObject request) =>
        request.Spec.Text("signerName") == KubernetesSigner.KubeApiServerClientKubelet.Name;

    private static bool IsOpen(KubeObject request) => CsrConditions.StateOf(request) == CsrState.Pending;

    private async ValueTask<Reconcile> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (
            requests.Get(new("", name)) is not { IsDeleting: false } request
            || !IsOpen(request)
            || !SigningRequest.TryParse(CsrConditions.Decode(request.Spec.Text("request")), out var asked, out _)
            || KubernetesSigner.KubeApiServerClientKubelet.Error(asked, [.. request.Spec.Texts("usages")]) is not null
        )
            return Reconcile.Done;
        var isSelf = request.Spec.Text("username") == asked.Subject.CommonName;
        (string Right, string Message)[] ways =
        [
            ("selfnodeclient", "Auto approving self kubelet client certificate after SubjectAccessReview."),
            ("nodeclient", "Auto approving kubelet client certificate after SubjectAccessReview."),
        ];
        foreach (var (right, message) in isSelf ? ways : ways[1..])
        {
            var may = await MayAsync(request, right, cancellationToken);
            if (!may.IsSuccess)
                return Reconcile.Retry(may.Error);
            if (may.Value.Status.Flag("allowed") == true)
                return await ApproveAsync(request, message, cancellationToken);
        }
        return Reconcile.Done;
    }

    private ValueTask<ApiResult<KubeObject>> MayAsync(
        KubeObject request,
        string right,
        CancellationToken cancellationToken
    )
    {
        var spec = request.Spec;
        var review = MapValue.Of(
            ("apiVersion", "authorization.k8s.io/v1"),
            ("kind", "SubjectAccessReview"),
            (
                "spec",
                MapValue.Of(
                    ("user", spec["username"]),
                    ("uid", spec["uid"]),
                    ("groups", spec["groups"]),
                    ("extra", spec["extra"]),
                    (
                        "resourceAttributes",
                        MapValue.Of(
                            ("group", CsrSigner.Requests.Group),
                            ("resource", CsrSigner.Requests.Resource),
                            ("verb", "create"),
                            ("subresource", right),
                            ("version", "*")
                        )
                    )
                )
            )
        );
        return api.CreateAsync(Reviews, new(review), WriteOptions.None, cancellationToken);
    }

    private async ValueTask<Reconcile> ApproveAsync(
        KubeObject request,
        string message,
        CancellationToken cancellationToken
    )
    {
        var written = await api.UpdateAsync(
            CsrSigner.Requests,
            request.WithStatus(
                CsrConditions.With(request.Status, "Approved", "AutoApproved", message, clock.GetUtcNow())
            ),
            new() { Subresource = "approval" },
            cancellationToken
        );
        return written.IsSuccess || written.IsNotFound ? Reconcile.Done : Reconcile.Retry(written.Error);
    }
}
