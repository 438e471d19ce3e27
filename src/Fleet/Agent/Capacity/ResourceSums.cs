using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>A running sum of resources: what is added may be taken off again.</summary>
internal sealed class ResourceSums
{
    private readonly Dictionary<string, Quantity> amounts = new(StringComparer.Ordinal);

    public void Add(ResourceList list)
    {
        foreach (var (name, amount) in list)
            amounts[name] = amounts.TryGetValue(name, out var have) ? have + amount : amount;
    }

    public void Subtract(ResourceList list)
    {
        foreach (var (name, amount) in list)
        {
            var left = amounts.GetValueOrDefault(name) - amount;
            if (left.IsZero)
                amounts.Remove(name);
            else
                amounts[name] = left;
        }
    }

    public Quantity this[string name] => amounts.GetValueOrDefault(name);

    public ResourceList ToList() => ResourceList.Of(amounts);
}
