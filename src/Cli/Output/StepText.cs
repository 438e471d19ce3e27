using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Pangea.Cli;

/// <summary>Steps as lines between the processes of one command: <c>step TAB role TAB phase TAB ms TAB detail</c>.</summary>
internal sealed class StepText(TextWriter output) : IProgressView
{
    /// <summary>Begins the line that says that all is ready; the summary follows on the lines after it.</summary>
    public const string Ready = "ready";

    /// <summary>Begins the line that says why it failed.</summary>
    public const string Failed = "failed\t";

    private const string Prefix = "step";
    private readonly Lock outputLock = new();
    private bool muted;

    /// <summary>Reads a line.</summary>
    public static bool TryRead(string line, [NotNullWhen(true)] out RoleStep? step)
    {
        step =
            line.Split('\t') is [Prefix, var name, var phase, var ms, var detail]
            && RoleName.TryParse(name, out var role)
            && Enum.TryParse<RolePhase>(phase, out var read)
            && double.TryParse(ms, CultureInfo.InvariantCulture, out var elapsed)
                ? new(role.Value, read, TimeSpan.FromMilliseconds(elapsed), detail)
                : null;
        return step is not null;
    }

    /// <inheritdoc/>
    public void Show(RoleStep step)
    {
        var elapsed = step.Elapsed.TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);
        lock (outputLock)
        {
            if (muted)
                return;
            output.Write($"{Prefix}\t{step.Role}\t{step.Phase}\t{elapsed}\t{step.Detail.Replace('\t', ' ')}\n");
            output.Flush();
        }
    }

    /// <summary>Writes nothing any more: the reader has gone.</summary>
    public void Mute()
    {
        lock (outputLock)
            muted = true;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => ValueTask.CompletedTask;
}
