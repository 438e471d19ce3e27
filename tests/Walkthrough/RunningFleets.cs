namespace Pangea.Walkthrough.Tests;

/// <summary>Tests with fleets of their own: one at a time, beside those of the shared fleet, which mostly wait.</summary>
[CollectionDefinition(Name)]
public sealed class RunningFleets
{
    public const string Name = "fleets";
}
