namespace Pangea.Kube.Schema.Cel;

/// <summary>What an evaluation may still cost: about one for each step, more for what looks at many characters or items.</summary>
public sealed class CelBudget(long limit)
{
    /// <summary>What is left; negative when it was not enough.</summary>
    public long Left { get; private set; } = limit;

    /// <summary>Whether it was not enough: whatever the evaluation gave then is not its result.</summary>
    public bool IsExhausted => Left < 0;

    /// <summary>Takes a cost; false when there is not enough left.</summary>
    internal bool TryCharge(long cost)
    {
        Left -= cost;
        return Left >= 0;
    }

    /// <summary>The cost of looking at a length of characters or items.</summary>
    internal bool TryChargeFor(long length) => TryCharge(1 + (length / 10));
}
