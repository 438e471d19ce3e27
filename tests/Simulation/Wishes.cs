using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Simulation.Tests;

/// <summary>
/// Somebody with a client: brings what they want to the hub, call by call, each tried again until it is done, as people and pipelines do.
/// </summary>
internal sealed class Wishes(SimulatedFleet fleet, Random random)
{
    /// <summary>The Deployment that nobody touches once it runs.</summary>
    public const string Steady = "steady";

    public static readonly GroupVersionResource Deployments = new("apps", "v1", "deployments");
    public static readonly GroupVersionResource Services = new("", "v1", "services");
    public static readonly GroupVersionResource Roles = new("rbac.authorization.k8s.io", "v1", "clusterroles");
    private static readonly GroupVersionResource Policies = new("policy.karmada.io", "v1alpha1", "propagationpolicies");
    private static readonly GroupVersionResource ClusterPolicies = new(
        "policy.karmada.io",
        "v1alpha1",
        "clusterpropagationpolicies"
    );
    private static readonly GroupVersionResource Clusters = new("cluster.karmada.io", "v1alpha1", "clusters");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private readonly SortedDictionary<string, Wish> wanted = new(StringComparer.Ordinal);

    /// <summary>What is wanted now: all of it is done.</summary>
    public IEnumerable<Wish> Wanted => wanted.Values;

    /// <summary>What is wanted of the ClusterRole.</summary>
    public RoleWish Role { get; private set; } = new();

    public void JoinClusters()
    {
        foreach (var member in fleet.Members)
        {
            var cluster = Wish.Parse(
                $$$"""
                {"apiVersion":"cluster.karmada.io/v1alpha1","kind":"Cluster","metadata":{"name":"{{{member.Name}}}"},
                 "spec":{"syncMode":"Pull","apiEndpoint":"https://{{{member.Name}}}.example:6443","id":"{{{SimulatedFleet.IdOf(
                    member.Name
                )}}}"}}
                """
            );
            Call(c => fleet.User.CreateAsync(Clusters, cluster, WriteOptions.None, c), StatusReason.AlreadyExists);
        }
    }

    /// <summary>The Deployment whose pods must never go.</summary>
    public void CreateSteady()
    {
        var wish = new Wish(Steady)
        {
            HasTemplate = true,
            HasService = true,
            Replicas = 4,
            Version = 1,
            Weights = Weigh((name, i) => i + 1),
        };
        Create(wish);
        SetService(wish);
        SetPolicy(wish);
        wanted[Steady] = wish;
    }

    /// <summary>Ends what must never end: for checks that this would be noticed.</summary>
    public void DeleteSteady()
    {
        Delete(Services, Steady);
        Delete(Deployments, Steady);
        wanted.Remove(Steady);
    }

    /// <summary>Does something that a user could do now.</summary>
    public void Change()
    {
        if (random.Next(6) == 0)
        {
            Role = Change(Role);
            return;
        }
        var name = $"app-{random.Next(3)}";
        var wish = wanted.GetValueOrDefault(name) ?? new(name);
        wanted[name] = Change(wish);
    }

    /// <summary>Asks once more for a number of replicas, so that every placement is decided with all clusters there.</summary>
    public void ScaleAll()
    {
        foreach (var wish in wanted.Values.Where(w => w.HasTemplate && w.Name != Steady).ToList())
            wanted[wish.Name] = Scale(wish, wish.Replicas + 1 + random.Next(3));
    }

    private Wish Change(Wish wish)
    {
        if (!wish.HasTemplate)
        {
            wish = wish with { HasTemplate = true, Replicas = random.Next(9), Version = wish.Version + 1 };
            if (random.Next(2) == 0)
                Create(wish);
            else
                Apply(wish);
            return wish.Weights is null && random.Next(4) > 0 ? NewPolicy(wish) : wish;
        }
        switch (random.Next(12))
        {
            case 0:
                Delete(Services, wish.Name);
                Delete(Deployments, wish.Name);
                return wish with { HasTemplate = false, HasService = false };
            case 1 when wish.Weights is not null:
                Delete(Policies, wish.Name);
                return wish with { Weights = null };
            case 2 or 3:
                wish = wish with { Version = wish.Version + 1 };
                Patch(
                    wish.Name,
                    $$$"""{"spec":{"template":{"spec":{"containers":[{"name":"main","image":"{{{wish.Image}}}"}] } } } }"""
                );
                return wish;
            case 7:
                wish = wish with { Version = wish.Version + 1, Replicas = random.Next(9) };
                Apply(wish);
                return wish;
            case 8 or 9:
                wish = wish with { HasService = !wish.HasService };
                SetService(wish);
                return wish;
            case 4 or 5 or 6:
                return Scale(wish, random.Next(12));
            default:
                return NewPolicy(wish);
        }
    }

