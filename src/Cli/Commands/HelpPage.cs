using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Text;

namespace Pangea.Cli;

/// <summary>Prints a command's help: what it does, how it is called, its options, and examples to copy.</summary>
internal sealed class HelpPage : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        Terminal.OfProcess().Out.Write(Of(parseResult.CommandResult.Command));
        return 0;
    }

    /// <summary>The page of a command.</summary>
    public static string Of(Command command)
    {
        var text = new StringBuilder();
        text.Append(command.Description).Append('\n');
        var fleet = command as FleetCommand;
        if (fleet?.About is { Length: > 0 } about)
            text.Append('\n').Append(about).Append('\n');
        text.Append("\nUsage:\n  ").Append(Usage(command)).Append('\n');
        Section(text, "Commands", command.Subcommands.Where(c => !c.Hidden).Select(c => (c.Name, c.Description ?? "")));
        Section(text, "Arguments", command.Arguments.Where(a => !a.Hidden).Select(a => (a.Name, a.Description ?? "")));
        Section(text, "Options", Options(command));
        if (fleet?.Examples is { Count: > 0 } examples)
        {
            text.Append("\nExamples:\n");
            foreach (var (line, what) in examples)
                text.Append("  # ").Append(what).Append("\n  ").Append(line).Append('\n');
        }
        if (command.Subcommands.Any(c => !c.Hidden))
            text.Append($"\n`{Path(command)} COMMAND --help` tells more about a command.\n");
        return text.ToString();
    }

    private static IEnumerable<(string, string)> Options(Command command)
    {
        foreach (var option in command.Options.Where(o => !o.Hidden && o is not HelpOption))
        {
            var names = string.Join(", ", option.Aliases.Append(option.Name).OrderBy(n => n.Length));
            var what = option.Description ?? "";
            if (
                option.HasDefaultValue
                && option.ValueType == typeof(string)
                && option.GetDefaultValue() is string value
            )
                what = $"{what.TrimEnd('.')} (default {value}).";
            yield return (option.HelpName is { } argument ? $"{names} {argument}" : names, what);
        }
        yield return ("-h, --help", "Show this help.");
    }

    private static string Usage(Command command)
    {
        var text = new StringBuilder(Path(command));
        foreach (var argument in command.Arguments)
            text.Append(' ').Append(argument.Name);
        foreach (var option in command.Options.Where(o => o.Required))
            text.Append(' ').Append(option.Name).Append(' ').Append(option.HelpName);
        if (command.Subcommands.Any(c => !c.Hidden))
            text.Append(" COMMAND");
        if (command.Options.Any(o => !o.Required && !o.Hidden && o is not HelpOption))
            text.Append(" [OPTIONS]");
        return text.ToString();
    }

    private static string Path(Command command) =>
        command is RootCommand ? "pangea"
        : command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{Path(parent)} {command.Name}"
        : command.Name;

    private static void Section(StringBuilder text, string title, IEnumerable<(string Name, string What)> entries)
    {
        var all = entries.ToList();
        if (all.Count == 0)
            return;
        var width = all.Max(e => e.Name.Length) + 2;
        text.Append('\n').Append(title).Append(":\n");
        foreach (var (name, what) in all)
            text.Append("  ").Append(name.PadRight(width)).Append(what).Append('\n');
    }
}
