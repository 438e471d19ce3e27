using Pangea.Kube.Objects;

namespace Pangea.Simulation.Tests;

/// <summary>Holds a healed fleet to what is wanted: every policy is met down to the pods, and nothing is left of what is gone.</summary>
internal sealed class Verdict(SimulatedFleet fleet, Wishes all)
{
    private static readonly GroupVersionResource Pods = new("", "v1", "pods");
    private static readonly GroupVersionResource ReplicaSets = new("apps", "v1", "replicasets");
    private static readonly GroupVersionResource Bindings = new("work.karmada.io", "v1alpha2", "resourcebindings");
    private static readonly GroupVersionResource ClusterBindings = new(
        "work.karmada.io",
        "v1alpha2",
        "clusterresourcebindings"
    );
    private static readonly GroupVersionResource EndpointSlices = new("discovery.k8s.io", "v1", "endpointslices");
    private static readonly GroupVersionResource Works = new("work.karmada.io", "v1alpha1", "works");

    /// <summary>What is not as it should be; empty when all is well.</summary>
    public IReadOnlyList<string> Complaints()
    {
        var complaints = new List<string>();
        if (fleet.Hub is not { } hub || fleet.Members.Any(m => m.Api is null))
            return ["not everybody is up"];
        var templates = fleet.List(hub, Wishes.Deployments).ToDictionary(o => o.Name, StringComparer.Ordinal);
        var bindings = fleet.List(hub, Bindings).ToDictionary(o => o.Name, StringComparer.Ordinal);
        var clusterBindings = fleet.List(hub, ClusterBindings).Select(b => b.Name).ToHashSet(StringComparer.Ordinal);
        var works = fleet.List(hub, Works);
        var wishes = all.Wanted.ToDictionary(w => w.Name, StringComparer.Ordinal);
        foreach (var wish in wishes.Values)
        {
            if (templates.ContainsKey(wish.Name) != wish.HasTemplate)
                complaints.Add($"the hub {(wish.HasTemplate ? "has not" : "still has")} the Deployment {wish.Name}");
        }
        foreach (var binding in bindings.Values)
        {
            var template = binding.Spec.Map("resource")?.Text("name") ?? "";
            var isService = binding.Spec.Map("resource")?.Text("kind") == "Service";
            if (!wishes.TryGetValue(template, out var wish) || !(isService ? wish.HasService : wish.HasTemplate))
                complaints.Add($"the binding {binding.Name} is left over");
        }
        foreach (var binding in clusterBindings.Where(_ => all.Role.Verb.Length == 0))
            complaints.Add($"the cluster binding {binding} is left over");
        foreach (var work in works)
        {
            CheckWork(work, "resourcebinding.karmada.io/name", bindings.ContainsKey, complaints);
            CheckWork(work, "clusterresourcebinding.karmada.io/name", clusterBindings.Contains, complaints);
        }
        var views = fleet.Members.Select(m => new MemberView(fleet, m)).ToList();
        foreach (var view in views)
        {
            CheckMember(view, works, wishes, complaints);
            CheckServices(view, works, wishes, complaints);
            if (all.Role.Complaint(view.Name, view.Role) is { } complaint)
                complaints.Add(complaint);
        }
        foreach (var wish in wishes.Values.Where(w => w is { HasTemplate: true, Weights: not null }))
            CheckPlacement(wish, templates.GetValueOrDefault(wish.Name), views, complaints);
        return complaints;
    }

    private static void CheckWork(KubeObject work, string mark, Func<string, bool> isThere, List<string> complaints)
    {
        if (work.IsDeleting)
            complaints.Add($"the Work {work.Key} is still being deleted");
        if (work.Annotations.Text(mark) is { } binding && !isThere(binding))
            complaints.Add($"the Work {work.Key} is left over from the binding {binding}");
    }

    private static void CheckMember(
        MemberView view,
        IReadOnlyList<KubeObject> works,
        Dictionary<string, Wish> wishes,
        List<string> complaints
    )
    {
        foreach (var deployment in view.Deployments.Values)
        {
            var work = WorkOf(works, view.Name, deployment);
            if (work is null || !wishes.ContainsKey(deployment.Name))
            {
                complaints.Add($"{view.Name} still has the Deployment {deployment.Name}");
                continue;
            }
            var manifest = new KubeObject(work.Spec.Map("workload")!.Maps("manifests").First());
            if (Replicas(manifest) != Replicas(deployment))
                complaints.Add($"{view.Name}/{deployment.Name} differs from its Work");
            var pods = view.PodsOf(deployment.Name).ToList();
            if (pods.Count != Replicas(deployment) || pods.Any(p => !IsReady(p)))
            {
                complaints.Add(
                    $"{view.Name}/{deployment.Name} has {pods.Count} pods, {pods.Count(IsReady)} ready, of {Replicas(deployment)}"
                );
            }
        }
        foreach (var pod in view.Pods.Where(p => !view.Deployments.ContainsKey(p.Labels.Text("app") ?? "")))
            complaints.Add($"{view.Name} still has the pod {pod.Name}");
        foreach (var set in view.ReplicaSets.Where(s => !view.Deployments.ContainsKey(s.Labels.Text("app") ?? "")))
            complaints.Add($"{view.Name} still has the ReplicaSet {set.Name}");
    }

