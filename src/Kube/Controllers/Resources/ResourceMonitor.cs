using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>One resource that is followed, with its objects found by the uids of their owners.</summary>
internal sealed class ResourceMonitor
{
    private const string ByOwner = "owner";

    /// <summary>Follows a resource.</summary>
    public ResourceMonitor(ServedResource served, IInformer informer)
    {
        Served = served;
        Informer = informer;
        informer.AddIndex(ByOwner, OwnersOf);
    }

    /// <summary>What is followed.</summary>
    public ServedResource Served { get; }

    /// <summary>Its objects.</summary>
    public IInformer Informer { get; }

    /// <summary>The objects that name an owner of this uid.</summary>
    public IReadOnlyList<KubeObject> OwnedBy(string uid) => Informer.ByIndex(ByOwner, uid);

    private static IEnumerable<string> OwnersOf(KubeObject obj) =>
        obj.Metadata.List("ownerReferences") is { Count: > 0 }
            ? obj.OwnerReferences.Select(o => o.Uid).Distinct(StringComparer.Ordinal)
            : [];
}
