using System.Net;
using System.Text;
using Microsoft.AspNetCore.Http;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Runtime;

/// <summary>
/// A runtime that runs nothing: its pods are Running and Ready at once, with an address of the node's range, and say that they are simulated. Pods
/// that are to end (see <see cref="SimulatedCourse"/>) do so after a moment. What it knows it can read back from the API after a restart.
/// </summary>
internal sealed class SimulatedRuntime(IPNetwork range, TimeProvider clock) : IPodRuntime
{
    private const string Note = "This pod is simulated: nothing runs behind it.";

    private readonly Lock podsLock = new();
    private readonly Dictionary<string, SimulatedPod> pods = new(StringComparer.Ordinal);
    private readonly PodAddresses addresses = new(range);

    /// <inheritdoc/>
    public string Version => "pangea-simulated://1.0.0";

    /// <inheritdoc/>
    public Action<NamespacedName>? Changed { get; set; }

    /// <inheritdoc/>
    public ValueTask StartAsync(IReadOnlyList<KubeObject> pods, CancellationToken cancellationToken)
    {
        lock (podsLock)
        {
            foreach (var pod in pods)
            {
                if (pod.Status.Text("phase") is not ("Succeeded" or "Failed"))
                    Find(pod);
            }
        }
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<PodState> SyncAsync(KubeObject pod, CancellationToken cancellationToken)
    {
        lock (podsLock)
        {
            var found = Find(pod);
            if (found.Address is null && !found.OnHostNetwork && (found.Address = addresses.Take()) is null)
                return new(found.Waiting("the node has no address left for this pod"));
            return new(found.Advance(clock.GetUtcNow()) with { Message = Note });
        }
    }

    /// <inheritdoc/>
    public ValueTask<PodState?> StopAsync(
        NamespacedName key,
        string uid,
        TimeSpan grace,
        CancellationToken cancellationToken
    )
    {
        lock (podsLock)
        {
            if (!pods.Remove(uid, out var pod))
                return default;
            if (pod.Address is { } address)
                addresses.Free(address);
            return new(pod.Stop(clock.GetUtcNow()));
        }
    }

    /// <inheritdoc/>
    public async Task ConnectAsync(PodConnection connection, HttpContext http)
    {
        if (connection.Subresource != "log")
        {
            await PodConnections.RefuseAsync(
                http,
                Status.BadRequest($"pod {connection.Pod.Name} is simulated: nothing runs behind it")
            );
            return;
        }
        http.Response.ContentType = "text/plain";
        await http.Response.BodyWriter.WriteAsync(
            Encoding.UTF8.GetBytes($"{Note} There is no log.\n"),
            http.RequestAborted
        );
    }

    private SimulatedPod Find(KubeObject pod)
    {
        if (pods.TryGetValue(pod.Uid, out var found))
            return found;
        pods[pod.Uid] = found = new(pod);
        // A pod that ran before a restart keeps its address, unless another one claims the same.
        if (pod.Status.Text("podIP") is { } address && !found.OnHostNetwork && addresses.TryTake(address))
            found.Address = address;
        return found;
    }
}
