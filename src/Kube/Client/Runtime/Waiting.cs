using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace Pangea.Kube.Client;

/// <summary>
/// Forms of waiting that come back to the executor they were called on, where the framework's own go by the thread pool: those
/// would make a simulation's runs differ.
/// </summary>
public static class Waiting
{
#pragma warning disable RS0030 // on tasks that end here, WaitAsync comes back here
    /// <summary>What comes through a channel, until it is completed. Use it for <c>ReadAllAsync</c>.</summary>
    public static async IAsyncEnumerable<T> EachAsync<T>(
        this ChannelReader<T> reader,
        [EnumeratorCancellation] CancellationToken cancellationToken
    )
    {
        while (await reader.WaitToReadAsync(cancellationToken))
        {
            while (reader.TryRead(out var item))
                yield return item;
        }
    }

    /// <summary>Waits for a task or the cancellation, whichever comes first. Use it for <c>Task.WaitAsync</c>.</summary>
    public static Task UntilAsync(this Task task, CancellationToken cancellationToken) =>
        task.IsCompleted || !cancellationToken.CanBeCanceled ? task : HereAsync(task).WaitAsync(cancellationToken);

    /// <summary>Waits for a task or the cancellation, whichever comes first. Use it for <c>Task.WaitAsync</c>.</summary>
    public static Task<T> UntilAsync<T>(this Task<T> task, CancellationToken cancellationToken) =>
        task.IsCompleted || !cancellationToken.CanBeCanceled ? task : HereAsync(task).WaitAsync(cancellationToken);

#pragma warning restore RS0030

    /// <summary>
    /// Waits for a task for some time; false when the time is over. What the task throws is thrown. Use it for <c>Task.WaitAsync</c> with a
    /// time.
    /// </summary>
    public static async Task<bool> WithinAsync(
        this Task task,
        TimeSpan time,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        if (!task.IsCompleted)
        {
            using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            // A delay that is cancelled tells WhenAny so by the thread pool.
            await Task.WhenAny(HereAsync(task), HereAsync(Task.Delay(time, clock, enough.Token)));
            enough.Cancel();
            cancellationToken.ThrowIfCancellationRequested();
        }
        if (!task.IsCompleted)
            return false;
        await task;
        return true;
    }

    /// <summary>
    /// Completes when one of the tasks has, with that task. Use it for <c>Task.WhenAny</c> over tasks of a TaskCompletionSource or a channel.
    /// </summary>
    public static async Task<Task> AnyAsync(params Task[] tasks)
    {
        foreach (var task in tasks)
        {
            if (task.IsCompleted)
                return task;
        }
        var here = Array.ConvertAll(tasks, HereAsync);
        var first = await Task.WhenAny(here);
        return tasks[Array.IndexOf(here, first)];
    }

    /// <summary>
    /// Completes when all tasks have. Use it for <c>Task.WhenAll</c> over tasks of a TaskCompletionSource or a channel.
    /// </summary>
    public static async Task AllAsync(IEnumerable<Task> tasks)
    {
        List<Exception>? errors = null;
        foreach (var task in tasks.ToArray())
        {
            try
            {
                await task;
            }
            catch (Exception e)
            {
                (errors ??= []).Add(e);
            }
        }
        if (errors is [var only])
            System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(only);
        if (errors is not null)
            throw new AggregateException(errors);
    }

    // An async method's own task runs its continuations where it ends, which is here.
    private static async Task HereAsync(Task task) => await task;

    private static async Task<T> HereAsync<T>(Task<T> task) => await task;
}
