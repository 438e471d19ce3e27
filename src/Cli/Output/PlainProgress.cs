using System.Globalization;

namespace Pangea.Cli;

/// <summary>Progress where nobody watches: a line for each step that matters.</summary>
internal sealed class PlainProgress(TextWriter output) : IProgressView
{
    private readonly Lock outputLock = new();

    /// <inheritdoc/>
    public void Show(RoleStep step)
    {
        if (step.Phase is RolePhase.Starting or RolePhase.Stopping)
            return;
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{step.Role, -14} {step.Phase.ToString().ToLowerInvariant(), -10} {step.Elapsed.TotalSeconds, 5:0.0} s  {step.Detail}"
        );
        lock (outputLock)
        {
            output.WriteLine(line.TrimEnd());
            output.Flush();
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
