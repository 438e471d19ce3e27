using Microsoft.Extensions.Logging;

namespace Pangea.Kube.Client;

/// <summary>
/// Runs a reconcile function for the keys it is asked to, on some workers. A key never runs twice at the same time; asked for again
/// while it runs, it runs again afterwards; failing, it comes back after a pause that doubles from failure to failure.
/// </summary>
/// <remarks>
/// The queue is deduplicated and first come, first served, so that no key starves; its bound is the number of distinct keys.
/// What is asked before <see cref="RunAsync"/> waits for it. When stopped, keys still in line are dropped: the next start lists everything anyway.
/// </remarks>
public sealed partial class Controller<TKey>
    where TKey : notnull
{
    private readonly IExecutor executor;
    private readonly Func<TKey, CancellationToken, ValueTask<Reconcile>> reconcile;
    private readonly ILogger logger;
    private readonly ControllerOptions options;
    private readonly WorkQueue<TKey> queue;
    private readonly List<IInformer> followed = [];
    private readonly List<IDisposable> subscriptions = [];

    /// <summary>A controller; it does nothing until it runs.</summary>
    /// <param name="name">Its name, in logs and metrics.</param>
    /// <param name="executor">Runs its workers.</param>
    /// <param name="reconcile">
    /// Brings one key's part of the world to what it should be, from current state. An exception counts as a failure.
    /// </param>
    /// <param name="logger">Gets a line when a key has failed three times in a row for a reason, and for each new reason.</param>
    /// <param name="options">How it works.</param>
    public Controller(
        string name,
        IExecutor executor,
        Func<TKey, CancellationToken, ValueTask<Reconcile>> reconcile,
        ILogger logger,
        ControllerOptions? options = null
    )
    {
        Name = name;
        this.executor = executor;
        this.reconcile = reconcile;
        this.logger = logger;
        this.options = options ?? ControllerOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(this.options.Workers, 1);
        queue = new(executor.Clock, this.options, Metrics);
    }

    /// <summary>Its name, in logs and metrics.</summary>
    public string Name { get; }

    /// <summary>What it has done and has to do.</summary>
    public ControllerMetrics Metrics { get; } = new();

    /// <summary>Asks for a key to be reconciled now. May be called from anywhere at any time, and never waits.</summary>
    public void Enqueue(TKey key) => queue.Add(key);

    /// <summary>
    /// Asks for a key to be reconciled after a pause, or when it is asked for earlier for another reason. Of several pauses the one that ends
    /// first counts.
    /// </summary>
    public void EnqueueAfter(TKey key, TimeSpan after) => queue.AddAfter(key, after);

    /// <summary>Asks for a key at every change an informer sees. The workers start when the informer has synced.</summary>
    /// <returns>This controller.</returns>
    public Controller<TKey> Follow(IInformer informer, Func<InformerEvent, TKey> key) =>
        Subscribe(informer, change => Enqueue(key(change)));

    /// <summary>Asks for some keys, or none, at every change an informer sees. The workers start when the informer has synced.</summary>
    /// <returns>This controller.</returns>
    public Controller<TKey> Follow(IInformer informer, Func<InformerEvent, IEnumerable<TKey>> keys) =>
        Subscribe(
            informer,
            change =>
            {
                foreach (var key in keys(change))
                    Enqueue(key);
            }
        );

    private Controller<TKey> Subscribe(IInformer informer, Action<InformerEvent> handler)
    {
        subscriptions.Add(informer.Subscribe(handler));
        if (!followed.Contains(informer))
            followed.Add(informer);
        return this;
    }

    /// <summary>
    /// Works until cancelled. To be called once, with <c>executor.RunAsync(name, controller.RunAsync, token)</c> or awaited. When cancelled, no further key
    /// is taken; reconciles that are running may end (see <see cref="ControllerOptions.Drain"/>) before their token is cancelled too; it
    /// returns when none is left.
    /// </summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            foreach (var informer in followed)
                await informer.WaitForSyncAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            EndSubscriptions();
            return;
        }
        using var timer = queue.Start();
        using var reconciling = new CancellationTokenSource();
        var stop = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var registration = cancellationToken.UnsafeRegister(_ => stop.TrySetResult(), null);
        var workers = new Task[options.Workers];
        for (var i = 0; i < workers.Length; i++)
            workers[i] = executor.RunAsync(
                $"{Name}/{i}",
                stopping => WorkAsync(stopping, reconciling.Token),
                cancellationToken
            );
        await stop.Task;
        EndSubscriptions();
        var ended = Waiting.AllAsync(workers);
        if (!await ended.WithinAsync(options.Drain, executor.Clock, CancellationToken.None))
        {
            LogCancelled(Name, Metrics.Running);
            reconciling.Cancel();
            await ended;
        }
    }

    private void EndSubscriptions()
    {
        foreach (var subscription in subscriptions)
            subscription.Dispose();
        subscriptions.Clear();
    }

    private async Task WorkAsync(CancellationToken stopping, CancellationToken reconciling)
    {
        while (await queue.NextAsync(stopping) is { } entry)
        {
            Reconcile result;
            try
            {
                result = await reconcile(entry.Key, reconciling);
                if (result.Why is { } why)
                    LogFailure(entry, why);
            }
            catch (OperationCanceledException) when (reconciling.IsCancellationRequested)
            {
                result = Reconcile.Done;
            }
            catch (Exception e)
            {
                result = Reconcile.Retry($"{e.GetType().Name}: {e.Message}");
                if (entry.Why != result.Why)
                    LogThrown(Name, entry.Key, e);
            }
            queue.End(entry, result);
        }
    }

    // A conflict or two is everyday life and goes away; what stays is said once for each reason.
    private void LogFailure(WorkQueue<TKey>.Entry entry, string why)
    {
        var times = entry.Failures + 1;
        if (times == 3 || (times > 3 && entry.Why != why))
            LogFailing(Name, entry.Key, times, why);
        else if (entry.Why != why)
            LogRetry(Name, entry.Key, why);
    }

    [LoggerMessage(1, LogLevel.Debug, "{Controller}: {Key} is retried: {Why}")]
    private partial void LogRetry(string controller, TKey key, string why);

    [LoggerMessage(2, LogLevel.Warning, "{Controller}: {Key} failed {Times} times in a row: {Why}")]
    private partial void LogFailing(string controller, TKey key, int times, string why);

    [LoggerMessage(3, LogLevel.Error, "{Controller}: the reconcile of {Key} threw; it is retried")]
    private partial void LogThrown(string controller, TKey key, Exception error);

    [LoggerMessage(4, LogLevel.Warning, "{Controller}: {Count} reconciles did not end in time and are cancelled")]
    private partial void LogCancelled(string controller, int count);
}
