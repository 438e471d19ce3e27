using Pangea.Fleet.Api;
using Pangea.Kube.Objects;
using static Pangea.Fleet.Hub.Tests.TestHub;

namespace Pangea.Fleet.Hub.Tests.Simulation;

/// <summary>Users change templates and policies while the hub dies again and again; in the end everything is as the policies say.</summary>
public class HubSimulationTests
{
    private static readonly NamespacedName MovingPolicy = new("default", "moving");

    public static TheoryData<ulong> Seeds =>
        [
            .. Enumerable
                .Range(1, Environment.GetEnvironmentVariable("PANGEA_TEST_LONG") == "1" ? 500 : 10)
                .Select(s => (ulong)s),
        ];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void A_hub_that_dies_at_any_write_comes_to_what_the_policies_say(ulong seed)
    {
        var wrongs = new List<string>();
        var fleet = new SimulatedFleet(
            seed,
            work =>
            {
                // Nobody ever takes this one back, nor its clusters out of its policy.
                if (NameOf(work) == "steady")
                    wrongs.Add($"{work} was removed from its member");
            }
        );
        fleet.Create(FleetResources.ClusterPropagationPolicies, Policy("ClusterPropagationPolicy", "steady", "all", 1));
        fleet.Create(Deployments, Deployment("steady", 7, "all"));
        var random = new Random((int)seed);
        fleet.Trouble(0.02);
        for (var i = 0; i < 25; i++)
        {
            Act(fleet, random);
            fleet.Pass();
        }
        // What the user has taken back must be gone before it can come again.
        fleet.Calm();
        fleet.Create(FleetResources.PropagationPolicies, Policy("PropagationPolicy", "moving", "moves", 3));
        fleet.Create(Deployments, Deployment("moves0", 5, "moves"));
        fleet.Calm();

        Assert.True(fleet.Starts > 2, "the hub should have died");
        wrongs.AddRange(Wrongs(fleet));
        Assert.True(wrongs.Count == 0, $"seed {seed}: {string.Join('\n', wrongs)}");
    }

    private static void Act(SimulatedFleet fleet, Random random)
    {
        var name = $"moves{random.Next(4)}";
        switch (random.Next(8))
        {
            case 0 or 1:
                fleet.Create(Deployments, Deployment(name, random.Next(1, 12), "moves"));
                break;
            case 2:
                fleet.Delete(Deployments, new("default", name));
                if (random.Next(2) == 0)
                    fleet.Create(Deployments, Deployment(name, random.Next(1, 12), "moves"));
                break;
            case 3:
                fleet.Patch(Deployments, new("default", name), $$$"""{"spec":{"replicas":{{{random.Next(1, 12)}}}}}""");
                break;
            case 4:
                fleet.Patch(
                    Deployments,
                    new("default", "steady"),
                    $$$"""{"spec":{"replicas":{{{random.Next(3, 12)}}}}}"""
                );
                break;
            case 5:
                fleet.Create(
                    FleetResources.PropagationPolicies,
                    Policy("PropagationPolicy", "moving", "moves", random.Next(1, 4))
                );
                break;
            case 6:
                fleet.Delete(FleetResources.PropagationPolicies, MovingPolicy);
                break;
            default:
                var members = random.Next(2) == 0 ? "\"eu\",\"us\"" : "\"ap\",\"eu\",\"us\"";
                fleet.Patch(
                    FleetResources.PropagationPolicies,
                    MovingPolicy,
                    """{"spec":{"placement":{"clusterAffinity":{"clusterNames":[MEMBERS]}}}}""".Replace(
                        "MEMBERS",
                        members,
                        StringComparison.Ordinal
                    )
                );
                break;
        }
    }

