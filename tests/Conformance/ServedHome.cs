using Pangea.Kube.Storage;

namespace Pangea.Conformance.Tests;

/// <summary>A server, and the home of somebody who uses it: a folder with a kubeconfig, a folder to work in, and an environment for programs.</summary>
internal sealed class ServedHome : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("conformance-");

    private ServedHome(TestServer server) => Server = server;

    public TestServer Server { get; }

    public string Kubeconfig => Path.Combine(folder.FullName, "config");

    public string Work => Path.Combine(folder.FullName, "work");

    public static async Task<ServedHome> StartAsync(Serves serves, IStore store)
    {
        var home = new ServedHome(await TestServer.StartAsync(serves, store));
        await File.WriteAllTextAsync(home.Kubeconfig, home.Server.Kubeconfig());
        File.SetUnixFileMode(home.Kubeconfig, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Directory.CreateDirectory(home.Work);
        return home;
    }

    /// <summary>All that a program finds in its environment.</summary>
    /// <param name="path">Where it finds other programs, before the system's.</param>
    /// <param name="more">What it finds besides.</param>
    public Dictionary<string, string> Environment(string path, params (string Name, string Value)[] more)
    {
        var environment = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = $"{path}:/usr/bin:/bin",
            ["HOME"] = folder.FullName,
            ["KUBECONFIG"] = Kubeconfig,
            ["SERVER"] = $"https://{Server.Endpoint}",
            ["TZ"] = "UTC",
            ["LC_ALL"] = "C.UTF-8",
        };
        foreach (var (name, value) in more)
            environment[name] = value;
        return environment;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
