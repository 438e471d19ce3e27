using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Holds pods and claims of volumes to the limit ranges of their namespace: containers get the defaults they do not say themselves, and what is out of
/// bounds is refused. Source: the plugin LimitRanger in the Kubernetes page on admission control, and the original's messages.
/// </summary>
internal sealed class LimitRanger(CompiledIndex<ImmutableArray<LimitRangeItem>> ranges) : IAdmissionPlugin
{
    /// <summary>Limit ranges.</summary>
    public static readonly GroupResource Ranges = new("", "limitranges");

    private static readonly GroupResource Pods = new("", "pods");
    private static readonly GroupResource Claims = new("", "persistentvolumeclaims");

    /// <summary>The plugin over a server's cache.</summary>
    public static LimitRanger Over(ObjectCache cache) =>
        new(new(cache.Resource(Ranges), static range => LimitRangeItem.Of(range)));

    /// <inheritdoc/>
    public ValueTask<ApiResult<MapValue>> MutateAsync(
        AdmissionRequest request,
        MapValue root,
        CancellationToken cancellationToken
    )
    {
        if (!Concerns(request) || request.Definition.StoredResource != Pods)
            return new(root);
        foreach (var items in ranges.In(request.Key.Namespace))
            root = LimitRangeDefaults.Apply(items, root);
        return new(root);
    }

    /// <inheritdoc/>
    public ValueTask<Status?> ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
    {
        if (!Concerns(request) || request.Object is not { } root)
            return new((Status?)null);
        var resource = request.Definition.StoredResource;
        foreach (var items in ranges.In(request.Key.Namespace))
        {
            var errors = resource == Pods ? LimitRangeCheck.Pod(items, root) : LimitRangeCheck.Claim(items, root);
            if (errors.Count > 0)
                return new(Status.Forbidden(resource, request.Key.Name, Joined(errors)));
        }
        return new((Status?)null);
    }

    /// <summary>Containers cannot be added to a pod later, and their resources change only through <c>resize</c>.</summary>
    private bool Concerns(AdmissionRequest request)
    {
        if (ranges.IsEmpty || request.Old is { IsDeleting: true })
            return false;
        var resource = request.Definition.StoredResource;
        return resource == Pods
            ? request.Operation == "CREATE"
                ? request.Subresource.Length == 0
                : request is { Operation: "UPDATE", Subresource: "resize" }
            : resource == Claims && request.Operation is "CREATE" or "UPDATE" && request.Subresource.Length == 0;
    }

    private static string Joined(List<string> errors) =>
        errors.Count == 1 ? errors[0] : $"[{string.Join(", ", errors.Distinct(StringComparer.Ordinal))}]";
}
