using Microsoft.Extensions.Logging;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>
/// Informers over an API that has none of its own: each follows by list and watch and keeps a copy. Equal requests share one.
/// </summary>
/// <remarks>
/// An informer starts when it is first asked for and follows until <see cref="Stop"/> or the end of all. There are as many as distinct requests.
/// Objects come without managed fields. Indexes may be added at any time.
/// </remarks>
public sealed class SharedInformers : IDisposable
{
    private readonly Lock informersLock = new();
    private readonly Dictionary<Request, Running> informers = [];
    private readonly CancellationTokenSource stopping = new();
    private readonly IClusterApi api;
    private readonly IExecutor executor;
    private readonly Random random;
    private readonly ILogger logger;

    /// <summary>No informers yet.</summary>
    /// <param name="api">What they list and watch.</param>
    /// <param name="executor">Runs them.</param>
    /// <param name="random">Spreads pauses and watch times; used by one at a time.</param>
    /// <param name="logger">Gets a line for each new reason why a resource cannot be followed.</param>
    public SharedInformers(IClusterApi api, IExecutor executor, Random random, ILogger logger)
    {
        this.api = api;
        this.executor = executor;
        this.random = random;
        this.logger = logger;
    }

    private readonly record struct Request(
        GroupVersionResource Resource,
        string Namespace,
        string Labels,
        string Fields
    );

    private sealed record Running(IInformer Informer, CancellationTokenSource Stop);

    /// <summary>The informer of a resource; started when it is the first of its kind.</summary>
    /// <exception cref="ObjectDisposedException">All have been ended.</exception>
    public IInformer Get(GroupVersionResource resource, InformerOptions options)
    {
        var request = new Request(resource, options.Namespace, options.Labels.ToQuery(), options.Fields.ToString());
        lock (informersLock)
        {
            ObjectDisposedException.ThrowIf(stopping.IsCancellationRequested, this);
            if (informers.TryGetValue(request, out var running))
                return running.Informer;
            var view = new ObjectView();
            var reflector = new Reflector(
                api,
                resource,
                options,
                view,
                executor.Clock,
                new Random(random.Next()),
                logger
            );
            var stop = CancellationTokenSource.CreateLinkedTokenSource(stopping.Token);
            informers.Add(request, new(view, stop));
            _ = executor.RunAsync($"informer {resource}", reflector.RunAsync, stop.Token);
            return view;
        }
    }

    /// <summary>
    /// Ends the informers of a resource, for instance because the resource is gone. Who holds one sees its last state; the next request starts anew.
    /// </summary>
    public void Stop(GroupVersionResource resource)
    {
        List<Running> ended;
        lock (informersLock)
        {
            ended = [.. informers.Where(i => i.Key.Resource == resource).Select(i => i.Value)];
            foreach (var request in informers.Keys.Where(r => r.Resource == resource).ToArray())
                informers.Remove(request);
        }
        foreach (var running in ended)
            running.Stop.Cancel();
    }

    /// <summary>Ends all informers.</summary>
    public void Dispose()
    {
        lock (informersLock)
        {
            informers.Clear();
        }
        // Outside of the lock: it runs what others registered.
        stopping.Cancel();
    }
}
