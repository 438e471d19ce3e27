using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Every pod runs as a service account that exists: <c>default</c> when it names none; its token is mounted, and the account's image pull secrets are taken
/// over when the pod brings none of its own. Source: the plugin ServiceAccount in the Kubernetes page on admission control.
/// </summary>
/// <param name="accounts">Service accounts.</param>
/// <param name="wait">Waits until that view has all that is acknowledged.</param>
/// <param name="clock">The time waited by.</param>
/// <param name="tokens">The volume that tokens come by; null where nobody issues tokens.</param>
internal sealed class ServiceAccountAdmission(
    IInformer accounts,
    Func<CancellationToken, ValueTask> wait,
    TimeProvider clock,
    TokenVolume? tokens
) : IAdmissionPlugin
{
    /// <summary>Service accounts.</summary>
    public static readonly GroupVersionResource Accounts = new("", "v1", "serviceaccounts");

    private const string Default = "default";
    private const string MirrorPod = "kubernetes.io/config.mirror";
    private const int Tries = 10;
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public async ValueTask<ApiResult<MapValue>> MutateAsync(
        AdmissionRequest request,
        MapValue root,
        CancellationToken cancellationToken
    )
    {
        // A node's own pod speaks for itself.
        if (!PodAdmission.IsNewPod(request) || root.At("metadata", "annotations", MirrorPod) is not null)
            return root;
        var spec = root.Map("spec") ?? MapValue.Empty;
        if (spec.Text("serviceAccountName") is not { Length: > 0 } name)
        {
            name = Default;
            spec = spec.With("serviceAccountName", name).With("serviceAccount", name);
        }
        if (await FindAsync(new(request.Key.Namespace, name), cancellationToken) is not { } account)
        {
            return PodAdmission.Refusal(
                request,
                $"error looking up service account {request.Key.Namespace}/{name}: serviceaccount \"{name}\" not found"
            );
        }
        if (tokens is not null && TokenVolume.IsWanted(spec, account))
            spec = tokens.Mount(spec);
        if (
            spec.List("imagePullSecrets") is not { Count: > 0 }
            && account.Root.List("imagePullSecrets") is { Count: > 0 } secrets
        )
            spec = spec.With("imagePullSecrets", secrets);
        return root.With("spec", spec);
    }

    private async ValueTask<KubeObject?> FindAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (accounts.Get(key) is { } known)
            return known;
        await wait(cancellationToken);
        // A namespace's default account comes a moment after the namespace.
        for (var tries = key.Name == Default ? Tries : 1; ; tries--)
        {
            if (accounts.Get(key) is { } found || tries == 1)
                return accounts.Get(key);
            await Task.Delay(Pause, clock, cancellationToken);
        }
    }
}
