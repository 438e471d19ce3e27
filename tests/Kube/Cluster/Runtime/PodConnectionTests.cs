using static Pangea.Kube.Cluster.Tests.TestCluster;

namespace Pangea.Kube.Cluster.Tests.Runtime;

/// <summary>What people see who look into a simulated pod, with the kubectl that is installed.</summary>
public sealed class PodConnectionTests
{
    [Fact]
    public async Task Whoever_looks_into_a_simulated_pod_is_told_that_nothing_runs_in_it()
    {
        await using var cluster = await ListeningCluster.StartAsync();
        await cluster.RunPodAsync(PodJson("a"));

        Assert.Equal(
            "This pod is simulated: nothing runs behind it. There is no log.\n",
            await cluster.KubectlAsync("logs", "a")
        );
        const string Refusal = "pod a is simulated: nothing runs behind it";
        foreach (
            var command in (string[][])
                [
                    ["exec", "a", "--", "ls"],
                    ["attach", "a"],
                    ["port-forward", "a", "0:80"],
                ]
        )
        {
            var answer = await cluster.KubectlAsync(command);
            Assert.Contains(Refusal, answer, StringComparison.Ordinal);
        }
        var described = await cluster.KubectlAsync("describe", "pod", "a");
        Assert.Contains("Message:", described, StringComparison.Ordinal);
        Assert.Contains("This pod is simulated: nothing runs behind it.", described, StringComparison.Ordinal);
        Assert.Contains("Successfully assigned default/a to eu-", described, StringComparison.Ordinal);
        Assert.Contains("simulated://", described, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_meant_is_answered_in_the_originals_words()
    {
        await using var cluster = await ListeningCluster.StartAsync();
        await cluster.RunPodAsync(
            PodJson("two").Replace("\"containers\":[", "\"containers\":[{\"name\":\"d\",\"image\":\"x\"},")
        );

        Assert.Contains(
            "container nope is not valid for pod two",
            await cluster.KubectlAsync("logs", "two", "-c", "nope"),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "pods \"absent\" not found",
            await cluster.KubectlAsync("logs", "absent"),
            StringComparison.Ordinal
        );
        var nodes = await cluster.KubectlAsync("get", "nodes", "-o", "wide");
        Assert.Equal(2, nodes.Split("pangea-simulated://1.0.0").Length - 1);
        var node = await cluster.KubectlAsync("describe", "node", "eu-1");
        Assert.Contains("KubeletReady", node, StringComparison.Ordinal);
        Assert.Contains("Renew", node, StringComparison.Ordinal);
    }
}
