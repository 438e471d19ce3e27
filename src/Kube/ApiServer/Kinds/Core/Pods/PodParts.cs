using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>The parts of a pod that are changed at endpoints of their own: containers for a look inside, and amounts of resources.</summary>
internal static class PodParts
{
    private static readonly string[] ContainerKeys = ["containers", "initContainers"];

    /// <summary>The old pod with the new ephemeral containers.</summary>
    public static MapValue EphemeralContainers(MapValue root, MapValue old) =>
        old.With("metadata", root["metadata"])
            .WithAt(root.Map("spec")?["ephemeralContainers"], "spec", "ephemeralContainers");

    /// <summary>The old pod with the resources that the new one gives its containers.</summary>
    public static MapValue Resize(MapValue root, MapValue old)
    {
        var spec = old.Map("spec") ?? MapValue.Empty;
        var now = root.Map("spec") ?? MapValue.Empty;
        foreach (var key in ContainerKeys)
        {
            spec = spec.EditEach(
                key,
                container =>
                    now.Maps(key).FirstOrDefault(c => c.Text("name") == container.Text("name")) is { } same
                        ? container.With("resources", same["resources"])
                        : container
            );
        }
        return old.With("metadata", root["metadata"]).With("spec", spec);
    }

    /// <summary>Checks a spec in which nothing but a part has changed.</summary>
    public static void Validate(Part spec, MapValue old)
    {
        PodSpecValidation.Validate(spec, ofPod: true, podName: "");
        foreach (var before in old.Maps("ephemeralContainers"))
        {
            var name = before.Text("name");
            var now = spec.Map.Maps("ephemeralContainers").FirstOrDefault(c => c.Text("name") == name);
            if (now is null)
                spec.Forbidden("ephemeralContainers", $"existing ephemeral containers \"{name}\" may not be removed\n");
            else if (!now.Equals(before))
                spec.Forbidden("ephemeralContainers", $"existing ephemeral containers \"{name}\" may not be changed\n");
        }
    }
}
