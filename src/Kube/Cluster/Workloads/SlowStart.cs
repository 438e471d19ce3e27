using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster;

/// <summary>
/// Makes many calls of one sort in batches of 1, 2, 4, …, so that a quota or an admission that refuses all is asked once or twice and not a thousand
/// times. Source: <c>slowStartBatch</c> of Kubernetes.
/// </summary>
internal static class SlowStart
{
    /// <summary>Calls until all are done or one of a batch fails.</summary>
    /// <returns>Null, or the first failure.</returns>
    public static async ValueTask<Status?> RunAsync(int count, Func<int, ValueTask<Status?>> call)
    {
        var done = 0;
        for (var batch = 1; done < count; batch *= 2)
        {
            var size = Math.Min(batch, count - done);
            var first = done;
            done += size;
            if (await AllAsync(size, i => call(first + i)) is { } failed)
                return failed;
        }
        return null;
    }

    /// <summary>Makes calls side by side.</summary>
    /// <returns>Null, or the first failure.</returns>
    public static async ValueTask<Status?> AllAsync(int count, Func<int, ValueTask<Status?>> call)
    {
        if (count == 1)
            return await call(0);
        var calls = new Task<Status?>[count];
        for (var i = 0; i < count; i++)
            calls[i] = call(i).AsTask();
        await Waiting.AllAsync(calls);
        foreach (var one in calls)
        {
            if (await one is { } failed)
                return failed;
        }
        return null;
    }
}
