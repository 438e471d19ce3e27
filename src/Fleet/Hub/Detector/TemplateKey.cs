using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>A template: an object of a user's in the hub that policies may propagate.</summary>
internal readonly record struct TemplateKey(GroupVersionResource Resource, NamespacedName Name)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Resource.GroupResource} {Name}";
}
