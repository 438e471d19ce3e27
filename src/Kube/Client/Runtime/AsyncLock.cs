namespace Pangea.Kube.Client;

/// <summary>
/// Mutual exclusion over awaits, in the order of asking, that comes back to the executor it was awaited on. Use it for a
/// <c>SemaphoreSlim(1)</c>, whose cancellable wait goes by the thread pool.
/// </summary>
public sealed class AsyncLock
{
    private readonly Lock waitersLock = new();
    private readonly LinkedList<TaskCompletionSource> waiters = new();
    private bool held;

    /// <summary>Waits until nobody else holds the lock. Dispose what it gives exactly once.</summary>
    /// <exception cref="OperationCanceledException">Cancelled while waiting; the lock is not held.</exception>
    public ValueTask<Holder> AcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        LinkedListNode<TaskCompletionSource> place;
        lock (waitersLock)
        {
            if (!held)
            {
                held = true;
                return new(new Holder(this));
            }
            place = waiters.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }
        return WaitAsync(place, cancellationToken);
    }

    private async ValueTask<Holder> WaitAsync(
        LinkedListNode<TaskCompletionSource> place,
        CancellationToken cancellationToken
    )
    {
        using var registration = cancellationToken.UnsafeRegister(_ => GiveUp(place, cancellationToken), null);
        await place.Value.Task;
        return new(this);
    }

    private void GiveUp(LinkedListNode<TaskCompletionSource> place, CancellationToken cancellationToken)
    {
        lock (waitersLock)
        {
            if (place.List is null)
                return;
            waiters.Remove(place);
        }
        place.Value.TrySetCanceled(cancellationToken);
    }

    private void Release()
    {
        TaskCompletionSource next;
        lock (waitersLock)
        {
            if (waiters.First is not { } first)
            {
                held = false;
                return;
            }
            waiters.RemoveFirst();
            next = first.Value;
        }
        next.TrySetResult();
    }

    /// <summary>Holds the lock until it is disposed.</summary>
    public readonly struct Holder : IDisposable
    {
        private readonly AsyncLock owner;

        internal Holder(AsyncLock owner) => this.owner = owner;

        /// <summary>Gives the lock to who waits longest.</summary>
        public void Dispose() => owner?.Release();
    }
}
