using CsCheck;
using Pangea.Kube.Cluster.Scheduling;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Cluster.Tests.Scheduling;

public sealed class PlacementPropertyTests
{
    private static readonly Gen<(
        KubeObject[] Nodes,
        (string App, int Priority, string Spec)[] Pods,
        int Seed
    )> Clusters = Gen.Select(GenCluster.Node.Array[1, 5], GenCluster.Pod.Array[1, 14], Gen.Int[0, 1000]);

    /// <summary>
    /// Pods one after another: each goes to a node that the plain model allows, and to none only when it allows none.
    /// </summary>
    [Fact]
    public void A_pod_goes_where_the_documentation_lets_it_and_nowhere_only_when_it_must() =>
        Clusters.Sample(
            c =>
            {
                var nodes = c.Nodes.DistinctBy(n => n.Name).ToList();
                var state = NewState(nodes);
                var placed = new List<(KubeObject Pod, string Node)>();
                var random = new Random(c.Seed);
                for (var i = 0; i < c.Pods.Length; i++)
                {
                    var pod = GenCluster.Read(i, c.Pods[i]);
                    var model = new PlainModel(nodes, placed);
                    var allowed = nodes.Where(n => model.Fits(pod.Pod, n)).Select(n => n.Name).ToList();
                    var placement = Placement.Decide(pod, state, random);
                    if (allowed.Count == 0)
                    {
                        Assert.Null(placement.Node);
                        Assert.Equal(nodes.Count, placement.Rejections.Count);
                        continue;
                    }
                    Assert.Contains(placement.Node!, allowed);
                    state.Place(pod, placement.Node!);
                    placed.Add((pod.Pod, placement.Node!));
                    // Pods also leave.
                    if (random.Next(4) == 0)
                    {
                        var gone = placed[random.Next(placed.Count)];
                        placed.Remove(gone);
                        state.Remove(gone.Pod.Key);
                    }
                }
            },
            iter: Testing.Counts.Of(600)
        );

    /// <summary>Counting as pods come and go gives what counting anew gives.</summary>
    [Fact]
    public void A_state_kept_up_to_date_decides_as_one_that_was_made_anew() =>
        Clusters.Sample(
            c =>
            {
                var nodes = c.Nodes.DistinctBy(n => n.Name).ToList();
                var state = NewState(nodes);
                var random = new Random(c.Seed);
                var on = new SortedDictionary<int, string>();
                for (var i = 0; i < c.Pods.Length * 3; i++)
                {
                    var number = random.Next(c.Pods.Length);
                    var pod = GenCluster.Read(number, c.Pods[number]);
                    if (random.Next(3) == 0)
                    {
                        on.Remove(number);
                        state.Remove(pod.Key);
                    }
                    else
                    {
                        on[number] = nodes[random.Next(nodes.Count)].Name;
                        state.Place(pod, on[number]);
                    }
                    if (random.Next(5) == 0)
                    {
                        // A node goes and comes again, under its pods.
                        var node = nodes[random.Next(nodes.Count)];
                        state.SetNode(node.Name, null);
                        state.SetNode(node.Name, node);
                    }
                }
                var anew = NewState(nodes);
                foreach (var (number, node) in on)
                    anew.Place(GenCluster.Read(number, c.Pods[number]), node);
                foreach (var spec in c.Pods)
                {
                    var pod = GenCluster.Read(1000, spec);
                    var a = Placement.Decide(pod, state, new Random(1));
                    var b = Placement.Decide(pod, anew, new Random(1));
                    Assert.Equal(b.Node, a.Node);
                    Assert.Equal(b.Rejections.Select(r => r.Value.Cause), a.Rejections.Select(r => r.Value.Cause));
                }
            },
            iter: Testing.Counts.Of(200)
        );

    /// <summary>
    /// Preemption changes nothing by looking; whom it names are less important, enough, and all needed.
    /// </summary>
    [Fact]
    public void Preemption_names_just_enough_pods_of_lower_priority() =>
        Clusters.Sample(
            c =>
            {
                var nodes = c.Nodes.DistinctBy(n => n.Name).ToList();
                var state = NewState(nodes);
                var random = new Random(c.Seed);
                var placed = new Dictionary<NamespacedName, (KubeObject Pod, string Node)>();
                for (var i = 0; i < c.Pods.Length; i++)
                {
                    var pod = GenCluster.Read(i, c.Pods[i]);
                    var placement = Placement.Decide(pod, state, random);
                    if (placement.Node is { } node)
                    {
                        state.Place(pod, node);
                        placed[pod.Key] = (pod.Pod, node);
                        continue;
                    }
                    var choice = Preemption.Find(pod, placement, state);
                    Assert.Equal(placed.Count, state.Nodes.Sum(n => n.Pods.Count));
                    if (choice is null)
                        continue;
                    Assert.All(choice.Victims, v => Assert.True(v.Priority < pod.Priority));
                    Assert.All(choice.Victims, v => Assert.Equal(choice.Node, placed[v.Key].Node));
                    Assert.True(Fits(choice.Victims));
                    Assert.False(Fits([]));

                    bool Fits(IReadOnlyList<PodInfo> without)
                    {
                        var left = placed.Where(p => without.All(v => v.Key != p.Key)).Select(p => p.Value).ToList();
                        return new PlainModel(nodes, left).Fits(pod.Pod, nodes.Single(n => n.Name == choice.Node));
                    }
                }
            },
            iter: Testing.Counts.Of(200)
        );

    private static ClusterState NewState(IEnumerable<KubeObject> nodes)
    {
        var state = new ClusterState(_ => MapValue.Empty);
        foreach (var node in nodes)
            state.SetNode(node.Name, node);
        return state;
    }
}
