using Pangea.Kube.Client.Simulation;

namespace Pangea.Simulation.Tests;

/// <summary>What goes wrong, from a seed: crashes at any write or at any moment, frozen processes, and networks that lose, delay and break.</summary>
internal sealed class Chaos(SimulatedFleet fleet, Random random)
{
    private readonly Faults faults = new();
    private bool ended;

    /// <summary>What went wrong so far.</summary>
    public Faults Happened()
    {
        var all = new Faults();
        all.Add(faults);
        foreach (var disk in fleet.Disks)
            all.Add(Fault.CrashAtAWrite, disk.Doom.Times);
        foreach (var member in fleet.Members)
            all.Add(Fault.CrashAtACall, member.AgentDoom.Times);
        foreach (var link in fleet.Links)
        {
            all.Add(Fault.LostRequest, link.RequestsLost);
            all.Add(Fault.LostAnswer, link.AnswersLost);
            all.Add(Fault.BrokenWatch, link.WatchesBroken);
        }
        return all;
    }

    /// <summary>Goes on beside all else until <see cref="Heal"/>.</summary>
    public async Task RunAsync()
    {
        while (!ended)
        {
            await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() * 8), fleet.Simulation.Clock);
            if (ended)
                return;
            switch (random.Next(12))
            {
                case 0 or 1:
                    Any(fleet.Disks).Doom.Set(1 + random.Next(20), random.Next(2) == 0);
                    break;
                case 2 or 3:
                    Any(fleet.Members).AgentDoom.Set(1 + random.Next(5), random.Next(2) == 0);
                    break;
                case 4:
                    Crash(Any(fleet.Processes));
                    break;
                case 5:
                    _ = FreezeAsync(Any(fleet.Processes));
                    break;
                case 6 or 7:
                    Spoil(Any(fleet.Links));
                    break;
                case 8:
                    foreach (var link in fleet.Links)
                        link.Heal();
                    break;
                case 9:
                    Skew(Any(fleet.Processes));
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
            disk.Doom.Lift();
        foreach (var member in fleet.Members)
            member.AgentDoom.Lift();
        foreach (var link in fleet.Links)
            link.Heal();
        foreach (var process in fleet.Processes)
            process.Thaw();
        Restart();
    }

    private T Any<T>(IReadOnlyList<T> all) => all[random.Next(all.Count)];

    private void Crash(SimulatedProcess process)
    {
        if (process.IsRunning)
            faults.Add(Fault.Crash);
        process.Crash();
    }

    private async Task FreezeAsync(SimulatedProcess process)
    {
        if (process.IsRunning)
            faults.Add(Fault.Freeze);
        process.Freeze();
        await Task.Delay(TimeSpan.FromSeconds(random.NextDouble() * 30), fleet.Simulation.Clock);
        process.Thaw();
    }

    private void Skew(SimulatedProcess process)
    {
        faults.Add(Fault.ClockSkew);
        process.ClockSkew = TimeSpan.FromSeconds((random.NextDouble() * 60) - 30);
    }

    private void Spoil(LinkConditions link)
    {
        link.IsDown = random.Next(3) == 0;
        faults.Add(link.IsDown ? Fault.Partition : Fault.Delay);
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
