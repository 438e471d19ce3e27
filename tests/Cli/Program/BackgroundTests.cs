using System.Globalization;

namespace Pangea.Cli.Tests;

[Collection("fleets")]
public class BackgroundTests
{
    [Fact]
    public async Task In_the_background_it_has_no_descriptor_of_its_caller_and_a_session_of_its_own()
    {
        await using var fleet = new TestFleet();
        var inherited = Path.GetTempFileName();
        // A shell that has a further descriptor open, as shells of callers do.
        var up = await BuiltProgram.RunProcessAsync(
            "/bin/sh",
            [
                "-c",
                $"exec 7>'{inherited}'; exec dotnet '{BuiltProgram.Directory}/pangea.dll' up --detach --clusters eu --nodes 1 --dir '{fleet.Dir}'",
            ]
        );
        up.Succeeded();

        var pid = await fleet.PidAsync();
        var proc = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}");
        var open = Directory
            .GetFileSystemEntries(proc + "/fd")
            .ToDictionary(
                f => int.Parse(Path.GetFileName(f), CultureInfo.InvariantCulture),
                f => File.ResolveLinkTarget(f, returnFinalTarget: false)?.FullName ?? ""
            );
        Assert.Equal("/dev/null", open[0]);
        Assert.EndsWith("/log/fleet.log", open[1], StringComparison.Ordinal);
        Assert.EndsWith("/log/fleet.log", open[2], StringComparison.Ordinal);
        Assert.DoesNotContain(inherited, open.Values);
        // Pipes that are left have both their ends here.
        Assert.All(
            open.Values.Where(t => t.Contains("pipe:", StringComparison.Ordinal)).GroupBy(t => t),
            pipe => Assert.Equal(2, pipe.Count())
        );
        var stat = await File.ReadAllTextAsync(proc + "/stat");
        var session = stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[3];
        Assert.Equal(TestFleet.Text(pid), session);
        File.Delete(inherited);
    }

    [Fact]
    public async Task What_fails_in_the_background_is_told_and_leaves_nothing()
    {
        await using var fleet = new TestFleet();
        using var taken = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        taken.Start();
        var port = ((System.Net.IPEndPoint)taken.LocalEndpoint).Port;

        var up = await fleet.RunAsync("up", "--detach", "--port", TestFleet.Text(port));

        up.FailedSaying($"port {port} is taken");
        Assert.False(Directory.Exists(fleet.Dir));
    }
}
