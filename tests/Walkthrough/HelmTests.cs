namespace Pangea.Walkthrough.Tests;

/// <summary>A chart is installed on the hub as on any cluster: with a policy that says where it runs, helm's <c>--wait</c> waits for all clusters.</summary>
[Collection(SharedFleet.Name)]
public class HelmTests(SharedFleet shared)
{
    private const string Ready = "-o jsonpath='{.status.readyReplicas}'";

    private readonly LocalFleet fleet = shared.Fleet;

    [Fact]
    public async Task A_release_runs_where_the_policy_says_and_helm_waits_for_all_of_it()
    {
        await fleet.RunAsync("kubectl apply -f $MANIFESTS/chart-policy.yaml");

        // The hook is a Job: it runs in a cluster before the rest of the chart is installed.
        await fleet.RunAsync("helm install shop $CHARTS/shop --set hooks=true,replicas=3 --wait --timeout 60s");
        Assert.Equal("3", await fleet.RunAsync($"kubectl get deployment shop {Ready}"));
        Assert.Equal("2", await ReadyAsync("eu"));
        Assert.Equal("1", await ReadyAsync("us"));
        await fleet.RunAsync("kubectl wait --for=condition=Available deployment/shop --timeout=10s");

        await fleet.RunAsync("helm upgrade shop $CHARTS/shop --set replicas=6,color=blue --wait --timeout 60s");
        Assert.Equal("4", await ReadyAsync("eu"));
        Assert.Equal(
            "blue",
            await fleet.RunAsync("kubectl --kubeconfig $C-us get configmap shop -o jsonpath='{.data.COLOR}'")
        );

        var (code, output) = await fleet.TryAsync(
            "helm upgrade shop $CHARTS/shop --set nodeName=nowhere --rollback-on-failure --timeout 3s"
        );
        Assert.True(code != 0 && output.Contains("has been rolled back", StringComparison.Ordinal), output);
        await fleet.RunAsync("helm rollback shop 1 --wait --timeout 60s");
        Assert.Equal("2", await ReadyAsync("eu"));

        await fleet.RunAsync("helm uninstall shop --wait --timeout 60s");
        foreach (var cluster in new[] { "eu", "us" })
            await fleet.UntilAsync(
                $"kubectl --kubeconfig $C-{cluster} get deployments,serviceaccounts -o name",
                "serviceaccount/default"
            );
        await fleet.RunAsync(
            "kubectl delete -f $MANIFESTS/chart-policy.yaml && kubectl delete job/shop-prepare configmap/shop-installed crd/prices.shop.example"
        );
    }

    private Task<string> ReadyAsync(string cluster) =>
        fleet.RunAsync($"kubectl --kubeconfig $C-{cluster} get deployment shop {Ready}");
}
