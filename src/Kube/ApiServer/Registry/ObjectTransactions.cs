using Pangea.Kube.Objects;
using Pangea.Kube.Storage;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// The transactions that objects are written by: the object itself, and beside it what it claims for itself alone
/// (<see cref="ResourceStrategy.Claims"/>), each as a key that must not be there before. So the store itself sees to it that nothing is given twice, whoever
/// writes and whenever who crashes, and what goes with its holder is free at once.
/// </summary>
internal static class ObjectTransactions
{
    /// <summary>Outside of the objects' keys: caches do not see them.</summary>
    private const string Root = "/claims/";

    /// <summary>The most changes of claims in one write; a transaction has a bound, and the object itself needs room too.</summary>
    public const int MaxClaims = Transaction.MaxOperations - 8;

    /// <summary>Writes an object that was <paramref name="old"/> before (null: was not there).</summary>
    public static Transaction Put(
        ResourceDefinition definition,
        NamespacedName key,
        StoredObject next,
        MapValue root,
        KubeObject? old
    )
    {
        var objectKey = StorageKeys.Of(definition.StoredResource, key);
        var put = Transaction.Put(objectKey, next.Bytes, old?.Revision ?? 0, next);
        return WithClaims(put, key, Claims(definition, old?.Root), Claims(definition, root));
    }

    /// <summary>Removes an object; <paramref name="last"/> is what watchers see of it.</summary>
    public static Transaction Delete(
        ResourceDefinition definition,
        NamespacedName key,
        StoredObject last,
        KubeObject old
    )
    {
        var objectKey = StorageKeys.Of(definition.StoredResource, key);
        var delete = Transaction.Delete(objectKey, old.Revision, last);
        return WithClaims(delete, key, Claims(definition, old.Root), []);
    }

    private static IReadOnlyList<string> Claims(ResourceDefinition definition, MapValue? root) =>
        root is null || !definition.Strategy.HasClaims ? [] : definition.Strategy.Claims(root);

    private static Transaction WithClaims(
        Transaction transaction,
        NamespacedName key,
        IReadOnlyList<string> before,
        IReadOnlyList<string> after
    )
    {
        if (before.Count == 0 && after.Count == 0)
            return transaction;
        var conditions = transaction.Conditions.ToList();
        var operations = transaction.Operations.ToList();
        var holder = System.Text.Encoding.UTF8.GetBytes(key.ToString());
        foreach (var claim in after.Except(before, StringComparer.Ordinal))
        {
            conditions.Add(new(Root + claim, 0));
            operations.Add(Operation.Put(Root + claim, holder));
        }
        foreach (var claim in before.Except(after, StringComparer.Ordinal))
            operations.Add(Operation.Delete(Root + claim));
        return new() { Conditions = conditions, Operations = operations };
    }
}
