using System.Text.Json.Nodes;

namespace Pangea.Walkthrough.Tests;

/// <summary>A cluster that is none of the fleet's: started alone, and known by nothing but its kubeconfig.</summary>
[Collection(SharedFleet.Name)]
public class RegisterTests(SharedFleet shared)
{
    private const string Pods =
        "kubectl --kubeconfig $LAB get pods -l app=lab --field-selector=status.phase=Running -o jsonpath='{range .items[*]}{.metadata.uid} {end}'";

    private readonly LocalFleet fleet = shared.Fleet;

    [Fact]
    public async Task A_cluster_registers_is_away_for_a_minute_and_catches_up_when_it_is_back()
    {
        var (lab, register) = await StartLabAsync("lab");
        var log = Path.Combine(fleet.Folder, "lab.log");
        var agent = await fleet.StartAsync($"{register} --region attic --zone left", log);
        await IsAsync("True attic");
        await fleet.RunAsync("kubectl apply -f $MANIFESTS/lab.yaml");
        var before = await RunsAsync(lab, 2);

        // The agent is away: the hub knows nothing of the cluster, and the cluster nothing of what the hub wants.
        await fleet.KillAsync([agent]);
        await fleet.RunAsync("kubectl scale deployment lab --replicas=3");
        await IsAsync("Unknown attic");
        Assert.Contains(
            "ClusterStatusUnknown",
            await fleet.RunAsync("kubectl get cluster lab -o jsonpath='{.status.conditions[*].reason}'")
        );
        Assert.Contains(
            "cluster.karmada.io/unreachable",
            await fleet.RunAsync("kubectl get cluster lab -o jsonpath='{.spec.taints[*].key}'")
        );
        Assert.Equal(before, await RunsAsync(lab, 2));
        Assert.Equal(
            "lab 3",
            (
                await fleet.RunAsync(
                    "kubectl get rb lab-deployment -o jsonpath='{.spec.clusters[*].name} {.spec.clusters[*].replicas}'"
                )
            ).Trim()
        );

        agent = await fleet.StartAsync($"pangea agent --kubeconfig {lab}", log);
        await IsAsync("True attic");
        var after = await RunsAsync(lab, 3);
        Assert.Superset(before, after);

        // The cluster is away: its agent says so, and goes on when it is back.
        await fleet.RunAsync("pangea down --dir lab");
        await fleet.RunAsync("kubectl scale deployment lab --replicas=4");
        await IsAsync("False attic");
        await fleet.RunAsync("pangea cluster --name lab --dir lab --detach");
        await IsAsync("True attic");
        Assert.Superset(after, await RunsAsync(lab, 4));

        await fleet.RunAsync("kubectl delete -f $MANIFESTS/lab.yaml");
        await RunsAsync(lab, 0);
        await fleet.RunAsync($"kubectl delete cluster lab --timeout=60s && kill {agent}");
    }

    [Fact]
    public async Task Who_has_a_wrong_token_an_expired_one_or_a_wrong_hash_of_the_authority_stays_out()
    {
        var (_, register) = await StartLabAsync("shed");
        var token = Word(register, "--token");
        var expired = (await fleet.RunAsync("pangea token create --dir $DIR --ttl 5s")).Trim();
        await fleet.UntilAsync(
            "pangea token list --dir $DIR",
            o => !o.Contains(expired[..6]) || o.Contains("expired"),
            _ => "the token expires"
        );

        await RefusedAsync(register.Replace(token, "abcdef.0123456789abcdef"), "abcdef");
        await RefusedAsync(register.Replace(token, token[..^1] + (token[^1] == '0' ? '1' : '0')), token[..6]);
        await RefusedAsync(register.Replace(token, expired), "expired");
        await RefusedAsync(register.Replace(Word(register, "--ca-hash"), "sha256:" + new string('0', 64)), "CA hash");
        await RefusedAsync(register.Replace("https:", "http:"), "https://host:port");
        await RefusedAsync(register.Replace("--name shed", "--name eu"), "eu");

        Assert.Equal("ap eu us", Names(await fleet.JsonAsync("kubectl get clusters")));
        Assert.DoesNotContain("shed", await fleet.RunAsync("kubectl get ns,csr -o name"));
        Assert.Equal(
            "",
            await fleet.RunAsync(
                "kubectl --kubeconfig shed/kubeconfig-shed get secrets -n karmada-system -o name 2>/dev/null"
            )
        );
    }

    private static string Names(JsonNode list) =>
        string.Join(' ', list["items"]!.AsArray().Select(i => i!["metadata"]!["name"]!.GetValue<string>()));

    private static string Word(string command, string after)
    {
        var words = command.Split(' ');
        return words[Array.IndexOf(words, after) + 1];
    }

    /// <summary>Starts a cluster alone, and lets the hub print how it is registered.</summary>
    private async Task<(string Kubeconfig, string Register)> StartLabAsync(string name)
    {
        var directory = fleet.NewDirectory(name);
        var kubeconfig = Path.Combine(directory, $"kubeconfig-{name}");
        await fleet.RunAsync(
            $"pangea cluster --name {name} --nodes 1 --dir {directory} --port {LocalFleet.NextPort()} --detach"
        );
        var register = (await fleet.RunAsync("pangea token create --dir $DIR --print-register-command")).Trim();
        return (kubeconfig, register.Replace("--name NAME", $"--name {name}").Replace("FILE", kubeconfig));
    }

    private Task IsAsync(string expected) =>
        fleet.UntilAsync(
            "kubectl get cluster lab -o jsonpath='{.status.conditions[?(@.type==\"Ready\")].status} {.spec.region}'",
            expected
        );

    /// <summary>Waits until this many pods run in the cluster, and says which.</summary>
    private async Task<SortedSet<string>> RunsAsync(string kubeconfig, int count)
    {
        static string[] Ids(string output) => output.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var pods = await fleet.UntilAsync(
            Pods.Replace("$LAB", kubeconfig),
            o => Ids(o).Length == count,
            _ => $"{count} pods were expected"
        );
        return [.. Ids(pods)];
    }

    private async Task RefusedAsync(string register, string why)
    {
        var (code, output) = await fleet.TryAsync(register);
        Assert.True(code == 1, $"$ {register}\n{output}\nended with {code}");
        Assert.StartsWith("pangea: ", output);
        Assert.Contains(why, output);
        Assert.Single(output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }
}
