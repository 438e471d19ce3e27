using Pangea.Kube.Objects;

namespace Pangea.Cli.Tests;

/// <summary>A cluster that the fleet knows nothing of, reached by nothing but its kubeconfig.</summary>
[Collection("fleets")]
public class RegisterTests
{
    private static readonly GroupVersionResource Clusters = new("cluster.karmada.io", "v1alpha1", "clusters");

    [Fact]
    public async Task A_cluster_registers_goes_and_comes_back_without_a_token()
    {
        await using var fleet = await TestFleet.UpAsync("--clusters", "eu", "--nodes", "1");
        await using var lab = new TestFleet();
        (await lab.RunAsync("cluster", "--name", "lab", "--nodes", "1", "--detach")).Succeeded();
        var kubeconfig = Path.Combine(lab.Dir, "kubeconfig-lab");
        var register = await RegisterArgumentsAsync(fleet, kubeconfig);

        await RunAgentAsync(fleet, "registered lab at ", [.. register, "--region", "attic", "--zone", "left"]);
        await RunAgentAsync(fleet, "the agent of lab runs", ["agent", "--kubeconfig", kubeconfig]);

        using var api = await fleet.ApiAsync();
        var cluster = (await api.Api.GetAsync(Clusters, new("", "lab"), default)).Value!;
        Assert.Equal("attic", cluster.Spec.Text("region"));
    }

    [Fact]
    public async Task A_manifest_lets_the_agent_run_in_the_cluster()
    {
        await using var fleet = await TestFleet.UpAsync("--clusters", "eu", "--nodes", "1");
        await using var lab = new TestFleet();
        (await lab.RunAsync("cluster", "--name", "lab", "--nodes", "1", "--detach")).Succeeded();
        var register = await RegisterArgumentsAsync(fleet, Path.Combine(lab.Dir, "kubeconfig-lab"));

        var manifest = await BuiltProgram.RunAsync([.. register, "--print-manifest"]);

        manifest.Succeeded();
        var kinds = YamlText.ParseAll(manifest.Out).OfType<MapValue>().Select(m => m.Text("kind")).ToList();
        Assert.Contains("Deployment", kinds);
        Assert.Contains("Secret", kinds);
    }

    [Fact]
    public async Task Who_has_a_wrong_token_or_hash_learns_why_and_leaves_nothing()
    {
        await using var fleet = await TestFleet.UpAsync("--clusters", "eu", "--nodes", "1");
        var eu = Path.Combine(fleet.Dir, "kubeconfig-eu");
        var register = await RegisterArgumentsAsync(fleet, eu);

        (await BuiltProgram.RunAsync(With(register, "--token", "abcdef.0123456789abcdef"))).FailedSaying("abcdef");
        (await BuiltProgram.RunAsync(With(register, "--token", "nonsense"))).FailedSaying(
            "the token is not of the form"
        );
        (await BuiltProgram.RunAsync(With(register, "--ca-hash", "sha256:" + new string('0', 64)))).FailedSaying(
            "the CA hash does not match"
        );
        (await BuiltProgram.RunAsync(With(register, "--name", "Lab"))).FailedSaying("\"Lab\" is not valid");
        (await BuiltProgram.RunAsync(With(register, "--kubeconfig", "/nowhere"))).FailedSaying(
            "/nowhere cannot be read"
        );
        var expired = await BuiltProgram.RunAsync("token", "create", "--ttl", "3s", "--dir", fleet.Dir);
        await Task.Delay(TimeSpan.FromSeconds(3.5));
        (await BuiltProgram.RunAsync(With(register, "--token", expired.Out.Trim()))).FailedSaying("expired");
        using var api = await fleet.ApiAsync();
        var clusters = (await api.Api.ListAsync(Clusters, "", Kube.Client.ListOptions.All, default)).Value!.Items;
        Assert.Equal(["eu"], clusters.Select(c => c.Name));
    }

    [Fact]
    public async Task Tokens_are_created_listed_and_deleted()
    {
        await using var fleet = new TestFleet();
        (await fleet.RunAsync("hub", "--detach")).Succeeded();

        var token = (
            await BuiltProgram.RunAsync("token", "create", "--dir", fleet.Dir, "--description", "for the lab")
        ).Out.Trim();
        var listed = await BuiltProgram.RunAsync("token", "list", "--kubeconfig", fleet.HubKubeconfig);
        var deleted = await BuiltProgram.RunAsync("token", "delete", token[..6], "--dir", fleet.Dir);

        Assert.Matches("^[a-z0-9]{6}\\.[a-z0-9]{16}$", token);
        Assert.Matches($"{token[..6]} +\\S+Z +for the lab", listed.Out);
        Assert.DoesNotContain(token[7..], listed.Out, StringComparison.Ordinal);
        deleted.Succeeded();
        (await BuiltProgram.RunAsync("token", "delete", token[..6], "--dir", fleet.Dir)).FailedSaying(
            "there is no token"
        );
    }

    private static async Task<string[]> RegisterArgumentsAsync(TestFleet fleet, string kubeconfig)
    {
        var printed = await BuiltProgram.RunAsync("token", "create", "--dir", fleet.Dir, "--print-register-command");
        printed.Succeeded();
        var words = printed.Out.Trim().Split(' ');
        Assert.Equal("pangea", words[0]);
        return
        [
            .. words[1..]
                .Select(w =>
                    w == "NAME" ? "lab"
                    : w == "FILE" ? kubeconfig
                    : w
                ),
        ];
    }

    /// <summary>Runs an agent in the foreground until the hub says that its cluster is ready.</summary>
    private static async Task RunAgentAsync(TestFleet fleet, string says, string[] arguments)
    {
        using var agent = BuiltProgram.Start(arguments);
        var errors = agent.StandardError.ReadToEndAsync();
        var line = await agent.StandardOutput.ReadLineAsync() ?? await errors;
        Assert.StartsWith(says, line, StringComparison.Ordinal);
        using var api = await fleet.ApiAsync();
        var clock = TimeProvider.System;
        var (isReady, why) = await ClusterReadiness.WaitAsync(
            api.Api,
            "lab",
            clock.GetUtcNow(),
            TimeSpan.FromMinutes(1),
            clock,
            CancellationToken.None
        );
        Assert.True(isReady, why);
        await BuiltProgram.SignalAsync(agent.Id, "TERM");
        await agent.WaitForExitAsync();
        Assert.Equal(0, agent.ExitCode);
    }

    private static string[] With(string[] arguments, string option, string value)
    {
        var changed = arguments.ToArray();
        changed[Array.IndexOf(changed, option) + 1] = value;
        return changed;
    }
}
