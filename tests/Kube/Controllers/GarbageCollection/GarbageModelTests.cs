using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers.Tests;

/// <summary>
/// The collector against a plain model: whatever graph of owners there is, and whatever is deleted in whatever way while the process is
/// killed again and again, in the end exactly those are left that the rules leave.
/// </summary>
public class GarbageModelTests
{
    private const int Objects = 14;
    private static readonly string[] Policies = ["Background", "Foreground", "Orphan"];

    public static TheoryData<ulong> Seeds => [.. Enumerable.Range(1, 40).Select(i => (ulong)i)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void What_is_left_is_what_the_rules_leave(ulong seed)
    {
        var random = new Random((int)seed);
        var cluster = new TestCluster(seed);
        var model = new Model();
        var made = new List<KubeObject>();
        for (var i = 0; i < Objects; i++)
        {
            var owners = made.Where(_ => random.Next(4) == 0).Take(3).ToList();
            made.Add(cluster.CreateOwned($"o{i:00}", [.. owners.Select(o => TestCluster.Ref(o, random.Next(2) == 0))]));
            model.Add(made[i].Name, owners.Select(o => o.Name));
        }
        for (var round = 0; round < 4; round++)
        {
            // Deletions that do not wait for each other would race in reality too; the model knows one after the other.
            var victim = $"o{random.Next(Objects):00}";
            var policy = Policies[random.Next(Policies.Length)];
            var deleted = cluster.Run(api =>
                api.DeleteAsync(
                    TestCluster.ConfigMaps,
                    new("default", victim),
                    new() { PropagationPolicy = policy },
                    default
                )
            );
            Assert.Equal(model.Has(victim), deleted.IsSuccess);
            for (var crashes = random.Next(4); crashes > 0; crashes--)
                cluster.CrashAfter(1 + random.Next(300));
            cluster.Settle();
            model.Delete(victim, orphan: policy == "Orphan");

            Assert.Equal(model.ToString(), Describe(cluster));
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Deletions_that_race_leave_nothing_that_lost_all_its_owners_and_take_nothing_that_has_one(ulong seed)
    {
        var random = new Random((int)seed);
        var cluster = new TestCluster(seed);
        var made = new List<KubeObject>();
        var free = new HashSet<string>(StringComparer.Ordinal);
        for (var i = 0; i < Objects; i++)
        {
            var owners = made.Where(_ => random.Next(3) == 0).Take(3).ToList();
            made.Add(cluster.CreateOwned($"o{i:00}", [.. owners.Select(o => TestCluster.Ref(o, random.Next(2) == 0))]));
            if (owners.Count == 0)
                free.Add(made[i].Name);
        }
        // A circle, too.
        cluster.Patch(
            TestCluster.ConfigMaps,
            "default",
            "o00",
            $$$"""{"metadata":{"ownerReferences":[{{{TestCluster.Ref(made[^1], true).ToValue()}}}]}}"""
        );
        free.Remove("o00");
        var victims = made.Where(_ => random.Next(3) == 0).Select(o => o.Name).ToHashSet(StringComparer.Ordinal);
        cluster.Simulation.Run(async () =>
        {
            var deletions = victims
                .Select(v =>
                    cluster
                        .Api.DeleteAsync(
                            TestCluster.ConfigMaps,
                            new("default", v),
                            new() { PropagationPolicy = Policies[random.Next(2)] },
                            default
                        )
                        .AsTask()
                )
                .ToList();
            foreach (var deletion in deletions)
                await deletion;
        });
        for (var crashes = random.Next(4); crashes > 0; crashes--)
            cluster.CrashAfter(1 + random.Next(500));
        cluster.Simulation.RunFor(TimeSpan.FromMinutes(1));

        var left = cluster.List(TestCluster.ConfigMaps, "default").ToDictionary(o => o.Uid);
        Assert.DoesNotContain(left.Values, o => victims.Contains(o.Name) || o.IsDeleting);
        // Nobody names an owner that is gone, and nobody went who was free and not deleted.
        Assert.All(left.Values, o => Assert.All(o.OwnerReferences, r => Assert.Contains(r.Uid, left.Keys)));
        Assert.Subset(left.Values.Select(o => o.Name).ToHashSet(), free.Except(victims).ToHashSet());
        Assert.All(left.Values, o => Assert.True(free.Contains(o.Name) || o.OwnerReferences.Any(), o.Name));
    }

    private static string Describe(TestCluster cluster)
    {
        var left = cluster.List(TestCluster.ConfigMaps, "default");
        return string.Join(
            "; ",
            left.Select(o =>
                $"{o.Name} <- {string.Join(' ', o.OwnerReferences.Select(r => r.Name).Order(StringComparer.Ordinal))}"
            )
        );
    }

    /// <summary>The rules on one screen: sets of names.</summary>
    private sealed class Model
    {
        private readonly SortedDictionary<string, SortedSet<string>> owners = new(StringComparer.Ordinal);

        public void Add(string name, IEnumerable<string> of) => owners[name] = new(of, StringComparer.Ordinal);

        public bool Has(string name) => owners.ContainsKey(name);

        public void Delete(string name, bool orphan)
        {
            if (!owners.Remove(name))
                return;
            foreach (var (dependent, of) in owners.ToArray())
            {
                if (of.Remove(name) && of.Count == 0 && !orphan)
                    Delete(dependent, orphan: false);
            }
        }

        public override string ToString() =>
            string.Join("; ", owners.Select(o => $"{o.Key} <- {string.Join(' ', o.Value)}"));
    }
}
