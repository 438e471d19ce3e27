namespace Pangea.Walkthrough.Tests;

/// <summary>A kind of the user's own: its definition and an object of it travel as anything else, whatever is applied first.</summary>
[Collection(SharedFleet.Name)]
public class CustomKindTests(SharedFleet shared)
{
    private readonly LocalFleet fleet = shared.Fleet;

    [Theory]
    [InlineData("crontabs-policy", "crontabs", "nightly")]
    [InlineData("crontabs", "crontabs-policy", "nightly")]
    [InlineData("crontabs", "nightly", "crontabs-policy")]
    public async Task Reaches_the_clusters_and_its_status_comes_back(params string[] order)
    {
        foreach (var manifest in order)
        {
            await fleet.RunAsync($"kubectl apply -f $MANIFESTS/{manifest}.yaml");
            if (manifest == "crontabs")
            {
                // As with the original, kubectl wait fails on a definition that has no conditions yet.
                await fleet.UntilAsync(
                    "kubectl get crd crontabs.stable.example.com -o jsonpath='{.status.conditions[?(@.type==\"Established\")].status}'",
                    "True"
                );
            }
        }
        foreach (var cluster in new[] { "ap", "eu" })
        {
            var member = $"kubectl --kubeconfig $C-{cluster}";
            await fleet.UntilAsync($"{member} get ct nightly -o jsonpath='{{.spec.cron}}'", "0 3 * * *");
            await fleet.RunAsync(
                $"{member} patch ct nightly --subresource=status --type=merge -p '{{\"status\":{{\"runs\":7}}}}'"
            );
        }
        await fleet.UntilAsync(
            "kubectl get rb nightly-crontab -o jsonpath='{range .status.aggregatedStatus[*]}{.clusterName} {.status.runs} {.health};{end}'",
            "ap 7 Healthy;eu 7 Healthy;"
        );
        Assert.Equal(
            "",
            await fleet.RunAsync("kubectl --kubeconfig $C-us get crd crontabs.stable.example.com --ignore-not-found")
        );

        await fleet.RunAsync("kubectl delete crd crontabs.stable.example.com --timeout=60s");
        foreach (var cluster in new[] { "ap", "eu" })
        {
            await fleet.UntilAsync(
                $"kubectl --kubeconfig $C-{cluster} get crd crontabs.stable.example.com --ignore-not-found",
                ""
            );
        }
        await fleet.UntilAsync("kubectl get rb,crb,work -A -o name | grep -c -e crontab -e nightly || true", "0");
        await fleet.RunAsync("kubectl delete cpp crontabs --timeout=60s");
    }
}
