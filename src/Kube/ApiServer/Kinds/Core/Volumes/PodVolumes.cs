using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>The volumes of a pod that containers can mount: those that are valid, by name.</summary>
internal readonly struct PodVolumes(ListValue volumes, HashSet<int>? invalid)
{
    /// <summary>The volume of a name, or null.</summary>
    public MapValue? Find(string name)
    {
        for (var i = 0; i < volumes.Count; i++)
        {
            if (volumes[i] is MapValue volume && volume.Text("name") == name && invalid?.Contains(i) != true)
                return volume;
        }
        return null;
    }
}