    /// <summary>What is not as policies and templates say.</summary>
    private static IEnumerable<string> Wrongs(SimulatedFleet fleet)
    {
        var templates = fleet.List(Deployments);
        var bindings = fleet
            .List(FleetResources.ResourceBindings)
            .ToDictionary(b => b.Spec.Map("resource")!.Text("uid")!);
        var policies = fleet
            .List(FleetResources.PropagationPolicies)
            .Concat(fleet.List(FleetResources.ClusterPropagationPolicies))
            .ToDictionary(p => Claim.Of(p).PermanentId);
        var works = fleet
            .List(FleetResources.Works)
            .Where(w => BindingIndexes.PermanentIdOf(w) is not null)
            .ToLookup(w => BindingIndexes.PermanentIdOf(w)!);
        foreach (var policy in policies.Values.Where(p => p.IsDeleting))
            yield return $"{policy} is not let go";
        foreach (var template in templates)
        {
            if (!bindings.TryGetValue(template.Uid, out var binding))
            {
                yield return $"{template} has no binding";
                continue;
            }
            if (Claim.Read(template) is not { } claim || !policies.TryGetValue(claim.PermanentId, out var policy))
            {
                yield return $"{template} has no policy";
                continue;
            }
            if (!Value.Equal(binding.Spec["placement"], policy.Spec["placement"]))
                yield return $"{binding} is not placed as {policy} says";
            var wanted = Members(policy).ToHashSet();
            var shares = binding.Spec.Maps("clusters").ToDictionary(c => c.Text("name")!, c => c.Integer("replicas"));
            if (shares.Values.Sum() != template.Spec.Integer("replicas") || !shares.Keys.All(wanted.Contains))
                yield return $"{binding}: {Text(shares)} of {template.Spec.Integer("replicas")} in {string.Join(' ', wanted)}";
            var running = works[BindingIndexes.PermanentIdOf(binding)!]
                .ToDictionary(
                    w => FleetNamespaces.ClusterOf(w.Namespace)!,
                    w => w.Spec.Map("workload")!.Maps("manifests").First().Map("spec")!.Integer("replicas")
                );
            if (Text(running) != Text(shares))
                yield return $"{binding} has {Text(shares)} and runs {Text(running)}";
            if (template.Status.Integer("readyReplicas") != template.Spec.Integer("replicas"))
                yield return $"{template} reports {template.Status}";
            if (!Conditions.IsTrue(binding.Status, ConditionTypes.FullyApplied))
                yield return $"{binding} is not fully applied";
        }
        foreach (var stale in bindings.Where(b => templates.All(t => t.Uid != b.Key)))
            yield return $"{stale.Value} belongs to nobody";
        foreach (var orphans in works.Where(w => bindings.Values.All(b => BindingIndexes.PermanentIdOf(b) != w.Key)))
            yield return $"{string.Join(", ", orphans)}: orphans";
    }

    private static string Text(IEnumerable<KeyValuePair<string, long?>> shares) =>
        string.Join(' ', shares.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}:{s.Value}"));

    private static IEnumerable<string> Members(KubeObject policy) =>
        policy.Spec.Map("placement")!.Map("clusterAffinity")!.Texts("clusterNames");

    private static string NameOf(KubeObject work) =>
        work.Spec.Map("workload")!.Maps("manifests").First().Map("metadata")!.Text("name")!;

    private static string Deployment(string name, int replicas, string group) =>
        HelloDeployment
            .Replace("\"hello\"", $"\"{name}\"", StringComparison.Ordinal)
            .Replace("\"replicas\":3", $"\"replicas\":{replicas}", StringComparison.Ordinal)
            .Replace("\"labels\":{\"app\"", $"\"labels\":{{\"group\":\"{group}\",\"app\"", StringComparison.Ordinal);

    private static string Policy(string kind, string name, string group, int weight) =>
        """
            {"apiVersion":"policy.karmada.io/v1alpha1","kind":"KIND","metadata":{"name":"NAME"SPACE},
             "spec":{"resourceSelectors":[{"apiVersion":"apps/v1","kind":"Deployment","labelSelector":{"matchLabels":{"group":"GROUP"}}}],
             "placement":PLACEMENT}}
            """.Replace("KIND", kind, StringComparison.Ordinal).Replace("NAME", name, StringComparison.Ordinal).Replace(
            "SPACE",
            kind[0] == 'C' ? "" : ",\"namespace\":\"default\"",
            StringComparison.Ordinal
        ).Replace("GROUP", group, StringComparison.Ordinal).Replace(
            "PLACEMENT",
            Placement(weight, 1, 1),
            StringComparison.Ordinal
        );
}
