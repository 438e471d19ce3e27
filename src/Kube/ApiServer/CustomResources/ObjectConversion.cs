using System.Runtime.CompilerServices;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.CustomResources;

/// <summary>
/// Objects of a kind with a conversion webhook as one of its versions shows them. Who reads prepares first, which may ask the webhook; then looking is
/// as for any other kind, and does not wait.
/// </summary>
/// <remarks>
/// An object is converted once a version, however many look at it: what was made is kept as long as the stored object itself, so that there is no more of
/// it than of those. Many at once ask once.
/// </remarks>
/// <param name="webhook">Converts.</param>
/// <param name="view">This version.</param>
/// <param name="storage">The version objects are stored in.</param>
internal sealed class ObjectConversion(ConversionWebhook webhook, StoredView view, StoredView storage)
{
    /// <summary>How many objects one question is about.</summary>
    public const int BatchSize = 250;

    private readonly string apiVersion = view.Version.ToString();
    private readonly ConditionalWeakTable<KubeObject, KubeObject> made = [];
    private readonly Lock pendingLock = new();
    private readonly Dictionary<KubeObject, Task<Status?>> pending = new(ReferenceEqualityComparer.Instance);

    /// <summary>A stored object that is prepared.</summary>
    public KubeObject Of(KubeObject stored) =>
        stored.ApiVersion == apiVersion ? view.Of(stored)
        : made.TryGetValue(stored, out var shown) ? shown
        : throw new InvalidOperationException(
            $"{stored.Kind} {stored.Key} was not converted to {apiVersion} before it was looked at"
        );

    /// <summary>
    /// A stored object for whoever looks at nothing but metadata: as it is stored when it has not been converted. Nobody must wait for a webhook to
    /// tell an owner.
    /// </summary>
    public KubeObject OfMetadata(KubeObject stored) => IsPrepared(stored) ? Of(stored) : stored;

    /// <summary>A stored object.</summary>
    public async ValueTask<ApiResult<KubeObject>> ReadAsync(KubeObject stored, CancellationToken cancellationToken)
    {
        if (!IsPrepared(stored) && await PrepareAsync([stored], cancellationToken) is { } failed)
            return failed;
        return Of(stored);
    }

    /// <summary>Sees to it that these can be looked at; the failure, or null.</summary>
    public async ValueTask<Status?> PrepareAsync(IEnumerable<KubeObject> stored, CancellationToken cancellationToken)
    {
        HashSet<KubeObject>? missing = null;
        foreach (var one in stored)
        {
            if (!IsPrepared(one))
                (missing ??= new(ReferenceEqualityComparer.Instance)).Add(one);
        }
        if (missing is null)
            return null;
        var awaited = new HashSet<Task<Status?>>();
        var begun = new List<(KubeObject[] Objects, TaskCompletionSource<Status?> Done)>();
        lock (pendingLock)
        {
            foreach (var one in missing)
            {
                if (pending.TryGetValue(one, out var running))
                    awaited.Add(running);
            }
            // What has been made since the first look is not made again.
            missing.RemoveWhere(o => pending.ContainsKey(o) || IsPrepared(o));
            foreach (var batch in missing.Chunk(BatchSize))
            {
                var done = new TaskCompletionSource<Status?>(TaskCreationOptions.RunContinuationsAsynchronously);
                foreach (var one in batch)
                    pending[one] = done.Task;
                begun.Add((batch, done));
                awaited.Add(done.Task);
            }
        }
        // What others may be waiting for too does not end with who asked first.
        foreach (var (objects, done) in begun)
            _ = MakeAsync(objects, done);
        Status? failed = null;
        foreach (var one in awaited)
            failed ??= await one.UntilAsync(cancellationToken);
        return failed;
    }

    /// <summary>An object of any version in this one.</summary>
    public async ValueTask<ApiResult<MapValue>> ConvertAsync(MapValue root, CancellationToken cancellationToken)
    {
        if (root.Text("apiVersion") == apiVersion)
            return root;
        var converted = await webhook.ConvertAsync([new(root)], view.Version, cancellationToken);
        return converted.IsSuccess ? view.Fit(converted.Value[0]) : converted.Error;
    }

    /// <summary>An object of this version as it is stored.</summary>
    public async ValueTask<ApiResult<MapValue>> ToStoredAsync(MapValue root, CancellationToken cancellationToken)
    {
        if (view.Version == storage.Version)
            return root;
        var converted = await webhook.ConvertAsync([new(root)], storage.Version, cancellationToken);
        return converted.IsSuccess ? storage.Fit(converted.Value[0]) : converted.Error;
    }

    private bool IsPrepared(KubeObject stored) => stored.ApiVersion == apiVersion || made.TryGetValue(stored, out _);

    private async Task MakeAsync(KubeObject[] stored, TaskCompletionSource<Status?> done)
    {
        try
        {
            var converted = await webhook.ConvertAsync(stored, view.Version, CancellationToken.None);
            if (converted.IsSuccess)
            {
                for (var i = 0; i < stored.Length; i++)
                    made.AddOrUpdate(stored[i], new KubeObject(view.Fit(converted.Value[i])).Compact());
            }
            Finish(stored);
            done.SetResult(converted.IsSuccess ? null : converted.Error);
        }
        catch (Exception e)
        {
            // It is for those who wait to fail with it.
            Finish(stored);
            done.SetException(e);
        }
    }

    private void Finish(KubeObject[] stored)
    {
        lock (pendingLock)
        {
            foreach (var one in stored)
                pending.Remove(one);
        }
    }
}
