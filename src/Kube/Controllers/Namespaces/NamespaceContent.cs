using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>What one pass over a namespace's content found.</summary>
internal sealed class ContentReport
{
    /// <summary>Resources of which objects are left, with their number.</summary>
    public SortedDictionary<GroupResource, long> Remaining { get; } = [];

    /// <summary>Finalizers that hold objects, with the number of those.</summary>
    public SortedDictionary<string, long> Finalizers { get; } = new(StringComparer.Ordinal);

    /// <summary>What could not be deleted or listed, and why.</summary>
    public List<string> Failures { get; } = [];

    /// <summary>Why what is served is not known in full; empty when it is.</summary>
    public string DiscoveryFailure { get; set; } = "";

    /// <summary>Whether a resource that nobody follows has objects left: their end makes no sound.</summary>
    public bool HasUnheard { get; set; }

    /// <summary>Whether the namespace is known to be empty.</summary>
    public bool IsEmpty => Remaining.Count == 0 && Failures.Count == 0 && DiscoveryFailure.Length == 0;
}

/// <summary>
/// Deletes everything in a namespace: pods first, so that no policy or secret they rely on goes while they run, and when the last pod is gone,
/// the rest. Source: KEP-5080, ordered namespace deletion.
/// </summary>
internal sealed class NamespaceContent(IClusterApi api, ResourceMonitors monitors)
{
    private static readonly GroupResource Pods = new("", "pods");

    /// <summary>Asks for everything to be deleted and tells what is left.</summary>
    public async ValueTask<ContentReport> DeleteAsync(string name, CancellationToken cancellationToken)
    {
        var report = new ContentReport();
        if (await monitors.RefreshAsync(cancellationToken) is { } failed)
            report.DiscoveryFailure = failed.Message;
        var served = monitors.Served;
        if (report.DiscoveryFailure.Length == 0 && served.Stale.Length > 0)
        {
            report.DiscoveryFailure =
                $"Discovery failed for some groups, {served.Stale.Length} failing: unable to retrieve the complete list of "
                + "server APIs: "
                + string.Join(", ", served.Stale.Select(s => $"{s}: stale GroupVersion discovery: {s}"));
        }
        if (served.Find(Pods) is { } pods)
        {
            await DeleteAsync(pods, name, report, cancellationToken);
            if (report.Remaining.Count > 0 || report.Failures.Count > 0)
                return report;
        }
        foreach (var resource in served.Preferred)
        {
            if (resource.Namespaced && resource.Verbs.Contains("delete") && resource.Resource.GroupResource != Pods)
                await DeleteAsync(resource, name, report, cancellationToken);
        }
        return report;
    }

    private async ValueTask DeleteAsync(
        ServedResource resource,
        string name,
        ContentReport report,
        CancellationToken cancellationToken
    )
    {
        if (!resource.Verbs.Contains("list"))
            return;
        var failed = resource.Verbs.Contains("deletecollection")
            ? await DeleteCollectionAsync(resource, name, cancellationToken)
            : await DeleteEachAsync(resource, name, cancellationToken);
        if (failed is { Code: 404 or 405 })
            return;
        if (failed is not null)
            report.Failures.Add(failed.Message);
        var left = await api.ListAsync(resource.Resource, name, ListOptions.All, cancellationToken);
        if (!left.IsSuccess)
        {
            if (!left.IsNotFound)
                report.Failures.Add(left.Error.Message);
            return;
        }
        if (left.Value.Items.Count == 0)
            return;
        report.Remaining[resource.Resource.GroupResource] = left.Value.Items.Count;
        report.HasUnheard |= monitors.Find(resource.Resource.GroupResource) is null;
        foreach (var finalizer in left.Value.Items.SelectMany(o => o.Finalizers))
            report.Finalizers[finalizer] = report.Finalizers.GetValueOrDefault(finalizer) + 1;
    }

    private async ValueTask<Status?> DeleteCollectionAsync(
        ServedResource resource,
        string name,
        CancellationToken cancellationToken
    ) =>
        (
            await api.DeleteCollectionAsync(
                resource.Resource,
                name,
                ListOptions.All,
                DeleteOptions.Background,
                cancellationToken
            )
        ).Error;

    private async ValueTask<Status?> DeleteEachAsync(
        ServedResource resource,
        string name,
        CancellationToken cancellationToken
    )
    {
        var listed = await api.ListAsync(resource.Resource, name, ListOptions.All, cancellationToken);
        if (!listed.IsSuccess)
            return listed.Error;
        Status? failed = null;
        foreach (var obj in listed.Value.Items)
        {
            var deleted = await api.DeleteAsync(
                resource.Resource,
                obj.Key,
                DeleteOptions.Background,
                cancellationToken
            );
            if (!deleted.IsSuccess && !deleted.IsNotFound)
                failed = deleted.Error;
        }
        return failed;
    }
}
