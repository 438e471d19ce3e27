using Pangea.Kube.Objects;

namespace Pangea.Fleet.Fixtures;

/// <summary>The recordings beside this file.</summary>
internal static class Golden
{
    public static KubeObject Read(string name) =>
        KubeObject.FromJson(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", $"{name}.json")));
}
