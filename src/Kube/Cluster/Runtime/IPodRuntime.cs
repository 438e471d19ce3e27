using Microsoft.AspNetCore.Http;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Runtime;

/// <summary>
/// What runs the pods of one node. The node's agent decides which pods those are and writes their status; a runtime only runs, stops and says how it
/// is. Calls for one pod never overlap; calls for different pods do.
/// </summary>
public interface IPodRuntime
{
    /// <summary>What the node's <c>containerRuntimeVersion</c> says, such as <c>containerd://2.1.0</c>.</summary>
    string Version { get; }

    /// <summary>
    /// Called once, before anything else, with the pods that the API gives to this node: the runtime takes over what it finds of them, and
    /// ends what it finds besides.
    /// </summary>
    ValueTask StartAsync(IReadOnlyList<KubeObject> pods, CancellationToken cancellationToken);

    /// <summary>
    /// Brings a pod as near to what its spec asks for as can be done now, and says how it is. Asking again changes nothing that is right
    /// already. Called at every change of the pod, after <see cref="PodState.LookAgain"/>, and after <see cref="Changed"/>.
    /// </summary>
    ValueTask<PodState> SyncAsync(KubeObject pod, CancellationToken cancellationToken);

    /// <summary>
    /// Stops a pod and frees what it had. <paramref name="grace"/> is what its containers are given to end by themselves. The state it ended in, or
    /// null when the runtime had no such pod.
    /// </summary>
    ValueTask<PodState?> StopAsync(NamespacedName key, string uid, TimeSpan grace, CancellationToken cancellationToken);

    /// <summary>Called by the runtime, from anywhere, when a pod has changed by itself. Set by the node's agent before the start.</summary>
    Action<NamespacedName>? Changed { get; set; }

    /// <summary>
    /// Answers <c>log</c>, <c>exec</c>, <c>attach</c> or <c>portforward</c> of a pod that runs here. Access has been checked.
    /// </summary>
    Task ConnectAsync(PodConnection connection, HttpContext http);
}

/// <summary>What is asked of a pod.</summary>
/// <param name="Subresource"><c>log</c>, <c>exec</c>, <c>attach</c> or <c>portforward</c>.</param>
/// <param name="Pod">The pod.</param>
/// <param name="Container">The container's name; empty for <c>portforward</c>, which is about the pod.</param>
public sealed record PodConnection(string Subresource, KubeObject Pod, string Container);
