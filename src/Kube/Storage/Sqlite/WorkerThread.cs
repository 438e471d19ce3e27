namespace Pangea.Kube.Storage.Sqlite;

/// <summary>
/// A thread for calls that block on the disk, one after the other; it sleeps when there are none. SQLite has no asynchronous
/// calls, and on the thread pool a slow disk would take the threads that everything else runs on.
/// </summary>
internal sealed class WorkerThread : IDisposable
{
    private readonly WorkQueue<Action> _queue;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts the thread.</summary>
    /// <param name="name">The thread's name.</param>
    /// <param name="capacity">At most so many calls wait; further callers wait to get in line.</param>
    public WorkerThread(string name, int capacity)
    {
        _queue = new(capacity);
        new Thread(Run) { Name = name, IsBackground = true }.Start();
    }

    /// <summary>Runs a call on the thread.</summary>
    /// <exception cref="StoreUnavailableException">The thread has ended.</exception>
    public async Task<T> RunAsync<T>(Func<T> call, CancellationToken cancellationToken)
    {
        var result = new TaskCompletionSource<T>(TaskCreationOptions.RunContinuationsAsynchronously);
        await _queue.AddAsync(
            () =>
            {
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
            },
            cancellationToken
        );
        return await result.Task;
    }

    /// <summary>Runs an action that does not throw; false when there is no room, or the thread is about to end.</summary>
    public bool TryRun(Action action) => _queue.TryAdd(action);

    /// <summary>Ends the thread after what is queued.</summary>
    public Task StopAsync()
    {
        _queue.Close();
        return _ended.Task;
    }

    public void Dispose() => _queue.Dispose();

    private void Run()
    {
        while (true)
        {
            var closed = _queue.IsClosed;
            if (_queue.TryTake(out var action))
            {
                action();
            }
            else if (closed)
            {
                break;
            }
            else
            {
                _queue.Sleep();
            }
        }
        _ended.SetResult();
    }
}
