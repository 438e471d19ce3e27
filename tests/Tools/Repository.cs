namespace Pangea.Tests.Tools;

/// <summary>The repository that the running tests were built from.</summary>
internal static class Repository
{
    /// <summary>Its root.</summary>
    public static string Root { get; } = Find();

    private static string Find()
    {
        var root = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(root, "Pangea.slnx")))
        {
            root =
                Path.GetDirectoryName(root)
                ?? throw new InvalidOperationException($"no Pangea.slnx above {AppContext.BaseDirectory}");
        }
        return root;
    }
}
