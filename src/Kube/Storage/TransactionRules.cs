namespace Pangea.Kube.Storage;

/// <summary>What every store asks of its callers' arguments, so that all refuse the same.</summary>
internal static class TransactionRules
{
    private const int FewOperations = 8;

    /// <summary>Checks a transaction.</summary>
    /// <exception cref="ArgumentException">The transaction breaks a rule of <see cref="IStore.CommitAsync"/>.</exception>
    public static void Check(Transaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var operations = transaction.Operations;
        if (operations.Count is 0 or > Transaction.MaxOperations)
        {
            throw new ArgumentException(
                $"a transaction has 1 to {Transaction.MaxOperations} operations, not {operations.Count}",
                nameof(transaction)
            );
        }
        if (transaction.Conditions.Count > Transaction.MaxOperations)
        {
            throw new ArgumentException(
                $"a transaction has at most {Transaction.MaxOperations} conditions, not {transaction.Conditions.Count}",
                nameof(transaction)
            );
        }

        for (var i = 0; i < transaction.Conditions.Count; i++)
        {
            CheckKey(transaction.Conditions[i].Key);
        }
        var seen = operations.Count > FewOperations ? new HashSet<string>(operations.Count) : null;
        for (var i = 0; i < operations.Count; i++)
        {
            var key = operations[i].Key;
            CheckKey(key);
            if (seen is null ? StandsBefore(operations, i) : !seen.Add(key))
            {
                throw new ArgumentException($"the key {key} stands in two operations", nameof(transaction));
            }
        }
    }

    /// <summary>Checks a key.</summary>
    /// <exception cref="ArgumentException">It is empty or no well-formed UTF-16.</exception>
    public static void CheckKey(string key)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        CheckBound(key);
    }

    /// <summary>A bound of a range or a prefix may be empty.</summary>
    /// <exception cref="ArgumentException">It is no well-formed UTF-16.</exception>
    public static void CheckBound(string bound)
    {
        ArgumentNullException.ThrowIfNull(bound);
        for (
            var rest = bound.AsSpan();
            rest.IndexOfAnyInRange('\uD800', '\uDFFF') is >= 0 and var at;
            rest = rest[(at + 2)..]
        )
        {
            if (at + 1 >= rest.Length || !char.IsSurrogatePair(rest[at], rest[at + 1]))
            {
                throw new ArgumentException("a key is well-formed UTF-16", nameof(bound));
            }
        }
    }

    private static bool StandsBefore(IReadOnlyList<Operation> operations, int index)
    {
        for (var i = 0; i < index; i++)
        {
            if (operations[i].Key == operations[index].Key)
            {
                return true;
            }
        }
        return false;
    }
}
