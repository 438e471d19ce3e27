using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Everything a server answers that is no resource: discovery, OpenAPI, version, health, metrics. Discovery and OpenAPI are rendered once for each
/// catalog.
/// </summary>
internal sealed class ServerDocuments(ServerParts parts, ServerVersion version, HealthChecks health)
{
    private const string AggregatedForm = "as=APIGroupDiscoveryList";
    private readonly Lock renderedLock = new();
    private readonly Dictionary<string, RawBody> rendered = new(StringComparer.Ordinal);
    private long renderedSerial;

    /// <summary>By what others verify tokens; null where none are issued.</summary>
    public OpenIdDocuments? Tokens { get; set; }

    /// <summary>The document at a path, or null when there is none.</summary>
    public RawBody? Get(string path, string accept)
    {
        var route = Route(path);
        if (route.Length > 1)
            route = route.TrimEnd('/');
        if (route is "/version")
            return new(version.ToJson(), "application/json");
        if (route is "/livez" or "/readyz" or "/healthz" || IsCheck(route))
            return null;
        if (Tokens?.Get(route) is { } tokens)
            return tokens;
        var aggregated =
            route is "/api" or "/apis"
            && accept.Contains(AggregatedForm, StringComparison.Ordinal)
            && accept.Contains("v=v2", StringComparison.Ordinal);
        return Rendered(route + (aggregated ? "?aggregated" : ""), route, aggregated);
    }

    /// <summary>The answer of a health path, or null when the path is none.</summary>
    public HealthAnswer? Health(string path, bool verbose, IEnumerable<string> exclude) =>
        health.Answer(path, verbose, exclude);

    private RawBody? Rendered(string key, string route, bool aggregated)
    {
        var catalog = parts.Catalog;
        lock (renderedLock)
        {
            if (renderedSerial != catalog.Serial)
            {
                rendered.Clear();
                renderedSerial = catalog.Serial;
            }
            if (rendered.TryGetValue(key, out var done))
                return done;
            if (Render(catalog, route, aggregated) is not { } value)
                return null;
            var bytes = value.ToJson();
            var body = new RawBody(
                bytes,
                aggregated ? "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList" : "application/json"
            )
            {
                ETag = "\"" + Convert.ToHexString(SHA512.HashData(bytes.Span)) + "\"",
            };
            rendered[key] = body;
            return body;
        }
    }

    private MapValue? Render(ResourceCatalog catalog, string route, bool aggregated)
    {
        var parts = route.Split('/');
        return parts switch
        {
            ["", ""] => Paths(catalog, Tokens is not null),
            ["", "api"] => aggregated
                ? DiscoveryDocuments.Aggregated(catalog, core: true)
                : DiscoveryDocuments.CoreVersions(""),
            ["", "apis"] => aggregated
                ? DiscoveryDocuments.Aggregated(catalog, core: false)
                : DiscoveryDocuments.Groups(catalog),
            ["", "api", var v] => DiscoveryDocuments.Resources(catalog, new("", v)),
            ["", "apis", var g] => DiscoveryDocuments.Group(catalog, g),
            ["", "apis", var g, var v] => DiscoveryDocuments.Resources(catalog, new(g, v)),
            _ => null,
        };
    }

    private static MapValue Paths(ResourceCatalog catalog, bool withTokens)
    {
        var paths = new SortedSet<string>(StringComparer.Ordinal)
        {
            "/api",
            "/api/v1",
            "/apis",
            "/healthz",
            "/livez",
            "/metrics",
            "/openapi/v2",
            "/openapi/v3",
            "/readyz",
            "/version",
        };
        if (withTokens)
        {
            paths.Add(OpenIdDocuments.ConfigurationPath);
            paths.Add(OpenIdDocuments.KeysPath);
        }
        foreach (var group in catalog.Groups.Where(g => g.Name.Length > 0))
        {
            paths.Add($"/apis/{group.Name}");
            foreach (var v in group.Versions)
                paths.Add($"/apis/{group.Name}/{v}");
        }
        return MapValue.Of(("paths", ListValue.OfTexts(paths)));
    }

    private static bool IsCheck(string route) =>
        route.StartsWith("/livez/", StringComparison.Ordinal)
        || route.StartsWith("/readyz/", StringComparison.Ordinal)
        || route.StartsWith("/healthz/", StringComparison.Ordinal);

    private static string Route(string path)
    {
        var at = path.IndexOf('?', StringComparison.Ordinal);
        return at < 0 ? path : path[..at];
    }
}

/// <summary>What <c>/version</c> says.</summary>
/// <param name="GitVersion">For instance <c>v1.36.2</c>.</param>
public sealed record ServerVersion(string GitVersion)
{
    /// <summary>The level of Kubernetes whose behaviour is served.</summary>
    public static ServerVersion Current { get; } = new("v1.36.2");

    /// <summary>The document, for people to read: in the original's order, indented.</summary>
    internal ReadOnlyMemory<byte> ToJson()
    {
        var numbers = GitVersion.TrimStart('v').Split('.');
        var previous = int.Parse(numbers[1], CultureInfo.InvariantCulture) - 1;
        var buffer = new ArrayBufferWriter<byte>(512);
        using var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true, NewLine = "\n" });
        json.WriteStartObject();
        json.WriteString("major", numbers[0]);
        json.WriteString("minor", numbers[1]);
        json.WriteString("emulationMajor", numbers[0]);
        json.WriteString("emulationMinor", numbers[1]);
        json.WriteString("minCompatibilityMajor", numbers[0]);
        json.WriteString("minCompatibilityMinor", previous.ToString(CultureInfo.InvariantCulture));
        json.WriteString("gitVersion", GitVersion);
        json.WriteString("gitCommit", "0000000000000000000000000000000000000000");
        json.WriteString("gitTreeState", "clean");
        json.WriteString("buildDate", "2026-08-01T00:00:00Z");
        json.WriteString("goVersion", "go1.26.10");
        json.WriteString("compiler", "gc");
        json.WriteString("platform", "linux/amd64");
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenMemory;
    }
}
