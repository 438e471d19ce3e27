namespace Pangea.Cli.Tests;

public class FleetLockTests
{
    [Fact]
    public async Task A_fleet_is_held_by_one_at_a_time()
    {
        using var temporary = new TemporaryDirectory();
        var directory = new FleetDirectory(temporary.Path);
        Assert.False(FleetLock.IsHeld(directory));

        using (await FleetLock.TakeAsync(directory, TimeProvider.System, default))
        {
            Assert.True(FleetLock.IsHeld(directory));
            await Assert.ThrowsAsync<CommandFailedException>(() =>
                FleetLock.TakeAsync(directory, TimeProvider.System, default)
            );
        }

        Assert.False(FleetLock.IsHeld(directory));
        using var again = await FleetLock.TakeAsync(directory, TimeProvider.System, default);
    }

    [Fact]
    public async Task Looking_does_not_keep_others_from_taking_it()
    {
        using var temporary = new TemporaryDirectory();
        var directory = new FleetDirectory(temporary.Path);
        File.WriteAllText(directory.LockFile, "");
        using var stop = new CancellationTokenSource();
        var looking = Task.Run(() =>
        {
            while (!stop.IsCancellationRequested)
                FleetLock.IsHeld(directory);
        });

        for (var i = 0; i < 20; i++)
        {
            using var held = await FleetLock.TakeAsync(directory, TimeProvider.System, default);
        }

        stop.Cancel();
        await looking;
    }

    [Fact]
    public async Task A_new_fleet_waits_for_the_roles_of_the_one_before()
    {
        using var temporary = new TemporaryDirectory();
        var directory = new FleetDirectory(temporary.Path);
        var role = FleetLock.TakeForRole(directory);
        using var other = FleetLock.TakeForRole(directory);

        var taking = FleetLock.TakeAsync(directory, TimeProvider.System, default);
        role.Dispose();
        Assert.False(taking.IsCompleted);
        other.Dispose();

        using var held = await taking;
    }
}
