using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>
/// Deletes certificate requests that nobody needs any more: an hour after they were signed, denied or failed, a day after nobody decided or signed,
/// and when their certificate has expired. The times are the original's.
/// </summary>
internal sealed class CsrCleaner
{
    private static readonly TimeSpan AfterDecision = TimeSpan.FromHours(1);
    private static readonly TimeSpan AfterSilence = TimeSpan.FromHours(24);

    private readonly IClusterApi api;
    private readonly TimeProvider clock;
    private readonly IInformer requests;

    /// <summary>A controller; it does nothing until it runs.</summary>
    public CsrCleaner(IClusterApi api, IExecutor executor, ILogger logger)
    {
        this.api = api;
        clock = executor.Clock;
        requests = api.Informer(CsrSigner.Requests, InformerOptions.All);
        Controller = new("csr-cleaner", executor, ReconcileAsync, logger, new() { Workers = 1 });
        Controller.Follow(requests, change => change.New is { } request ? [request.Name] : []);
    }

    /// <summary>Looks at one request after the other.</summary>
    public Controller<string> Controller { get; }

    private async ValueTask<Reconcile> ReconcileAsync(string name, CancellationToken cancellationToken)
    {
        if (requests.Get(new("", name)) is not { IsDeleting: false } request || EndOf(request) is not { } end)
            return Reconcile.Done;
        var left = end - clock.GetUtcNow();
        if (left > TimeSpan.Zero)
            return Reconcile.Again(left);
        var deleted = await api.DeleteAsync(
            CsrSigner.Requests,
            request.Key,
            DeleteOptions.Background with
            {
                PreconditionUid = request.Uid,
            },
            cancellationToken
        );
        return deleted.IsSuccess || deleted.IsNotFound ? Reconcile.Done : Reconcile.Retry(deleted.Error);
    }

    private static DateTimeOffset? EndOf(KubeObject request)
    {
        switch (CsrConditions.StateOf(request))
        {
            case CsrState.Denied:
                return CsrConditions.Since(request, "Denied") + AfterDecision;
            case CsrState.Failed:
                return CsrConditions.Since(request, "Failed") + AfterDecision;
            case CsrState.Issued:
                var decided = CsrConditions.Since(request, "Approved") + AfterDecision;
                return Expiry(request) is { } expiry && (decided is null || expiry < decided) ? expiry : decided;
            default:
                return request.CreationTimestamp + AfterSilence;
        }
    }

    private static DateTimeOffset? Expiry(KubeObject request)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(
                CsrConditions.Decode(request.Status.Text("certificate"))
            );
            return new DateTimeOffset(certificate.NotAfter.ToUniversalTime());
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