    private RoleWish Change(RoleWish wish)
    {
        switch (random.Next(5))
        {
            case 0 when wish.Verb.Length > 0:
                Delete(Roles, RoleWish.Name);
                return wish with { Verb = "" };
            case 1 when wish.Clusters is not null:
                Delete(ClusterPolicies, RoleWish.Name);
                return wish with { Clusters = null };
            case 2 or 3:
                wish = wish with { Verb = random.Next(2) == 0 ? "get" : "list" };
                Apply(Roles, wish.Role());
                return wish;
            default:
                wish = wish with { Clusters = [.. Weigh((_, _) => random.Next(2)).Keys] };
                if (wish.Clusters.Count == 0)
                    wish.Clusters.Add(fleet.Members[^1].Name);
                Apply(ClusterPolicies, wish.Policy());
                return wish;
        }
    }

    private Wish Scale(Wish wish, int replicas)
    {
        Patch(wish.Name, $$$"""{"spec":{"replicas": {{{replicas}}} } }""");
        return wish with { Replicas = replicas };
    }

    private Wish NewPolicy(Wish wish)
    {
        var weights = Weigh((_, _) => random.Next(4));
        if (weights.Count == 0)
            weights[fleet.Members[0].Name] = 1;
        wish = wish with { Weights = weights, IsDuplicated = random.Next(5) == 0 };
        SetPolicy(wish);
        return wish;
    }

    /// <summary>Weights of the clusters; those of weight 0 are left out.</summary>
    private SortedDictionary<string, int> Weigh(Func<string, int, int> weight)
    {
        var weights = new SortedDictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < fleet.Members.Count; i++)
        {
            if (weight(fleet.Members[i].Name, i) is > 0 and var w)
                weights[fleet.Members[i].Name] = w;
        }
        return weights;
    }

    private void Create(Wish wish) =>
        // An object of this name may still be on its way out; then creating it waits.
        Call(async c =>
        {
            var made = await fleet.User.CreateAsync(Deployments, wish.Deployment(), WriteOptions.None, c);
            if (!made.Is(StatusReason.AlreadyExists))
                return made;
            var there = await fleet.User.GetAsync(Deployments, new("default", wish.Name), c);
            return there.IsSuccess && !there.Value.IsDeleting && ImageOf(there.Value) == wish.Image ? there : made;
        });

    private void SetPolicy(Wish wish) =>
        Call(async c =>
        {
            var there = await fleet.User.GetAsync(Policies, new("default", wish.Name), c);
            if (there.IsNotFound)
                return await fleet.User.CreateAsync(Policies, wish.Policy(), WriteOptions.None, c);
            if (!there.IsSuccess)
                return there;
            if (there.Value.IsDeleting)
                return Status.Conflict(Policies.GroupResource, wish.Name, "it is being deleted");
            var changed = there.Value.With(wish.Policy().Spec["placement"], "spec", "placement");
            return await fleet.User.UpdateAsync(Policies, changed, WriteOptions.None, c);
        });

    private void SetService(Wish wish)
    {
        if (wish.HasService)
            Apply(Services, wish.Service());
        else
            Delete(Services, wish.Name);
    }

    private void Apply(Wish wish) => Apply(Deployments, wish.Deployment());

    /// <summary>As <c>kubectl apply --server-side --force-conflicts</c>: the same text again is the same again.</summary>
    private void Apply(GroupVersionResource resource, KubeObject manifest) =>
        Call(async c =>
        {
            var applied = await fleet.User.PatchAsync(
                resource,
                manifest.Key,
                new(PatchType.Apply, manifest.Root),
                new() { FieldManager = "kubectl", Force = true },
                c
            );
            return applied.IsSuccess && applied.Value.IsDeleting
                ? Status.Conflict(resource.GroupResource, manifest.Name, "it is being deleted")
                : applied;
        });

    private void Patch(string name, string merge) =>
        Call(c =>
            fleet.User.PatchAsync(
                Deployments,
                new("default", name),
                new(PatchType.StrategicMerge, JsonText.Parse(merge)),
                WriteOptions.None,
                c
            )
        );

    private void Delete(GroupVersionResource resource, string name) =>
        Call(
            c =>
                fleet.User.DeleteAsync(
                    resource,
                    new(IsGlobal(resource) ? "" : "default", name),
                    DeleteOptions.Background,
                    c
                ),
            StatusReason.NotFound
        );

    private static bool IsGlobal(GroupVersionResource resource) => resource == Roles || resource == ClusterPolicies;

    private static string ImageOf(KubeObject deployment) =>
        (deployment.Root.At("spec", "template", "spec", "containers") as ListValue)?.Maps.First().Text("image") ?? "";

    private void Call(Func<CancellationToken, ValueTask<ApiResult<KubeObject>>> call, string alsoDone = "") =>
        fleet.Simulation.Run(
            async () =>
            {
                while (true)
                {
                    var result = await call(CancellationToken.None);
                    if (result.IsSuccess || result.Is(alsoDone))
                        return;
                    await Task.Delay(TimeSpan.FromSeconds(1), fleet.Simulation.Clock);
                }
            },
            Patience
        );
}
