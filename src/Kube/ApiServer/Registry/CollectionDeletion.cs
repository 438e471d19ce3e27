using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Deletes the objects of one list, some at a time, so that they share the store's syncs. Each passes what a deletion of its own passes: admission,
/// preconditions, finalizers, grace. The first failure ends it; what is gone already is no failure.
/// </summary>
internal sealed class CollectionDeletion(
    ObjectDeleter deleter,
    ResourceDefinition definition,
    DeleteOptions options,
    IReadOnlyList<KubeObject> found
)
{
    private const int AtOnce = 16;
    private int next = -1;
    private Status? failure;

    /// <summary>Deletes them; the failure, or null.</summary>
    public async ValueTask<Status?> RunAsync(RequestScope scope, CancellationToken cancellationToken)
    {
        // Warnings gather in a scope for each, for they are no list for many at once.
        var scopes = new RequestScope[Math.Min(AtOnce, found.Count)];
        var works = new Task[scopes.Length];
        for (var i = 0; i < works.Length; i++)
        {
            scopes[i] = new(scope.User, scope.UserAgent) { AuditId = scope.AuditId };
            works[i] = WorkAsync(scopes[i], cancellationToken);
        }
        await Waiting.AllAsync(works);
        foreach (var warning in scopes.SelectMany(s => s.Warnings).Distinct(StringComparer.Ordinal))
            scope.Warnings.Add(warning);
        return failure;
    }

    private async Task WorkAsync(RequestScope scope, CancellationToken cancellationToken)
    {
        while (Volatile.Read(ref failure) is null)
        {
            var at = Interlocked.Increment(ref next);
            if (at >= found.Count)
                return;
            var deleted = await DeleteAsync(scope, found[at], cancellationToken);
            if (deleted is not null)
                Interlocked.CompareExchange(ref failure, deleted, null);
        }
    }

    private async ValueTask<Status?> DeleteAsync(
        RequestScope scope,
        KubeObject obj,
        CancellationToken cancellationToken
    )
    {
        // Only what was listed: what has taken its name since may be nothing the selection means.
        var isOurs = options.PreconditionUid.Length == 0;
        var asked = isOurs ? options with { PreconditionUid = obj.Uid } : options;
        var deleted = await deleter.DeleteAsync(scope, definition, obj.Key, asked, cancellationToken);
        if (deleted.IsSuccess || deleted.IsNotFound)
            return null;
        return isOurs && deleted.Is(StatusReason.Conflict) && deleted.Error.Message.Contains("UID in precondition")
            ? null
            : deleted.Error;
    }
}
