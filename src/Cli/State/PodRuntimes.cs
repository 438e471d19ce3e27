namespace Pangea.Cli;

/// <summary>What can run the pods of an embedded cluster.</summary>
internal static class PodRuntimes
{
    /// <summary>Pods run by name only: nothing is behind them.</summary>
    public const string Simulated = "simulated";

    /// <summary>Whether a name is one of a runtime.</summary>
    public static bool IsKnown(string name) => name == Simulated;
}
