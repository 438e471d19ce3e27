namespace Pangea.Kube.Testing;

/// <summary>A recorded terminal session: commands after <c>$ </c>, each with its output.</summary>
internal static class Recording
{
    /// <summary>The outputs of the commands that end in a text, in order.</summary>
    public static IEnumerable<string> Outputs(string file, string commandEnd)
    {
        var text = File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Fixtures", file));
        foreach (var part in ("\n" + text).Split("\n$ ").Skip(1))
        {
            var line = part.IndexOf('\n', StringComparison.Ordinal);
            if (line > 0 && part[..line].EndsWith(commandEnd, StringComparison.Ordinal))
                yield return part[(line + 1)..].TrimEnd('\n') + "\n";
        }
    }
}
