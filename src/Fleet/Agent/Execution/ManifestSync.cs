using Pangea.Fleet.Interpreter;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>
/// Brings one manifest to the member. What is absent is created with POST, which never overwrites; what is there and ours is updated by server-side apply
/// with its uid, which never creates and never touches a successor of the same name; what is there and not ours is left alone, unless the Work says
/// otherwise. What is as it should be is not written.
/// </summary>
internal sealed class ManifestSync(AgentContext agent, MemberViews views)
{
    private static readonly WriteOptions Create = new() { FieldManager = AgentContext.Manager };
    private static readonly WriteOptions Apply = new() { FieldManager = AgentContext.Manager, Force = true };

    /// <summary>Brings a manifest to the member.</summary>
    /// <param name="work">Its Work.</param>
    /// <param name="ordinal">Its place in the Work.</param>
    /// <param name="manifest">The manifest.</param>
    /// <param name="entry">What is remembered of the Work.</param>
    /// <param name="cancellationToken">Cancels the calls.</param>
    public async ValueTask<SyncOutcome> SyncAsync(
        KubeObject work,
        int ordinal,
        KubeObject manifest,
        WorkEntry entry,
        CancellationToken cancellationToken
    )
    {
        var target = await FindAsync(manifest, cancellationToken);
        if (!target.IsSuccess)
            return SyncOutcome.Failed(target.Error);
        var resource = target.Value.Resource;
        var view = await views.SyncedAsync(resource, agent.Clock, cancellationToken);
        var observed = view?.Get(manifest.Key);
        if (observed is null)
        {
            var made = await agent.Member.CreateAsync(resource, manifest, Create, cancellationToken);
            if (made.IsSuccess)
            {
                Remember(work, ordinal, made.Value, entry, isReleased: false);
                return new() { Observed = made.Value, HasWritten = true };
            }
            if (!made.Is(StatusReason.AlreadyExists))
                return SyncOutcome.Failed(made.Error);
            // It is not ours, or newer than what the view shows.
            var live = await agent.Member.GetAsync(resource, manifest.Key, cancellationToken);
            if (!live.IsSuccess)
                return SyncOutcome.Failed(live.Error);
            observed = live.Value;
        }
        return await UpdateAsync(resource, work, ordinal, manifest, Open(observed), entry, cancellationToken);
    }

    /// <summary>The member's object of a manifest, without changing anything; null when it is not there or not ours.</summary>
    public async ValueTask<SyncOutcome> ObserveAsync(KubeObject manifest, CancellationToken cancellationToken)
    {
        var target = await FindAsync(manifest, cancellationToken);
        if (!target.IsSuccess)
            return target.Error.Code is 429 or >= 500 ? SyncOutcome.Failed(target.Error) : default;
        var view = await views.SyncedAsync(target.Value.Resource, agent.Clock, cancellationToken);
        return view?.Get(manifest.Key) is { } observed ? new() { Observed = Open(observed) } : default;
    }

    private ValueTask<ApiResult<ServedKind>> FindAsync(KubeObject manifest, CancellationToken cancellationToken) =>
        agent.Kinds.FindAsync(manifest.GroupVersionKind, cancellationToken);

    /// <summary>The object with a tree of its own: what views hold stays bytes.</summary>
    private static KubeObject Open(KubeObject obj) => obj.HasRoot ? obj : new(JsonText.ParseMap(obj.Json.Span));

