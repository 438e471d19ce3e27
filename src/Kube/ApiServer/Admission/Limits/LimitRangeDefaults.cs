using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Fills in what the containers of a pod do not say, and notes on the pod what was filled in.</summary>
internal static class LimitRangeDefaults
{
    private const string Annotation = "kubernetes.io/limit-ranger";

    /// <summary>A pod with the defaults of a limit range; the same tree when nothing is missing.</summary>
    public static MapValue Apply(ImmutableArray<LimitRangeItem> items, MapValue pod)
    {
        var limits = MapValue.Empty;
        var requests = MapValue.Empty;
        foreach (var item in items)
        {
            if (item.Type != "Container")
                continue;
            limits = item.Limits.WithDefaults(limits);
            requests = item.Requests.WithDefaults(requests);
        }
        if (limits.Count + requests.Count == 0)
            return pod;
        var spec = pod.Map("spec") ?? MapValue.Empty;
        var notes = new List<string>();
        spec = Fill(spec, "containers", "container", limits, requests, notes);
        spec = Fill(spec, "initContainers", "init container", limits, requests, notes);
        return notes.Count == 0
            ? pod
            : pod.With("spec", spec)
                .WithAt("LimitRanger plugin set: " + string.Join("; ", notes), "metadata", "annotations", Annotation);
    }

    private static MapValue Fill(
        MapValue spec,
        string key,
        string what,
        MapValue limits,
        MapValue requests,
        List<string> notes
    )
    {
        if (spec.List(key) is not { } containers)
            return spec;
        for (var i = 0; i < containers.Count; i++)
        {
            if (containers[i] is not MapValue container)
                continue;
            var resources = container.Map("resources") ?? MapValue.Empty;
            var filled = Fill(resources, "requests", requests, $"request for {what} {container.Text("name")}", notes);
            filled = Fill(filled, "limits", limits, $"limit for {what} {container.Text("name")}", notes);
            if (!ReferenceEquals(filled, resources))
                containers = containers.SetItem(i, container.With("resources", filled));
        }
        return spec.With(key, containers);
    }

    private static MapValue Fill(MapValue resources, string key, MapValue defaults, string what, List<string> notes)
    {
        var given = resources.Map(key) ?? MapValue.Empty;
        var missing = defaults.Keys.Where(name => !given.ContainsKey(name)).ToList();
        if (missing.Count == 0)
            return resources;
        notes.Add($"{string.Join(", ", missing)} {what}");
        return resources.With(key, given.WithDefaults(defaults));
    }
}
