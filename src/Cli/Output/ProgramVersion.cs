using System.Reflection;

namespace Pangea.Cli;

/// <summary>Which version this program is.</summary>
internal static class ProgramVersion
{
    /// <summary>The version, without the commit it was built from.</summary>
    public static string Text { get; } =
        (
            typeof(ProgramVersion)
                .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                ?.InformationalVersion
            ?? "0"
        ).Split('+')[0];
}
