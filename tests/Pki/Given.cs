using Microsoft.Extensions.Time.Testing;

namespace Pangea.Pki.Tests;

/// <summary>What the tests of this room start from.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Start = new(2031, 5, 1, 12, 0, 0, TimeSpan.Zero);

    public static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>A clock that stands still and an environment whose random bytes follow from a seed.</summary>
    public static (FakeTimeProvider Clock, PkiEnvironment Environment) Environment(int seed = 1)
    {
        var clock = new FakeTimeProvider(Start);
        var random = new Random(seed);
        return (clock, new PkiEnvironment(clock, random.NextBytes));
    }

    public static string Fixture(string name) =>
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "fixtures", name));

    /// <summary>How often a property is tried: more often in long runs.</summary>
    public static int Times(int few) =>
        System.Environment.GetEnvironmentVariable("PANGEA_TEST_LONG") == "1" ? few * 100 : few;
}
