using System.Formats.Tar;
using System.IO.Compression;
using Pangea.Kube.Client;

namespace Pangea.Cli.Tests;

[Collection("fleets")]
public sealed class BackupTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("pangea-backup-").FullName;

    private string Archive => Path.Combine(directory, "fleet.tar.gz");

    private static Task<Outcome> RestoreAsync(TestFleet fleet, string archive) => fleet.RunAsync("restore", archive);

    [Fact]
    public async Task A_running_fleet_that_was_backed_up_comes_back_elsewhere_with_its_objects_and_its_clusters()
    {
        await using var fleet = await TestFleet.UpAsync("--clusters", "eu", "--nodes", "1");
        await fleet.CreateConfigMapAsync("kept");

        (await fleet.RunAsync("backup", Archive)).Succeeded();
        Assert.Equal("600", Convert.ToString((int)File.GetUnixFileMode(Archive), 8));
        Assert.Equal([Archive], Directory.GetFileSystemEntries(directory));
        await fleet.CreateConfigMapAsync("too-late");
        var before = await RevisionAsync(fleet);
        (await fleet.RunAsync("down")).Succeeded();

        await using var again = new TestFleet();
        var restored = await RestoreAsync(again, Archive);
        restored.Succeeded();
        Assert.Contains("restored hub, cluster eu to ", restored.Out, StringComparison.Ordinal);
        Assert.All(again.Modes(), entry => Assert.Equal(Directory.Exists(entry.Path) ? "700" : "600", entry.Mode));
        (await again.RunAsync("up", "--detach")).Succeeded();

        Assert.True((await again.StatusAsync()).Flag("ready"));
        Assert.True(await again.HasConfigMapAsync("kept"));
        Assert.False(await again.HasConfigMapAsync("too-late"));
        var after = await RevisionAsync(again);
        Assert.True(after > before, $"resource versions go on: {before} before, {after} after");
    }

    [Fact]
    public async Task A_fleet_that_does_not_run_can_be_backed_up()
    {
        await using var fleet = await TestFleet.UpAsync("--clusters", "eu", "--nodes", "1");
        await fleet.CreateConfigMapAsync("kept");
        await BuiltProgram.SignalAsync(await fleet.PidAsync(), "KILL");
        await BuiltProgram.UntilAsync(async () => (await fleet.StatusAsync()).Flag("running") == false);

        (await fleet.RunAsync("backup", Archive)).Succeeded();
        (await fleet.RunAsync("down", "--purge")).Succeeded();
        (await RestoreAsync(fleet, Archive)).Succeeded();
        (await fleet.RunAsync("up", "--detach")).Succeeded();

        Assert.True(await fleet.HasConfigMapAsync("kept"));
    }

    [Fact]
    public async Task What_cannot_be_backed_up_or_restored_is_told_in_a_line_and_leaves_nothing()
    {
        await using var fleet = await TestFleet.UpAsync("--clusters", "eu", "--nodes", "1");
        await using var none = new TestFleet();
        (await none.RunAsync("backup", Archive)).FailedSaying("there is no fleet in ");
        (await fleet.RunAsync("backup", Path.Combine(directory, "none", "x"))).FailedSaying(
            "does not exist: create it"
        );
        (await fleet.RunAsync("backup", Archive)).Succeeded();
        (await fleet.RunAsync("backup", Archive)).FailedSaying("exists: choose another name");
        (await RestoreAsync(fleet, Archive)).FailedSaying("is not empty");

        (await RestoreAsync(none, Path.Combine(directory, "none"))).FailedSaying("does not exist");
        var bytes = await File.ReadAllBytesAsync(Archive);
        await RefusedAsync("no backup of pangea, or damaged", "no archive at all"u8.ToArray());
        await RefusedAsync("no backup of pangea, or damaged", bytes[..(bytes.Length / 2)]);
        await RefusedAsync("it does not begin with backup.json", Tar(("else.txt", "x")));
        const string index =
            """{"formatVersion":1,"made":"2026-01-01T00:00:00Z","program":"1","states":[{"role":"hub","revision":7}]}""";
        await RefusedAsync("made by a newer pangea", Tar(("backup.json", index.Replace(":1,", ":2,"))));
        await RefusedAsync("it holds ../outside", Tar(("backup.json", index), ("../outside", "x")));
        await RefusedAsync("it holds pki/../outside", Tar(("backup.json", index), ("pki/../outside", "x")));
        await RefusedAsync("it does not say what the fleet is made of", Tar(("backup.json", index)));

        async Task RefusedAsync(string why, byte[] archive)
        {
            var path = Path.Combine(directory, "bad");
            await File.WriteAllBytesAsync(path, archive);
            (await RestoreAsync(none, path)).FailedSaying(why);
            Assert.Empty(Directory.GetFileSystemEntries(Path.GetDirectoryName(none.Dir)!));
        }
    }

    private static byte[] Tar(params (string Name, string Text)[] files)
    {
        var archive = new MemoryStream();
        using (var zipped = new GZipStream(archive, CompressionLevel.Fastest))
        using (var tar = new TarWriter(zipped))
        {
            foreach (var (name, text) in files)
                tar.WriteEntry(
                    new PaxTarEntry(TarEntryType.RegularFile, name)
                    {
                        DataStream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(text)),
                    }
                );
        }
        return archive.ToArray();
    }

    private static async Task<long> RevisionAsync(TestFleet fleet)
    {
        using var api = await fleet.ApiAsync();
        var list = await api.Api.ListAsync(new("", "v1", "configmaps"), "default", ListOptions.All, default);
        return long.Parse(list.Value!.ResourceVersion, System.Globalization.CultureInfo.InvariantCulture);
    }

    public void Dispose() => Directory.Delete(directory, recursive: true);
}
