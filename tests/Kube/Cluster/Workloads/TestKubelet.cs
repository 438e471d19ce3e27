using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Tests;

/// <summary>
/// A scheduler and all kubelets in a few lines: binds pods to nodes in turn, makes them Running and Ready after a while, and removes those that are being
/// deleted. Pods whose image is <c>broken</c> never get ready; those of <c>done</c> succeed, those of <c>fail</c> fail with exit code 3.
/// </summary>
internal sealed class TestKubelet(Random random, int nodes)
{
    private int next;

    /// <summary>The longest time that a pod takes to get ready, or to go.</summary>
    public TimeSpan Slowness { get; set; } = TimeSpan.FromMilliseconds(200);

    public async Task RunAsync(IClusterApi api, IExecutor executor, CancellationToken cancellationToken)
    {
        var pods = api.Informer(WorkloadResources.Pods, InformerOptions.All);
        var controller = new Controller<NamespacedName>(
            "kubelet",
            executor,
            (key, stop) => ReconcileAsync(api, executor, pods, key, stop),
            NullLogger.Instance
        );
        controller.Follow(pods, static change => change.New is { } pod ? [pod.Key] : []);
        await controller.RunAsync(cancellationToken);
    }

    private async ValueTask<Reconcile> ReconcileAsync(
        IClusterApi api,
        IExecutor executor,
        IInformer pods,
        NamespacedName key,
        CancellationToken cancellationToken
    )
    {
        if (pods.Get(key) is not { } pod)
            return Reconcile.Done;
        if (pod.IsDeleting)
        {
            await Task.Delay(Slowness * random.NextDouble(), executor.Clock, cancellationToken);
            await api.DeleteAsync(
                WorkloadResources.Pods,
                key,
                new() { GracePeriodSeconds = 0, PreconditionUid = pod.Uid },
                cancellationToken
            );
            return Reconcile.Done;
        }
        if (PodFacts.NodeName(pod).Length == 0)
        {
            var node = TargetOf(pod) ?? $"node-{next++ % nodes}";
            await api.CreateAsync(
                WorkloadResources.Pods,
                TestWorkloads.Parse(
                    $$$"""{"apiVersion":"v1","kind":"Binding","metadata":{"name":"{{{key.Name}}}","namespace":"{{{key.Namespace}}}","uid":"{{{pod.Uid}}}"},"target":{"kind":"Node","name":"{{{node}}}"}}"""
                ),
                new() { Subresource = "binding" },
                cancellationToken
            );
            return Reconcile.Done;
        }
        if (PodFacts.Phase(pod) != "Pending")
            return Reconcile.Done;
        await Task.Delay(Slowness * random.NextDouble(), executor.Clock, cancellationToken);
        var image = pod.Spec.Maps("containers").First().Text("image");
        var now = executor.Clock.GetUtcNow();
        var status = pod.Status.With("podIP", $"10.0.0.{next++ % 250}").With("startTime", Timestamps.Format(now));
        status = image is "done" or "fail"
            ? Ended(status, image == "done", now)
            : Conditions.Set(
                status.With("phase", "Running"),
                Conditions.New("Ready", image == "broken" ? "False" : "True", "", "", now)
            );
        var written = await api.UpdateAsync(
            WorkloadResources.Pods,
            pod.WithStatus(status),
            WriteOptions.Status,
            cancellationToken
        );
        return written.IsSuccess || written.IsNotFound ? Reconcile.Done : Reconcile.Retry(written.Error);
    }

    private static MapValue Ended(MapValue status, bool well, DateTimeOffset now) =>
        status
            .With("phase", well ? "Succeeded" : "Failed")
            .With(
                "containerStatuses",
                JsonText.Parse(
                    $$$"""[{"name":"main","ready":false,"restartCount":0,"image":"i","imageID":"","state":{"terminated":{"exitCode":{{{(well ? 0 : 3)}}},"finishedAt":"{{{Timestamps.Format(now)}}}"} } } ]"""
                )
            );

    /// <summary>The node that a DaemonSet's pod is bound to by its affinity.</summary>
    private static string? TargetOf(KubeObject pod) =>
        pod.Spec.At("affinity", "nodeAffinity", "requiredDuringSchedulingIgnoredDuringExecution") is MapValue required
            ? required
                .Maps("nodeSelectorTerms")
                .SelectMany(static t => t.Maps("matchFields"))
                .FirstOrDefault(static f => f.Text("key") == "metadata.name")
                ?.Texts("values")
                .FirstOrDefault()
            : null;

    public static string Node(string name, string zone) =>
        $$$"""
            {"apiVersion":"v1","kind":"Node","metadata":{"name":"{{{name}}}","labels":{"kubernetes.io/hostname":"{{{name}}}",
             "topology.kubernetes.io/zone":"{{{zone}}}"}},"status":{"conditions":[{"type":"Ready","status":"True"}]}}
            """;
}
