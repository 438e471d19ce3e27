using System.Collections.Concurrent;
using System.Collections.Immutable;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Charges writes to the quotas of their namespace. The usage is written in the same transaction as the object (0413), so no crash and no lost
/// race can leave the one without the other. Writes that are charged wait for each other, namespace by namespace; all others are not touched.
/// Source: the plugin ResourceQuota in the Kubernetes page on admission control, and the original's messages.
/// </summary>
internal sealed class QuotaLedger
{
    /// <summary>Resource quotas.</summary>
    public static readonly GroupResource Quotas = new("", "resourcequotas");

    private readonly CompiledIndex<QuotaView> quotas;
    private readonly TimeProvider clock;
    private readonly ConcurrentDictionary<GroupResource, QuotaEvaluator> evaluators = new();
    private readonly ConcurrentDictionary<string, AsyncLock> turns = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<NamespacedName, QuotaView> written = new();

    /// <summary>A ledger over a server's cache.</summary>
    public QuotaLedger(ObjectCache cache, TimeProvider clock)
    {
        this.clock = clock;
        quotas = new(
            cache.Resource(Quotas),
            quota =>
            {
                // What the cache has need not be remembered any longer.
                if (written.TryGetValue(quota.Key, out var known) && known.Stored.Revision <= quota.Revision)
                    written.TryRemove(new(quota.Key, known));
                return new QuotaView(quota);
            }
        );
        cache.Resource(Quotas).Subscribe(Forget);
    }

    private void Forget(CacheEvent change)
    {
        if (change.New is not null)
            return;
        var key = change.Old!.Key;
        written.TryRemove(key, out _);
        // Who still waits for the old turn and who takes a new one may meet; the store lets only one of them have its way.
        if (quotas.In(key.Namespace).IsEmpty)
            turns.TryRemove(key.Namespace, out _);
    }

    /// <summary>
    /// The charge of a write, when a quota of its namespace may concern it; else null. It is to be disposed when the write is over.
    /// </summary>
    public ValueTask<QuotaCharge?> ChargeAsync(
        AdmissionRequest request,
        MapValue root,
        CancellationToken cancellationToken
    )
    {
        if (quotas.In(request.Key.Namespace).IsEmpty || !request.Definition.Namespaced)
            return new((QuotaCharge?)null);
        var evaluator = evaluators.GetOrAdd(request.Definition.StoredResource, static r => QuotaEvaluator.Of(r));
        return evaluator.Handles(request.Operation, request.Subresource)
            ? ChargeAsync(evaluator, request, root, cancellationToken)
            : new((QuotaCharge?)null);
    }

    /// <summary>A quota as it was written a moment ago.</summary>
    public void Remember(KubeObject quota) => written[quota.Key] = new(quota);

    private async ValueTask<QuotaCharge?> ChargeAsync(
        QuotaEvaluator evaluator,
        AdmissionRequest request,
        MapValue root,
        CancellationToken cancellationToken
    )
    {
        if (!quotas.In(request.Key.Namespace).Any(q => Concerns(q, evaluator, root)))
            return null;
        var turn = await turns.GetOrAdd(request.Key.Namespace, static _ => new()).AcquireAsync(cancellationToken);
        try
        {
            return Charge(turn, evaluator, request, root);
        }
        catch
        {
            turn.Dispose();
            throw;
        }
    }

    private QuotaCharge Charge(AsyncLock.Holder turn, QuotaEvaluator evaluator, AdmissionRequest request, MapValue root)
    {
        QuotaCharge Refused(string why) =>
            new(this, turn, Status.Forbidden(request.Definition.Resource.GroupResource, request.Key.Name, why), []);

        var concerned = quotas
            .In(request.Key.Namespace)
            .Select(Newest)
            .Where(q => Concerns(q, evaluator, root))
            .ToList();
        foreach (var quota in concerned)
        {
            var names = quota.NamesOf(evaluator);
            if (evaluator.ConstraintError(names, root) is { } missing)
                return Refused($"failed quota: {quota.Stored.Name}: {missing}");
            if (names.Exists(n => quota.Used[n] is null))
            {
                var all = string.Join(',', names);
                return Refused($"status unknown for quota: {quota.Stored.Name}, resources: {all}");
            }
        }
        var now = clock.GetUtcNow();
        var usage = evaluator.Usage(root, now);
        if (usage.Where((_, amount) => amount.Sign < 0) is { Count: > 0 } negative)
            return Refused($"quota usage is negative for resource(s): {string.Join(',', negative.Names)}");
        if (request.Old is { } old)
            usage = usage.Minus(evaluator.Usage(old.Root, now));
        usage = usage.Where((_, amount) => !amount.IsZero);
        var changes = ImmutableArray.CreateBuilder<(KubeObject, StoredObject)>();
        foreach (var quota in concerned)
        {
            var asked = usage.Where((name, _) => quota.Hard[name] is not null);
            if (asked.Count == 0)
                continue;
            var used = quota.Used.Plus(asked);
            // Who gives something back may do so, however much too much is used.
            var exceeded = asked.Where((name, amount) => amount.Sign > 0 && used[name] > quota.Hard[name]);
            if (exceeded.Count > 0)
            {
                return Refused(
                    $"exceeded quota: {quota.Stored.Name}, requested: {exceeded}, "
                        + $"used: {quota.Used.Where((name, _) => exceeded[name] is not null)}, "
                        + $"limited: {quota.Hard.Where((name, _) => exceeded[name] is not null)}"
                );
            }
            changes.Add((quota.Stored, new(quota.Stored.Root.WithAt(used.ToValue(), "status", "used"))));
        }
        return new(this, turn, null, changes.ToImmutable());
    }

    private static bool Concerns(QuotaView quota, QuotaEvaluator evaluator, MapValue root) =>
        quota.Hard.Names.Any(evaluator.Counts) && quota.Matches(evaluator, root);

    private QuotaView Newest(QuotaView quota) =>
        written.TryGetValue(quota.Stored.Key, out var known) && known.Stored.Revision > quota.Stored.Revision
            ? known
            : quota;
}
