using System.Globalization;
using Spectre.Console;

namespace Pangea.Cli;

/// <summary>Progress for a person: a table of all roles that is drawn over as they change.</summary>
internal sealed class LiveProgress : IProgressView
{
    private readonly Lock stepsLock = new();
    private readonly SortedDictionary<RoleName, RoleStep> steps = [];
    private Display? display;

    private sealed record Display(LiveDisplayContext Context, TaskCompletionSource Done, Task Ended);

    /// <inheritdoc/>
    public void Show(RoleStep step)
    {
        lock (stepsLock)
        {
            steps[step.Role] = step;
            display ??= Open();
            display.Context.UpdateTarget(Draw());
        }
    }

    /// <summary>Leaves what is drawn and lets others write; the next step opens a new table.</summary>
    public async Task PauseAsync()
    {
        Display? open;
        lock (stepsLock)
        {
            open = display;
            display = null;
            steps.Clear();
        }
        if (open is null)
            return;
        open.Done.TrySetResult();
        await open.Ended;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await PauseAsync();

    private Display Open()
    {
        var done = new TaskCompletionSource();
        LiveDisplayContext? context = null;
        // Runs up to its first wait here and now, so the context is there afterwards.
        var ended = AnsiConsole
            .Live(Draw())
            .StartAsync(async opened =>
            {
                context = opened;
                await done.Task;
            });
        return new(context!, done, ended);
    }

    private Table Draw()
    {
        var table = new Table().Border(TableBorder.None).HideHeaders();
        table.AddColumns("", "", "", "");
        foreach (var step in steps.Values)
        {
            var (mark, colour) = step.Phase switch
            {
                RolePhase.Ready => ("✓", "green"),
                RolePhase.Restarting => ("↻", "yellow"),
                RolePhase.Stopped => ("■", "grey"),
                _ => ("…", "blue"),
            };
            var elapsed =
                step.Phase == RolePhase.Starting
                    ? ""
                    : string.Create(CultureInfo.InvariantCulture, $"{step.Elapsed.TotalSeconds:0.0} s");
            table.AddRow(
                new Markup($"[{colour}]{mark}[/]"),
                new Text(step.Role.ToString()),
                new Text(elapsed),
                new Text(step.Detail)
            );
        }
        return table;
    }
}
