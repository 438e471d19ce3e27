using System.Reflection;

namespace Pangea.Cli;

/// <summary>Which version this program is.</summary>
internal static class ProgramVersion
{
    /// <summary>The version.</summary>
    public static string Text { get; } =
        typeof(ProgramVersion)
            .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
            ?.InformationalVersion
        ?? "0";
}
