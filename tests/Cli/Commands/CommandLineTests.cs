using System.CommandLine;

namespace Pangea.Cli.Tests;

public class CommandLineTests
{
    public static TheoryData<string> Commands => [.. All(CommandLine.Root()).Select(c => c.Name).Distinct()];

    [Theory]
    [InlineData("rise", "see `pangea --help`")]
    [InlineData("up --purge", "see `pangea up --help`")]
    [InlineData("register", "see `pangea register --help`")]
    [InlineData("cluster", "--name")]
    public async Task A_command_line_that_makes_no_sense_is_answered_in_a_line(string line, string part)
    {
        var error = new StringWriter();

        var code = await CommandLine.RunAsync(line.Split(' '), new(TextWriter.Null, error, IsInteractive: false));

        Assert.Equal(2, code);
        var answer = Assert.Single(error.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(part, answer, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public void Every_command_has_help_that_fits_a_terminal(string name)
    {
        var command = All(CommandLine.Root()).First(c => c.Name == name);

        var page = HelpPage.Of(command);

        Assert.Contains("Usage:\n  pangea", page, StringComparison.Ordinal);
        Assert.All(command.Options.Where(o => !o.Hidden), o => Assert.NotEmpty(o.Description!));
        Assert.DoesNotContain("--in-background", page, StringComparison.Ordinal);
    }

    [Fact]
    public void Examples_are_command_lines_that_are_understood()
    {
        var root = CommandLine.Root();
        foreach (var command in All(root).OfType<FleetCommand>())
        {
            foreach (var (line, _) in command.Examples)
            {
                var words = line.Split(" | ")[0].Split(' ');
                if (words.Contains("…"))
                    continue;
                Assert.Equal("pangea", words[0]);
                Assert.Empty(root.Parse(words[1..]).Errors);
            }
        }
    }

    [Theory]
    [InlineData("30m", 30 * 60)]
    [InlineData("24h", 24 * 3600)]
    [InlineData("7d", 7 * 24 * 3600)]
    [InlineData("0", 0)]
    public void Lifetimes_of_tokens_are_read(string text, int seconds) =>
        Assert.Equal(TimeSpan.FromSeconds(seconds), TokenCreateCommand.ParseLifetime(text));

    [Theory]
    [InlineData("")]
    [InlineData("h")]
    [InlineData("-1h")]
    [InlineData("24")]
    [InlineData("9999999999d")]
    public void What_is_no_lifetime_is_refused(string text) =>
        Assert.Throws<CommandFailedException>(() => TokenCreateCommand.ParseLifetime(text));

    [Fact]
    public void Steps_are_read_as_they_are_written()
    {
        var lines = new StringWriter();
        new StepText(lines).Show(
            new(RoleName.OfAgent("eu"), RolePhase.Ready, TimeSpan.FromMilliseconds(1234), "at\tlast")
        );

        Assert.True(StepText.TryRead(lines.ToString().TrimEnd('\n'), out var step));
        Assert.Equal(new(RoleName.OfAgent("eu"), RolePhase.Ready, TimeSpan.FromMilliseconds(1234), "at last"), step);
        Assert.False(StepText.TryRead("eu is fine", out _));
    }

    private static IEnumerable<Command> All(Command command) =>
        command.Subcommands.Where(c => !c.Hidden).SelectMany(All).Prepend(command);
}
