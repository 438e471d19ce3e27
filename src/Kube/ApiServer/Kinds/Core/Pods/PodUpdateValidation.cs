using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks what may change in a pod that exists.</summary>
internal static class PodUpdateValidation
{
    private const string Updatable =
        "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
        + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
        + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)";

    /// <summary>Checks a change of a pod's spec; the new spec has been checked itself.</summary>
    public static void Spec(Part spec, MapValue old)
    {
        if (ReferenceEquals(spec.Map, old) || spec.Map.Equals(old))
            return;
        if (!SameContainers(spec, "containers", old) || !SameContainers(spec, "initContainers", old))
            return;
        if (!ActiveDeadline(spec, old))
            return;
        OnlyAddedTolerations(spec, old);
        OnlyDeletedGates(spec, old);
        var munged = spec
            .Map.With("containers", WithImagesOf(spec.Map.List("containers"), old.List("containers")))
            .With("initContainers", WithImagesOf(spec.Map.List("initContainers"), old.List("initContainers")))
            .With("activeDeadlineSeconds", old["activeDeadlineSeconds"])
            .With("schedulingGates", old["schedulingGates"])
            .With("tolerations", old["tolerations"])
            .With("ephemeralContainers", old["ephemeralContainers"]);
        if (old.Integer("terminationGracePeriodSeconds") is < 0 && munged.Integer("terminationGracePeriodSeconds") == 1)
            munged = munged.With("terminationGracePeriodSeconds", old["terminationGracePeriodSeconds"]);
        if (old.List("schedulingGates") is { Count: > 0 })
            munged = Gated(spec, munged, old);
        if (!Checks.Same(munged, old))
            spec.Forbidden(Part.Self, $"{Updatable}\n{Differences.Between(old, munged)}");
    }

    private static bool SameContainers(Part spec, string key, MapValue old)
    {
        if (spec.Count(key) != (old.List(key)?.Count ?? 0))
        {
            spec.Forbidden(key, "pod updates may not add or remove containers");
            return false;
        }
        return true;
    }

    private static bool ActiveDeadline(Part spec, MapValue old)
    {
        var now = spec.Map.Integer("activeDeadlineSeconds");
        var before = old.Integer("activeDeadlineSeconds");
        if (now is { } seconds)
        {
            if (before < seconds)
            {
                spec.Invalid("activeDeadlineSeconds", seconds, "must be less than or equal to previous value");
                return false;
            }
        }
        else if (before is not null)
            spec.Invalid("activeDeadlineSeconds", null, "must not update from a positive integer to nil value");
        return true;
    }

    private static void OnlyAddedTolerations(Part spec, MapValue old)
    {
        foreach (var before in old.Maps("tolerations"))
        {
            var kept = spec
                .Map.Maps("tolerations")
                .Any(now => now.Without("tolerationSeconds").Equals(before.Without("tolerationSeconds")));
            if (kept)
                continue;
            spec.Forbidden("tolerations", "existing toleration can not be modified except its tolerationSeconds");
            return;
        }
    }

    private static void OnlyDeletedGates(Part spec, MapValue old)
    {
        foreach (var gate in spec.Items("schedulingGates"))
        {
            var name = gate.Text("name");
            if (!old.Maps("schedulingGates").Any(g => g.Text("name") == name))
                gate.Forbidden("name", $"only deletion is allowed, but found new scheduling gate '{name}'");
        }
    }

    private static ListValue? WithImagesOf(ListValue? containers, ListValue? old)
    {
        if (containers is null || old is null)
            return containers;
        for (var i = 0; i < containers.Count; i++)
        {
            if (containers[i] is MapValue container && old[i] is MapValue before)
                containers = containers.SetItem(i, container.With("image", before["image"]));
        }
        return containers;
    }

    /// <summary>A pod that waits at a gate may still be told more about where to run.</summary>
    private static MapValue Gated(Part spec, MapValue munged, MapValue old)
    {
        var selector = spec.Map.Map("nodeSelector") ?? MapValue.Empty;
        foreach (var (key, value) in old.Map("nodeSelector") ?? MapValue.Empty)
        {
            if (!Value.Equal(selector[key], value))
            {
                spec.Invalid(
                    "nodeSelector",
                    selector,
                    "only additions to spec.nodeSelector are allowed (no mutations or deletions)"
                );
                break;
            }
        }
        munged = munged.With("nodeSelector", old["nodeSelector"]);
        var before = old.At("affinity", "nodeAffinity");
        var affinity = munged.Map("affinity")?.With("nodeAffinity", before);
        return affinity is { Count: 0 } && old["affinity"] is null
            ? munged.Without("affinity")
            : munged.With("affinity", affinity ?? old["affinity"]);
    }
}
