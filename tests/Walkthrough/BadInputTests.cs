using Pangea.Tests.Tools;

namespace Pangea.Walkthrough.Tests;

/// <summary>What the tests of the program's own room do not give it to read: the state of a later version of it.</summary>
[Collection(RunningFleets.Name)]
public class BadInputTests
{
    // Where SQLite keeps user_version, which is the format's version, in four bytes.
    private const int FormatVersion = 60;

    [Fact]
    public async Task A_state_of_a_later_format_is_refused_and_left_as_it_is()
    {
        await using var fleet = new LocalFleet(KubernetesTools.Newest);
        await fleet.UpAsync("--clusters eu --nodes 1");
        await fleet.RunAsync("pangea down --dir $DIR");
        var file = Path.Combine(fleet.Folder, "fleet", "state", "hub.db");
        var state = await File.ReadAllBytesAsync(file);
        Assert.Equal([0, 0, 0, 1], state[FormatVersion..(FormatVersion + 4)]);
        state[FormatVersion + 3] = 99;
        await File.WriteAllBytesAsync(file, state);

        var (code, output) = await fleet.TryAsync("pangea up --detach --dir $DIR");

        Assert.Equal(1, code);
        Assert.Matches("(?m)^pangea: .*hub\\.db.*99", output);
        Assert.Equal(state, await File.ReadAllBytesAsync(file));
        Assert.Contains("not running", (await fleet.TryAsync("pangea status --dir $DIR")).Output);
    }
}
