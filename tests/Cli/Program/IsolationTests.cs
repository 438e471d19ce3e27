namespace Pangea.Cli.Tests;

[Collection("fleets")]
public class IsolationTests
{
    [Fact]
    public async Task Each_role_has_a_process_and_one_that_dies_is_started_again()
    {
        await using var fleet = await TestFleet.UpAsync("--isolate", "--clusters", "eu", "--nodes", "1");
        var before = await fleet.PidsAsync();
        Assert.Equal(3, before.Values.Append(await fleet.PidAsync()).Distinct().Count() - 1);

        await BuiltProgram.SignalAsync(before["cluster eu"], "KILL");
        await fleet.UntilAsync(async () =>
        {
            var status = await fleet.StatusAsync();
            var role = status.Maps("roles").Single(r => r.Text("name") == "cluster eu");
            return role.Integer("restarts") >= 1 && status.Flag("ready") == true;
        });

        var after = await fleet.PidsAsync();
        Assert.NotEqual(before["cluster eu"], after["cluster eu"]);
        Assert.Equal(before["hub"], after["hub"]);
    }

    [Fact]
    public async Task Roles_never_outlive_the_process_that_runs_the_fleet()
    {
        await using var fleet = await TestFleet.UpAsync("--isolate", "--clusters", "eu", "--nodes", "1");
        var pids = await fleet.PidsAsync();

        await BuiltProgram.SignalAsync(await fleet.PidAsync(), "KILL");
        (await fleet.RunAsync("up", "--detach", "--isolate")).Succeeded();

        Assert.All(pids.Values, pid => Assert.False(BuiltProgram.IsAlive(pid)));
    }

    [Fact]
    public async Task Down_ends_all_processes()
    {
        await using var fleet = await TestFleet.UpAsync("--isolate", "--clusters", "eu", "--nodes", "1");
        var pids = await fleet.PidsAsync();

        (await fleet.RunAsync("down")).Succeeded();

        Assert.All(pids.Values, pid => Assert.False(BuiltProgram.IsAlive(pid)));
    }
}