    private async ValueTask<SyncOutcome> UpdateAsync(
        GroupVersionResource resource,
        KubeObject work,
        int ordinal,
        KubeObject manifest,
        KubeObject observed,
        WorkEntry entry,
        CancellationToken cancellationToken
    )
    {
        if (observed.IsDeleting)
        {
            return new()
            {
                Error = $"{manifest.Kind}({manifest.Key}) is being deleted in the cluster {agent.Cluster}",
                Kind = FailureKind.Passing,
            };
        }
        if (MemberOwnership.Refusal(manifest, observed, agent.Cluster) is { } refusal)
            return new() { Error = refusal };
        var retained = await agent.Interpreter.RetainAsync(manifest, observed, cancellationToken);
        if (!retained.IsSuccess)
            return new() { Observed = observed, Error = retained.Error };
        var known = entry.Applied.GetValueOrDefault(ordinal);
        if (
            known is not null
            && known.WorkUid == work.Uid
            && known.Generation == work.Generation
            && known.ObjectUid == observed.Uid
            && (Coverage.Covers(observed.Root, retained.Value!.Root) || known.Content == Coverage.Digest(observed))
        )
            return new() { Observed = observed };

        var share = MemberShare.Of(manifest.Root, retained.Value!.Root);
        var isReleased = known is { IsReleased: true } && known.ObjectUid == observed.Uid;
        if (!share.Released.IsEmpty && !isReleased)
        {
            if (await ReleaseAsync(resource, observed, share, cancellationToken) is { } error)
                return SyncOutcome.Failed(error) with { Observed = observed };
            isReleased = true;
        }
        var body = new PatchBody(PatchType.Apply, share.Applied.WithAt(observed.Uid, "metadata", "uid"));
        var applied = await agent.Member.PatchAsync(resource, manifest.Key, body, Apply, cancellationToken);
        if (applied.IsSuccess && HasLeftovers(applied.Value, retained.Value))
        {
            if (await GatherAsync(resource, applied.Value, share, cancellationToken) is { } error)
                return SyncOutcome.Failed(error) with { Observed = observed };
            applied = await agent.Member.PatchAsync(resource, manifest.Key, body, Apply, cancellationToken);
        }
        if (!applied.IsSuccess)
            return SyncOutcome.Failed(applied.Error) with { Observed = observed };
        Remember(work, ordinal, applied.Value, entry, isReleased && !share.Released.IsEmpty);
        return new()
        {
            Observed = applied.Value,
            HasWritten =
                applied.Value.ResourceVersion != observed.ResourceVersion
                && Coverage.Digest(applied.Value) != Coverage.Digest(observed),
        };
    }

    /// <summary>
    /// Gives up what is the member's own before it is left out for the first time: apply would take it away if nobody else had it.
    /// </summary>
    private async ValueTask<Status?> ReleaseAsync(
        GroupVersionResource resource,
        KubeObject observed,
        MemberShare share,
        CancellationToken cancellationToken
    )
    {
        var live = await agent.Member.GetAsync(resource, observed.Key, cancellationToken);
        if (!live.IsSuccess)
            return live.Error;
        var entries = FieldOwnership.Of(live.Value);
        return share.Released.Any(p => FieldOwnership.Owns(entries, AgentContext.Manager, p))
            ? await GatherAsync(resource, live.Value, share, cancellationToken)
            : null;
    }

    /// <summary>
    /// What was created with a field and is wanted without it still has it after an apply: the next one takes it away only when all that is the agent's is
    /// gathered first.
    /// </summary>
    private static bool HasLeftovers(KubeObject applied, KubeObject retained) =>
        FieldOwnership.HasLeftovers(FieldOwnership.Of(applied), AgentContext.Manager, retained.Root);

    private async ValueTask<Status?> GatherAsync(
        GroupVersionResource resource,
        KubeObject live,
        MemberShare share,
        CancellationToken cancellationToken
    )
    {
        var gathered = FieldOwnership.Gathered(FieldOwnership.Of(live), AgentContext.Manager, share.Released);
        var patch = ListValue.Create([
            MapValue.Of(("op", "test"), ("path", "/metadata/uid"), ("value", live.Uid)),
            MapValue.Of(("op", "test"), ("path", "/metadata/resourceVersion"), ("value", live.ResourceVersion)),
            MapValue.Of(("op", "replace"), ("path", "/metadata/managedFields"), ("value", gathered)),
        ]);
        var patched = await agent.Member.PatchAsync(
            resource,
            live.Key,
            new(PatchType.Json, patch),
            Create,
            cancellationToken
        );
        return patched.IsSuccess ? null : patched.Error;
    }

    private static void Remember(KubeObject work, int ordinal, KubeObject now, WorkEntry entry, bool isReleased)
    {
        entry.Applied[ordinal] = new(work.Uid, work.Generation, now.Uid, Coverage.Digest(now))
        {
            IsReleased = isReleased,
        };
        entry.Seen = now.ResourceVersion;
    }
}
