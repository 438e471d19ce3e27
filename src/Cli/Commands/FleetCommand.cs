using System.CommandLine;

namespace Pangea.Cli;

/// <summary>A command with examples for its help.</summary>
internal abstract class FleetCommand(string name, string description) : Command(name, description)
{
    /// <summary>Command lines worth copying, each with what it does.</summary>
    public virtual IReadOnlyList<(string Line, string What)> Examples => [];

    /// <summary>More than a line about the command; or empty.</summary>
    public virtual string About => "";
}
