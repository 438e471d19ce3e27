namespace Pangea.Kube.Storage.Sqlite;

/// <summary>
/// A thread for calls that block on the disk, one after the other; it sleeps when there are none. SQLite has no asynchronous
/// calls, and on the thread pool a slow disk would take the threads that everything else runs on.
/// </summary>
internal sealed class WorkerThread : IDisposable
{
    private readonly Lock _queueLock = new();
    private readonly Queue<Action> _queue = new();
    private readonly AutoResetEvent _queued = new(false);
    private readonly SemaphoreSlim _slots;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _stopping;

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="capacity">At most so many calls wait; further callers wait to get in line.</param>
    public WorkerThread(string name, int capacity)
    {
        _slots = new(capacity);
        new Thread(Run) { Name = name, IsBackground = true }.Start();
    }

    /// <summary>Runs a call on the thread.</summary>
    /// <exception cref="StoreUnavailableException">The thread has ended.</exception>
    public async Task<T> RunAsync<T>(Func<T> call, CancellationToken cancellationToken)
    {
        await _slots.WaitAsync(cancellationToken);
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        var queued = TryQueue(() =>
        {
            _slots.Release();
            if (cancellationToken.IsCancellationRequested)
            {
                result.SetCanceled(cancellationToken);
                return;
            }
            try
            {
                result.SetResult(call());
            }
            catch (Exception e)
            {
                result.SetException(e);
            }
        });
        if (!queued)
        {
            _slots.Release();
            throw new StoreUnavailableException("the store is closed");
        }
        return await result.Task;
    }

    /// <summary>Runs an action that does not throw; false when the thread has ended or is about to.</summary>
    public bool TryQueue(Action action)
    {
        lock (_queueLock)
        {
            if (_stopping)
            {
                return false;
            }
            _queue.Enqueue(action);
        }
        _queued.Set();
        return true;
    }

    /// <summary>Ends the thread after what is queued.</summary>
    public Task StopAsync()
    {
        lock (_queueLock)
        {
            _stopping = true;
        }
        _queued.Set();
        return _ended.Task;
    }

    public void Dispose()
    {
        _queued.Dispose();
        _slots.Dispose();
    }

    private void Run()
    {
        while (true)
        {
            Action? action;
            lock (_queueLock)
            {
                if (!_queue.TryDequeue(out action) && _stopping)
                {
                    break;
                }
            }
            if (action is null)
            {
                _queued.WaitOne();
            }
            else
            {
                action();
            }
        }
        _ended.SetResult();
    }
}
