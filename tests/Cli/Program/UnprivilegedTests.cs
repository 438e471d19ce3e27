namespace Pangea.Cli.Tests;

[Collection("fleets")]
public class UnprivilegedTests
{
    private const string Nobody = "65534";

    [Fact]
    public async Task An_unprivileged_user_raises_a_fleet_from_a_tree_it_cannot_write_to()
    {
        // Who runs the tests may keep them where nobody else may look.
        var home = Directory.CreateTempSubdirectory("pangea-nobody-").FullName;
        var isRoot = Native.UserId() == 0;
        string[] other = isRoot
            ? ["setpriv", "--reuid", Nobody, "--regid", Nobody, "--clear-groups", "dotnet"]
            : ["dotnet"];
        try
        {
            await Succeed("cp", "-r", BuiltProgram.Directory, home + "/program");
            await Succeed("chmod", "-R", "a+rX,a-w", home + "/program");
            await Succeed("mkdir", home + "/work");
            if (isRoot)
                await Succeed("chown", Nobody + ":" + Nobody, home + "/work");
            await Succeed("chmod", "a+rx", home);

            var up = await RunAsync("up", "--detach", "--clusters", "eu", "--nodes", "1");
            var status = await RunAsync("status");
            var down = await RunAsync("down", "--purge");

            up.Succeeded();
            status.Succeeded();
            down.Succeeded();
            Assert.Empty(Directory.GetFileSystemEntries(home + "/work"));
        }
        finally
        {
            await Succeed("chmod", "-R", "u+w", home);
            Directory.Delete(home, recursive: true);
        }

        Task<Outcome> RunAsync(params string[] arguments) =>
            BuiltProgram.RunProcessAsync(
                other[0],
                [.. other[1..], home + "/program/pangea.dll", .. arguments],
                new Dictionary<string, string> { ["HOME"] = "/nonexistent" },
                home + "/work"
            );
    }

    private static async Task Succeed(string program, params string[] arguments) =>
        (await BuiltProgram.RunProcessAsync(program, arguments)).Succeeded();
}
