using System.Buffers;
using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// The OpenAPI documents of a server: one of version 3 a group version with their index (<c>/openapi/v3</c>), and one of version 2 for all
/// (<c>/openapi/v2</c>). Immutable; when resources change, <see cref="With"/> makes new ones and keeps what did not change.
/// </summary>
public sealed class OpenApiDocuments
{
    private readonly ImmutableSortedDictionary<string, OpenApiDocument> groups;

    /// <summary>The documents of these resources. Nothing is written yet.</summary>
    public OpenApiDocuments(IReadOnlyList<OpenApiResource> resources)
        : this(resources, null) { }

    private OpenApiDocuments(IReadOnlyList<OpenApiResource> resources, OpenApiDocuments? previous)
    {
        var served = resources.Select(r => r.Resource.GroupVersion).Distinct().ToImmutableArray();
        groups = resources
            .GroupBy(r => r.Resource.GroupVersion)
            .ToImmutableSortedDictionary(
                g => Path(g.Key),
                g => Document(g.Key, [.. g], served, previous),
                StringComparer.Ordinal
            );
        Index = WriteIndex();
        var all = resources.ToImmutableArray();
        var hash = Hash(string.Concat(groups.Values.Select(d => d.Hash)));
        (V2, V2Protobuf) =
            previous?.V2.Hash == hash
                ? (previous.V2, previous.V2Protobuf)
                : (
                    new(hash, () => OpenApiV2.Write(all, served)),
                    new(hash, () => OpenApiProtobuf.Write(OpenApiV2.Write(all, served)))
                );
    }

    /// <summary>The answer to <c>/openapi/v3</c>: paths of documents with their URLs.</summary>
    public ReadOnlyMemory<byte> Index { get; }

    /// <summary>The document of version 2, of all group versions.</summary>
    public OpenApiDocument V2 { get; }

    /// <summary><see cref="V2"/> in protobuf.</summary>
    public OpenApiDocument V2Protobuf { get; }

    /// <summary>The paths of the documents of version 3, <c>api/v1</c> and <c>apis/GROUP/VERSION</c>, sorted.</summary>
    public IEnumerable<string> Paths => groups.Keys;

    /// <summary>A document of version 3 by its path behind <c>/openapi/v3/</c>, or null.</summary>
    public OpenApiDocument? Find(string path) => groups.GetValueOrDefault(path);

    /// <summary>The documents of other resources; those of group versions that are the same are kept with what is written of them.</summary>
    public OpenApiDocuments With(IReadOnlyList<OpenApiResource> resources) => new(resources, this);

    private static string Path(GroupVersion group) =>
        group.Group.Length == 0 ? $"api/{group.Version}" : $"apis/{group}";

    private static OpenApiDocument Document(
        GroupVersion group,
        ImmutableArray<OpenApiResource> resources,
        ImmutableArray<GroupVersion> served,
        OpenApiDocuments? previous
    )
    {
        var hash = Hash(Facts(resources));
        return previous?.Find(Path(group)) is { } same && same.Hash == hash
            ? same
            : new(hash, () => OpenApiV3.Write(group, resources, served));
    }

    // All that a document is made of, besides this program.
    private static string Facts(ImmutableArray<OpenApiResource> resources)
    {
        var facts = new StringBuilder(typeof(OpenApiDocuments).Module.ModuleVersionId.ToString());
        foreach (var r in resources)
        {
            facts
                .Append('\n')
                .Append(r.Resource)
                .Append(r.Kind)
                .Append(r.ListKind)
                .Append(r.Namespaced)
                .Append(r.CustomSchemaVersion);
            facts.AppendJoin(',', r.Verbs);
            foreach (var s in r.Subresources)
                facts.Append('\n').Append(s.Name).Append(s.Kind).AppendJoin(',', s.Verbs);
        }
        return facts.ToString();
    }

    private static string Hash(string facts) => Convert.ToHexString(SHA512.HashData(Encoding.UTF8.GetBytes(facts)));

    private ReadOnlyMemory<byte> WriteIndex()
    {
        var buffer = new ArrayBufferWriter<byte>(8192);
        using (var json = new Utf8JsonWriter(buffer, JsonText.WriterOptions))
        {
            json.WriteStartObject();
            json.WriteStartObject("paths");
            foreach (var (path, document) in groups)
            {
                json.WriteStartObject(path);
                json.WriteString("serverRelativeURL", $"/openapi/v3/{path}?hash={document.Hash}");
                json.WriteEndObject();
            }
            json.WriteEndObject();
            json.WriteEndObject();
        }
        return buffer.WrittenMemory;
    }
}
