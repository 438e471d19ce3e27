namespace Pangea.Cli.Tests;

/// <summary>Each with a line that says why, an exit code, and nothing half-made left behind.</summary>
[Collection("fleets")]
public class BadInputTests
{
    [Theory]
    [InlineData("the runtime \"docker\" is unknown", "--runtime", "docker")]
    [InlineData("the cluster name \"Eu\" is not valid", "--clusters", "Eu")]
    [InlineData("the cluster name \"\" is not valid", "--clusters", "eu,")]
    [InlineData("two clusters are named eu", "--clusters", "eu,ap,eu")]
    [InlineData("the region \"a b\" of cluster eu is not valid", "--clusters", "eu=a b")]
    [InlineData("--nodes 0", "--nodes", "0")]
    [InlineData("--port 70000", "--port", "70000")]
    [InlineData("--host a_b", "--host", "a_b")]
    public async Task A_value_that_makes_no_sense(string reason, params string[] arguments)
    {
        await using var fleet = new TestFleet();

        (await fleet.RunAsync("up", arguments)).FailedSaying(reason);

        Assert.False(Directory.Exists(fleet.Dir));
    }

    [Theory]
    [InlineData("--no-such-option")]
    [InlineData("--nodes", "many")]
    [InlineData("surplus")]
    public async Task A_command_line_that_makes_no_sense(params string[] arguments)
    {
        await using var fleet = new TestFleet();

        (await fleet.RunAsync("up", arguments)).FailedSaying("see `pangea up --help`", code: 2);

        Assert.False(Directory.Exists(fleet.Dir));
    }

    [Fact]
    public async Task A_port_that_is_taken()
    {
        await using var fleet = new TestFleet();
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;

        (await fleet.RunAsync("up", "--port", TestFleet.Text(port))).FailedSaying($"port {port} is taken");

        Assert.False(Directory.Exists(fleet.Dir));
    }

    [Fact]
    public async Task A_directory_that_a_live_fleet_uses_or_that_holds_another_fleet()
    {
        await using var fleet = await TestFleet.UpAsync("--clusters", "eu", "--nodes", "1");

        (await fleet.RunAsync("up")).FailedSaying("is in use by a live fleet");
        (await fleet.RunAsync("down")).Succeeded();
        (await fleet.RunAsync("up", "--clusters", "eu,ap")).FailedSaying("its clusters are eu");
        (await fleet.RunAsync("up", "--nodes", "3")).FailedSaying("its clusters have 1 nodes");
        (await fleet.RunAsync("up", "--port", "1")).FailedSaying("its port is");
        (await fleet.RunAsync("up", "--clusters", "eu=mars")).FailedSaying("the region of its cluster eu is eu-west-1");
        (await fleet.RunAsync("hub")).FailedSaying("its clusters are eu");
        Assert.Equal("false", (await fleet.StatusAsync())["running"]!.ToString());
    }

    [Fact]
    public async Task A_directory_with_other_things_or_a_file()
    {
        await using var fleet = new TestFleet();
        Directory.CreateDirectory(fleet.Dir);
        await File.WriteAllTextAsync(Path.Combine(fleet.Dir, "thesis.txt"), "all of it");

        (await fleet.RunAsync("up")).FailedSaying("holds other things than a fleet (thesis.txt)");

        Assert.Equal([Path.Combine(fleet.Dir, "thesis.txt")], Directory.GetFileSystemEntries(fleet.Dir));
        (await BuiltProgram.RunAsync("up", "--dir", Path.Combine(fleet.Dir, "thesis.txt"))).FailedSaying("is a file");
    }

    [Theory]
    [InlineData("{\"formatVersion\":2}", "made by a newer pangea")]
    [InlineData("{\"formatVersion\":1}", "cannot be read")]
    [InlineData("not json", "cannot be read")]
    [InlineData("{\"formatVersion\":1,\"bind\":\"127.0.0.1\",\"hub\":{\"port\":0}}", "cannot be read")]
    public async Task A_state_that_is_newer_or_cannot_be_read(string description, string reason)
    {
        await using var fleet = new TestFleet();
        Directory.CreateDirectory(fleet.Dir);
        await File.WriteAllTextAsync(Path.Combine(fleet.Dir, "fleet.json"), description);

        (await fleet.RunAsync("up")).FailedSaying(reason);

        Assert.Equal(description, await File.ReadAllTextAsync(Path.Combine(fleet.Dir, "fleet.json")));
        (await fleet.RunAsync("down", "--purge")).Succeeded();
        Assert.False(Directory.Exists(fleet.Dir));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_store_that_is_damaged(bool isolated)
    {
        await using var fleet = await TestFleet.UpAsync("--clusters", "eu", "--nodes", "1");
        (await fleet.RunAsync("down")).Succeeded();
        await File.WriteAllTextAsync(Path.Combine(fleet.Dir, "state", "hub.db"), "this is no database at all");

        var up = await fleet.RunAsync("up", isolated ? ["--isolate", "--detach"] : ["--detach"]);

        Assert.Equal(1, up.Code);
        Assert.Contains(
            "hub.db",
            up.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)[^1],
            StringComparison.Ordinal
        );
        Assert.False(FleetLock.IsHeld(new(fleet.Dir)));
    }

    [Theory]
    [InlineData("status")]
    [InlineData("down")]
    public async Task A_directory_without_a_fleet(string command)
    {
        await using var fleet = new TestFleet();

        (await fleet.RunAsync(command)).FailedSaying("there is no fleet in");

        Assert.False(Directory.Exists(fleet.Dir));
    }

    [Fact]
    public async Task A_kubeconfig_that_is_not_there() =>
        (await BuiltProgram.RunAsync("token", "list", "--kubeconfig", "/nowhere")).FailedSaying(
            "/nowhere cannot be read"
        );
}
