#pragma warning disable RS0030 // the one place of the program that knows the console
namespace Pangea.Cli;

/// <summary>Where a command writes.</summary>
/// <param name="Out">Answers.</param>
/// <param name="Error">Everything else.</param>
/// <param name="IsInteractive">Whether a person watches: lines may be drawn over.</param>
internal sealed record Terminal(TextWriter Out, TextWriter Error, bool IsInteractive)
{
    /// <summary>This process's.</summary>
    public static Terminal OfProcess() =>
        new(
            Console.Out,
            Console.Error,
            !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb")
        );

    /// <summary>The width of the window.</summary>
    public static int Width => Console.IsOutputRedirected || Console.WindowWidth <= 0 ? 100 : Console.WindowWidth;

    /// <summary>What this process is given to read.</summary>
    public static Stream Input() => Console.OpenStandardInput();
}
