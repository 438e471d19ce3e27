using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>Orders resources by group, version and name, so that whatever goes over them goes in one order.</summary>
internal sealed class ResourceOrder : IComparer<GroupVersionResource>
{
    public static ResourceOrder Instance { get; } = new();

    public int Compare(GroupVersionResource x, GroupVersionResource y)
    {
        var order = string.CompareOrdinal(x.Group, y.Group);
        if (order == 0)
            order = string.CompareOrdinal(x.Version, y.Version);
        return order != 0 ? order : string.CompareOrdinal(x.Resource, y.Resource);
    }
}
