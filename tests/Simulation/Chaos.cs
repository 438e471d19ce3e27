using Pangea.Kube.Client;
using Pangea.Kube.Client.Simulation;

namespace Pangea.Simulation.Tests;

/// <summary>What goes wrong, from a seed: crashes at any write or at any moment, frozen processes, and networks that lose, delay and break.</summary>
internal sealed class Chaos(SimulatedFleet fleet, Random random)
{
    private bool ended;

    /// <summary>Goes on beside all else until <see cref="Heal"/>.</summary>
    public async Task RunAsync()
    {
        while (!ended)
        {
            await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() * 8), fleet.Simulation.Clock);
            if (ended)
                return;
            switch (random.Next(8))
            {
                case 0 or 1:
                    Doom(fleet.Disks.ElementAt(random.Next(fleet.Disks.Count())));
                    break;
                case 2:
                    fleet.Processes.ElementAt(random.Next(fleet.Processes.Count())).Crash();
                    break;
                case 3:
                    await FreezeAsync(fleet.Processes.ElementAt(random.Next(fleet.Processes.Count())));
                    break;
                case 4 or 5:
                    Spoil(fleet.Links.ElementAt(random.Next(fleet.Links.Count())));
                    break;
                case 6:
                    foreach (var link in fleet.Links)
                        link.Heal();
                    break;
                default:
                    Restart();
                    break;
            }
        }
    }

    /// <summary>Nothing goes wrong any more: all run, and everything gets through.</summary>
    public void Heal()
    {
        ended = true;
        foreach (var disk in fleet.Disks)
            disk.WritesLeft = 0;
        foreach (var link in fleet.Links)
            link.Heal();
        foreach (var process in fleet.Processes)
            process.Thaw();
        Restart();
    }

    private void Doom(Disk disk)
    {
        disk.DiesBeforeTheWrite = random.Next(2) == 0;
        disk.WritesLeft = 1 + random.Next(20);
    }

    private async Task FreezeAsync(SimulatedProcess process)
    {
        process.Freeze();
        await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() * 30), fleet.Simulation.Clock);
        process.Thaw();
    }

    private void Spoil(LinkConditions link)
    {
        link.IsDown = random.Next(3) == 0;
        link.LostRequests = random.NextDouble() * 0.3;
        link.LostAnswers = random.NextDouble() * 0.3;
        link.BrokenWatches = random.NextDouble() * 0.1;
        link.LongestDelay = TimeSpan.FromSeconds(random.NextDouble() * 3);
    }

    /// <summary>Starts what has died. Dead processes stay away until this is drawn: for some time, not for ever.</summary>
    private void Restart()
    {
        foreach (var process in fleet.Processes)
            process.Start();
    }
}
