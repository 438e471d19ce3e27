namespace Pangea.Bench;

/// <summary>A subcommand.</summary>
internal interface IBenchmark
{
    string Name { get; }

    /// <summary>One line for the list of subcommands.</summary>
    string Summary { get; }

    Task RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken);
}
