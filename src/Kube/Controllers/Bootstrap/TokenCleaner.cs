using Microsoft.Extensions.Logging;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>Deletes the Secrets of bootstrap tokens when their time is over.</summary>
internal sealed class TokenCleaner
{
    private readonly IClusterApi api;
    private readonly TimeProvider clock;
    private readonly IInformer secrets;

    /// <summary>A controller; it does nothing until it runs.</summary>
    public TokenCleaner(IClusterApi api, IExecutor executor, ILogger logger)
    {
        this.api = api;
        clock = executor.Clock;
        secrets = api.Informer(StoredToken.Secrets, new() { Namespace = StoredToken.Namespace });
        Controller = new("token-cleaner", executor, ReconcileAsync, logger, new() { Workers = 1 });
        Controller.Follow(secrets, change => change.New is { } secret ? [secret.Key] : []);
    }

    /// <summary>Looks at one Secret after the other.</summary>
    public Controller<NamespacedName> Controller { get; }

    private async ValueTask<Reconcile> ReconcileAsync(NamespacedName key, CancellationToken cancellationToken)
    {
        if (
            secrets.Get(key) is not { IsDeleting: false } secret
            || !StoredToken.Is(secret)
            || StoredToken.EndOf(secret) is not { } end
        )
            return Reconcile.Done;
        var left = end - clock.GetUtcNow();
        if (left > TimeSpan.Zero)
            return Reconcile.Again(left);
        var deleted = await api.DeleteAsync(
            StoredToken.Secrets,
            key,
            DeleteOptions.Background with
            {
                PreconditionUid = secret.Uid,
                PreconditionResourceVersion = secret.ResourceVersion,
            },
            cancellationToken
        );
        return deleted.IsSuccess || deleted.IsNotFound ? Reconcile.Done : Reconcile.Retry(deleted.Error);
    }
}
