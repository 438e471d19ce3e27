namespace Pangea.Cli;

/// <summary>
/// A fleet's directory in the hands of this process: taken, checked against what was asked for, made where it is new. When what follows fails,
/// <see cref="Undo"/> leaves nothing of a new fleet behind.
/// </summary>
internal sealed class FleetOpening : IDisposable
{
    private readonly FleetLock held;
    private readonly bool createdDirectory;
    private IDisposable? ports;

    private FleetOpening(FleetDirectory directory, FleetLock held, bool createdDirectory)
    {
        Directory = directory;
        this.held = held;
        this.createdDirectory = createdDirectory;
    }

    /// <summary>The directory.</summary>
    public FleetDirectory Directory { get; }

    /// <summary>What the fleet is made of.</summary>
    public FleetPlan Plan { get; private set; } = null!;

    /// <summary>Whether it was made now.</summary>
    public bool IsNew { get; private set; }

    /// <summary>Opens a fleet, or makes it.</summary>
    /// <exception cref="CommandFailedException">It cannot be; nothing was left behind.</exception>
    public static async Task<FleetOpening> OpenAsync(
        FleetDirectory directory,
        PlanRequest request,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        request.Validate();
        // Before the directory is touched: a request that cannot be met must not leave one behind.
        IDisposable? ports = null;
        FleetPlan? made = null;
        if (!directory.HasFleet)
        {
            ports = await Ports.ChooseAloneAsync(clock, cancellationToken);
            made = request.NewPlan();
        }
        var created = directory.Create();
        FleetOpening? opening = null;
        try
        {
            var held = await FleetLock.TakeAsync(directory, clock, cancellationToken);
            opening = new(directory, held, created) { ports = ports };
            await opening.ReadAsync(request, made, cancellationToken);
            return opening;
        }
        catch (Exception)
        {
            ports?.Dispose();
            opening?.Dispose();
            if (created)
                directory.Delete();
            throw;
        }
    }

    /// <summary>Writes down that the fleet is what it is: the last step of making one.</summary>
    public async Task KeepAsync(CancellationToken cancellationToken)
    {
        if (IsNew)
            await PlanFile.WriteAsync(Directory, Plan, cancellationToken);
    }

    /// <summary>Its servers listen: others may choose ports again.</summary>
    public void Listening()
    {
        ports?.Dispose();
        ports = null;
    }

    /// <summary>Takes back what was made, of a new fleet; one that was there before stays as it is.</summary>
    public void Undo()
    {
        if (IsNew)
            Directory.Delete(createdDirectory);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Listening();
        if (File.Exists(Directory.RunFile))
            File.Delete(Directory.RunFile);
        held.Dispose();
    }

    private async Task ReadAsync(PlanRequest request, FleetPlan? made, CancellationToken cancellationToken)
    {
        var there = await PlanFile.ReadAsync(Directory, cancellationToken);
        if (there is null)
        {
            IsNew = true;
            Plan = made ?? request.NewPlan();
            return;
        }
        if (request.Contradiction(there) is { } contradiction)
            throw new CommandFailedException(
                $"{Directory.Shown} holds a fleet that differs from what is asked for ({contradiction}): "
                    + $"leave the option out, delete the fleet with `pangea down --purge --dir {Directory.Shown}`, or choose another --dir"
            );
        Plan = request.Hosts is { } hosts ? there with { Hosts = hosts } : there;
        if (Plan != there)
            await PlanFile.WriteAsync(Directory, Plan, cancellationToken);
        foreach (var (role, port) in Plan.Servers)
        {
            if (!Ports.IsFree(new(System.Net.IPAddress.Parse(Plan.Bind), port)))
                throw new CommandFailedException(
                    $"port {port} of {role} is taken by another process: end that one; a fleet keeps its ports"
                );
        }
    }
}
