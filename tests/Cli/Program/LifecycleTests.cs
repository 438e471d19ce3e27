using Pangea.Kube.Objects;

namespace Pangea.Cli.Tests;

[Collection("fleets")]
public class LifecycleTests
{
    [Fact]
    public async Task A_fleet_that_goes_down_comes_back_with_its_objects_at_its_ports()
    {
        await using var fleet = await TestFleet.UpAsync("--clusters", "eu,ap", "--nodes", "1");
        await fleet.CreateConfigMapAsync("kept");
        var before = Endpoints(await fleet.StatusAsync());

        (await fleet.RunAsync("down")).Succeeded();
        foreach (var endpoint in before)
            Assert.True(Ports.IsFree(new(System.Net.IPAddress.Loopback, new Uri(endpoint).Port)), endpoint);
        (await fleet.RunAsync("up", "--detach")).Succeeded();

        var status = await fleet.StatusAsync();
        Assert.True(status.Flag("ready"));
        Assert.Equal(before, Endpoints(status));
        Assert.True(await fleet.HasConfigMapAsync("kept"));
    }

    [Fact]
    public async Task A_fleet_that_was_killed_comes_back()
    {
        await using var fleet = await TestFleet.UpAsync("--clusters", "eu", "--nodes", "1");
        await fleet.CreateConfigMapAsync("kept");

        await BuiltProgram.SignalAsync(await fleet.PidAsync(), "KILL");
        await BuiltProgram.UntilAsync(async () => (await fleet.StatusAsync()).Flag("running") == false);
        (await fleet.RunAsync("up", "--detach")).Succeeded();

        Assert.True(await fleet.HasConfigMapAsync("kept"));
    }

    [Fact]
    public async Task Only_its_owner_can_read_a_fleet()
    {
        await using var fleet = await TestFleet.UpAsync("--clusters", "eu", "--nodes", "1");

        Assert.All(fleet.Modes(), entry => Assert.Equal(Directory.Exists(entry.Path) ? "700" : "600", entry.Mode));
    }

    [Fact]
    public async Task Fleets_in_other_directories_run_side_by_side()
    {
        var ups = await Task.WhenAll(
            TestFleet.UpAsync("--clusters", "eu", "--nodes", "1"),
            TestFleet.UpAsync("--clusters", "eu", "--nodes", "1")
        );
        await using var one = ups[0];
        await using var two = ups[1];
        await one.CreateConfigMapAsync("mine");

        Assert.False(await two.HasConfigMapAsync("mine"));
        Assert.Empty(Endpoints(await one.StatusAsync()).Intersect(Endpoints(await two.StatusAsync())));
    }

    [Fact]
    public async Task The_answer_of_up_names_every_cluster_and_what_to_type_next()
    {
        await using var fleet = new TestFleet();

        var up = await fleet.RunAsync("up", "--detach", "--clusters", "eu,lab=eu-north-1", "--nodes", "1");

        up.Succeeded();
        Assert.Matches(@"CLUSTER +REGION +API ENDPOINT +KUBECONFIG +READY IN", up.Out);
        Assert.Matches(@"eu +eu-west-1 +https://127\.0\.0\.1:\d+ +\S+/kubeconfig-eu +\d+\.\d s", up.Out);
        Assert.Matches(@"lab +eu-north-1 +https://127\.0\.0\.1:\d+ +\S+/kubeconfig-lab +\d+\.\d s", up.Out);
        Assert.Contains("kubectl get clusters", up.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Status_tells_roles_processes_endpoints_and_readiness()
    {
        await using var fleet = await TestFleet.UpAsync("--clusters", "eu", "--nodes", "1");

        var status = await fleet.StatusAsync();

        Assert.True(status.Flag("running"));
        Assert.True(status.Flag("ready"));
        Assert.Equal(["hub", "cluster eu", "agent eu"], status.Maps("roles").Select(r => r.Text("name")));
        Assert.All(status.Maps("roles"), r => Assert.True(r.Flag("ready")));
        Assert.All(status.Maps("roles"), r => Assert.Equal(status.Integer("pid"), r.Integer("pid")));
        (await fleet.RunAsync("down")).Succeeded();
        var dead = await fleet.RunAsync("status");
        Assert.Equal(1, dead.Code);
        Assert.Contains("not running", dead.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Purging_leaves_nothing_also_of_a_fleet_that_does_not_run()
    {
        await using var fleet = await TestFleet.UpAsync("--clusters", "eu", "--nodes", "1");
        await BuiltProgram.SignalAsync(await fleet.PidAsync(), "KILL");
        await BuiltProgram.UntilAsync(async () => (await fleet.StatusAsync()).Flag("running") == false);

        var down = await fleet.RunAsync("down", "--purge");

        down.Succeeded();
        Assert.Contains("no fleet is running", down.Out, StringComparison.Ordinal);
        Assert.False(Directory.Exists(fleet.Dir));
    }

    [Fact]
    public async Task In_the_foreground_a_signal_stops_everything_in_order()
    {
        await using var fleet = new TestFleet();
        using var process = BuiltProgram.Start("up", "--dir", fleet.Dir, "--clusters", "eu", "--nodes", "1");
        var errors = process.StandardError.ReadToEndAsync();
        while (
            await process.StandardOutput.ReadLineAsync() is { } line
            && !line.StartsWith("Ctrl-C", StringComparison.Ordinal)
        ) { }

        await BuiltProgram.SignalAsync(process.Id, "INT");
        await process.WaitForExitAsync();

        Assert.Equal(0, process.ExitCode);
        var stopped = (await errors).Split('\n').Where(l => l.Contains(" stopped ", StringComparison.Ordinal)).ToList();
        Assert.StartsWith("agent eu", stopped[0], StringComparison.Ordinal);
        Assert.Equal(3, stopped.Count);
        Assert.False(FleetLock.IsHeld(new(fleet.Dir)));
    }

    private static List<string> Endpoints(MapValue status) =>
        [.. status.Maps("roles").Select(r => r.Text("endpoint")).OfType<string>()];
}
