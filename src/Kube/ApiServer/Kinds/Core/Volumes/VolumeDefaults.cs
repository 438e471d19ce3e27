using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Defaults of a pod's volumes.</summary>
internal static class VolumeDefaults
{
    /// <summary>One volume: without a source it is an empty directory; an image is pulled as a container's.</summary>
    public static MapValue Volume(MapValue volume)
    {
        foreach (var (key, value) in volume)
        {
            if (key != "name" && value is not NullValue)
                return volume.Edit("image", Image);
        }
        return volume.With("emptyDir", MapValue.Empty);
    }

    private static MapValue Image(MapValue image) =>
        image.Text("pullPolicy") is { Length: > 0 }
            ? image
            : image.With("pullPolicy", ImageReference.DefaultPullPolicy(image.Text("reference") ?? ""));
}
