using System.Collections.Frozen;
using System.Text.Json;
using Pangea.Fleet.Api;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>
/// Reads what a server serves: as two documents where it knows aggregated discovery (Kubernetes 1.27 and later by default), else group by group.
/// Source: "API discovery" in the Kubernetes API concepts.
/// </summary>
internal sealed class DiscoveryReader(IClusterApi member)
{
    private const string Aggregated =
        "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,"
        + "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";

    /// <summary>What is served now; the very <paramref name="before"/> when nothing has changed.</summary>
    public async ValueTask<ApiResult<MemberDiscovery>> ReadAsync(
        MemberDiscovery before,
        CancellationToken cancellationToken
    )
    {
        var core = await member.GetRawAsync("/api", Aggregated, cancellationToken);
        if (!core.IsSuccess)
            return core.Error;
        var groups = await member.GetRawAsync("/apis", Aggregated, cancellationToken);
        if (!groups.IsSuccess)
            return groups.Error;
        if (
            before.Sources is [var first, var second]
            && first.Span.SequenceEqual(core.Value.Content.Span)
            && second.Span.SequenceEqual(groups.Value.Content.Span)
        )
            return before;
        var found = new Findings();
        try
        {
            foreach (var body in new[] { core.Value, groups.Value })
            {
                var document = JsonText.ParseMap(body.Content.Span);
                if (document.Text("kind") == "APIGroupDiscoveryList")
                    ReadAggregated(document, found);
                else if (await ReadPlainAsync(document, found, cancellationToken) is { } error)
                    return error;
            }
        }
        catch (JsonException e)
        {
            return Status.ServiceUnavailable($"the cluster's discovery cannot be read: {e.Message}");
        }
        return found.ToDiscovery() with { Sources = [core.Value.Content, groups.Value.Content] };
    }

    private static void ReadAggregated(MapValue document, Findings found)
    {
        foreach (var group in document.Maps("items"))
        {
            var name = group.Map("metadata")?.Text("name") ?? "";
            foreach (var version in group.Maps("versions"))
            {
                // The server of an aggregated API is away: what is listed is what was known of it.
                if (version.Text("freshness") == "Stale")
                    found.IsComplete = false;
                foreach (var resource in version.Maps("resources"))
                {
                    found.Add(
                        new(name, version.Text("version") ?? ""),
                        resource.Text("resource") ?? "",
                        resource.Map("responseKind")?.Text("kind") ?? "",
                        resource.Text("scope") == "Namespaced"
                    );
                }
            }
        }
    }

    private async ValueTask<Status?> ReadPlainAsync(
        MapValue document,
        Findings found,
        CancellationToken cancellationToken
    )
    {
        var versions =
            document.Text("kind") == "APIVersions"
                ? document.Texts("versions").Select(v => ($"/api/{v}", new GroupVersion("", v)))
                : document
                    .Maps("groups")
                    .SelectMany(g => g.Maps("versions"))
                    .Select(v => GroupVersion.Parse(v.Text("groupVersion") ?? ""))
                    .Select(v => ($"/apis/{v}", v));
        foreach (var (path, version) in versions)
        {
            var list = await member.GetRawAsync(path, "application/json", cancellationToken);
            if (!list.IsSuccess)
            {
                if (list.Error.Code is 401 or 403)
                    return list.Error;
                found.IsComplete = false;
                continue;
            }
            foreach (var resource in JsonText.ParseMap(list.Value.Content.Span).Maps("resources"))
            {
                var name = resource.Text("name") ?? "";
                if (!name.Contains('/', StringComparison.Ordinal))
                    found.Add(version, name, resource.Text("kind") ?? "", resource.Flag("namespaced") ?? false);
            }
        }
        return null;
    }

    private sealed class Findings
    {
        private readonly Dictionary<GroupVersionKind, ServedKind> kinds = [];
        private readonly SortedDictionary<string, SortedDictionary<string, string>> lists = new(StringComparer.Ordinal);

        public bool IsComplete { get; set; } = true;

        public void Add(GroupVersion version, string resource, string kind, bool isNamespaced)
        {
            if (resource.Length == 0 || kind.Length == 0)
                return;
            // Of several resources of one kind the first is the kind's own.
            kinds.TryAdd(version.Kind(kind), new(version.Resource(resource), isNamespaced));
            var key = version.ToString();
            if (!lists.TryGetValue(key, out var list))
                lists[key] = list = new(StringComparer.Ordinal);
            list[resource] = kind;
        }

        public MemberDiscovery ToDiscovery() =>
            new(
                kinds.ToFrozenDictionary(),
                [
                    .. lists.Select(l => new ApiEnablement
                    {
                        GroupVersion = l.Key,
                        Resources = [.. l.Value.Select(r => new ApiResourceName { Name = r.Key, Kind = r.Value })],
                    }),
                ],
                IsComplete
            );
    }
}
