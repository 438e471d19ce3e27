using System.Reflection;
using ArchUnitNET.Loader;
using ArchUnitNET.xUnitV3;
using static ArchUnitNET.Fluent.ArchRuleDefinition;

namespace Pangea.Architecture.Tests;

public class DependencyTests
{
    private static readonly IReadOnlyList<Assembly> Built =
    [
        .. Directory
            .EnumerateFiles(AppContext.BaseDirectory, "*.dll")
            .Select(f => Path.GetFileNameWithoutExtension(f))
            .Where(n => n == "pangea" || n.StartsWith("Pangea.", StringComparison.Ordinal))
            .Where(n => !n.EndsWith(".Tests", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(Assembly.Load),
    ];

    private static readonly Lazy<ArchUnitNET.Domain.Architecture> House = new(() =>
        new ArchLoader().LoadAssemblies([.. Built]).Build()
    );

    public static TheoryData<string> All => [.. Rooms.Uses.Keys];

    [Fact]
    public void Every_room_that_is_built_stands_in_the_table() =>
        Assert.Equal(Rooms.Uses.Keys, Built.Select(a => a.GetName().Name!).Order(StringComparer.Ordinal));

    [Theory]
    [MemberData(nameof(All))]
    public void A_room_uses_only_what_the_table_gives_it(string room)
    {
        var own = Built.Single(a => a.GetName().Name == room);
        var allowed = Rooms.Reachable(room);
        var others = Built.Where(a => !allowed.Contains(a.GetName().Name!)).ToList();
        if (others.Count == 0)
            return;

        var forbidden = Types().That().ResideInAssembly(others[0], [.. others.Skip(1)]).As("rooms it must not know");

        Types()
            .That()
            .ResideInAssembly(own)
            .Should()
            .NotDependOnAny(forbidden)
            .Because($"docs/architecture.md gives {room} only: {string.Join(", ", Rooms.Uses[room])}")
            .WithoutRequiringPositiveResults()
            .Check(House.Value);
    }

    [Fact]
    public void The_table_has_no_cycles()
    {
        foreach (var room in Rooms.Uses.Keys)
            Assert.DoesNotContain(room, Rooms.Uses[room].SelectMany(Rooms.Reachable));
    }

    [Fact]
    public void Kubernetes_knows_no_fleet()
    {
        foreach (var room in Rooms.Uses.Keys.Where(r => r.StartsWith("Pangea.Kube.", StringComparison.Ordinal)))
        {
            Assert.DoesNotContain(
                Rooms.Reachable(room),
                r => !r.StartsWith("Pangea.Kube.", StringComparison.Ordinal) && r != "Pangea.Pki"
            );
        }
    }
}
