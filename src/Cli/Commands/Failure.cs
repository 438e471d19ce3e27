using Pangea.Kube.Storage;

namespace Pangea.Cli;

/// <summary>What can go wrong without a bug, in a line.</summary>
internal static class Failure
{
    /// <summary>The line; null when the exception is a bug's.</summary>
    public static string? Describe(Exception exception) =>
        exception switch
        {
            CommandFailedException or StateUnusableException or StoreUnavailableException => OneLine(exception.Message),
            UnauthorizedAccessException or IOException => OneLine(exception.Message),
            _ => null,
        };

    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