    private static KubeObject? WorkOf(IReadOnlyList<KubeObject> works, string cluster, KubeObject found) =>
        works.FirstOrDefault(w =>
            w.Namespace == $"karmada-es-{cluster}"
            && w.Spec.Map("workload")?.Maps("manifests").FirstOrDefault() is { } manifest
            && manifest.Text("kind") == found.Kind
            && manifest.Map("metadata")?.Text("name") == found.Name
        );

    private static void CheckServices(
        MemberView view,
        IReadOnlyList<KubeObject> works,
        Dictionary<string, Wish> wishes,
        List<string> complaints
    )
    {
        foreach (var service in view.Services.Values)
        {
            if (WorkOf(works, view.Name, service) is null || wishes.GetValueOrDefault(service.Name)?.HasService != true)
                complaints.Add($"{view.Name} still has the Service {service.Name}");
            var endpoints = view.EndpointsOf(service.Name);
            var pods = view.PodsOf(service.Name).Count(IsReady);
            if (endpoints != pods)
                complaints.Add(
                    $"{view.Name}'s Service {service.Name} has {endpoints} endpoints, {pods} pods are ready"
                );
        }
        foreach (var wish in wishes.Values.Where(w => w is { HasService: true, Weights: not null }))
        {
            var has = view.Services.ContainsKey(wish.Name);
            if (has != wish.Weights!.ContainsKey(view.Name))
                complaints.Add($"{view.Name} {(has ? "still has" : "has not")} the Service {wish.Name}");
        }
        foreach (var slice in view.Slices.Where(s => !view.HasServiceOf(s)))
            complaints.Add($"{view.Name} still has the EndpointSlice {slice.Name}");
    }

    private static void CheckPlacement(Wish wish, KubeObject? template, List<MemberView> views, List<string> complaints)
    {
        var found = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var view in views)
        {
            if (!view.Deployments.TryGetValue(wish.Name, out var deployment))
                continue;
            found[view.Name] = Replicas(deployment);
            foreach (var pod in view.PodsOf(wish.Name))
            {
                if (pod.Spec.Maps("containers").First().Text("image") != wish.Image)
                    complaints.Add($"{view.Name}/{pod.Name} runs {pod.Spec.Maps("containers").First().Text("image")}");
            }
        }
        if (wish.Complaint(found) is { } complaint)
            complaints.Add($"{wish.Name}: {complaint}");
        var ready = template?.Status.Integer("readyReplicas") ?? 0;
        if (ready != found.Values.Sum())
            complaints.Add($"{wish.Name}: its status says {ready} ready replicas, there are {found.Values.Sum()}");
        if (template is not null && template.Status.Integer("observedGeneration") != template.Generation)
            complaints.Add($"{wish.Name}: its status is of an older generation");
    }

    private static int Replicas(KubeObject deployment) => (int)(deployment.Spec.Integer("replicas") ?? 1);

    private static bool IsReady(KubeObject pod) =>
        pod.Status.Maps("conditions").Any(c => c.Text("type") == "Ready" && c.Text("status") == "True");

    /// <summary>The workloads of a member.</summary>
    private sealed class MemberView(SimulatedFleet fleet, SimulatedMember member)
    {
        public string Name => member.Name;

        public Dictionary<string, KubeObject> Deployments { get; } =
            fleet.List(member.Api!, Wishes.Deployments).ToDictionary(o => o.Name, StringComparer.Ordinal);

        /// <summary>All but the cluster's own.</summary>
        public Dictionary<string, KubeObject> Services { get; } =
            fleet
                .List(member.Api!, Wishes.Services)
                .Where(s => s.Name != "kubernetes")
                .ToDictionary(o => o.Name, StringComparer.Ordinal);

        public IReadOnlyList<KubeObject> Slices { get; } =
        [.. fleet.List(member.Api!, EndpointSlices).Where(s => ServiceOf(s) != "kubernetes")];

        public KubeObject? Role { get; } =
            fleet.List(member.Api!, Wishes.Roles).FirstOrDefault(r => r.Name == RoleWish.Name);

        public bool HasServiceOf(KubeObject slice) => Services.ContainsKey(ServiceOf(slice));

        /// <summary>How many ready endpoints a Service has.</summary>
        public int EndpointsOf(string service) =>
            Slices
                .Where(s => ServiceOf(s) == service)
                .SelectMany(s => (s.Root["endpoints"] as ListValue ?? ListValue.Empty).Maps)
                .Count(e => e.Map("conditions")?.Flag("ready") == true);

        private static string ServiceOf(KubeObject slice) => slice.Labels.Text("kubernetes.io/service-name") ?? "";

        public IReadOnlyList<KubeObject> ReplicaSets { get; } = fleet.List(member.Api!, Verdict.ReplicaSets);

        public IReadOnlyList<KubeObject> Pods { get; } = fleet.List(member.Api!, Verdict.Pods);

        public IEnumerable<KubeObject> PodsOf(string app) => Pods.Where(p => p.Labels.Text("app") == app);
    }
}
