using System.Collections.Immutable;
using System.Text;

namespace Pangea.Kube.Objects;

/// <summary>
/// Reads and writes YAML as Kubernetes' tools do (<c>sigs.k8s.io/yaml</c>): plain scalars are typed by the rules of YAML 1.1 (<c>yes</c> is
/// true, <c>0644</c> is octal), times stay texts, keys become texts, and what is written is what <c>kubectl -o yaml</c> would write.
/// </summary>
public static class YamlText
{
    /// <summary>How deep a document may nest, as for JSON.</summary>
    public const int MaxDepth = JsonText.MaxDepth;

    /// <summary>Reads the first document; JSON null when there is none.</summary>
    /// <exception cref="FormatException">
    /// The text is not YAML, or nothing that JSON could say, or its aliases expand out of proportion.
    /// </exception>
    public static Value Parse(string yaml) => Read(yaml, many: false).FirstOrDefault()?.Root ?? NullValue.Instance;

    /// <summary>Reads the first document.</summary>
    /// <exception cref="FormatException">See <see cref="Parse(string)"/>.</exception>
    public static Value Parse(ReadOnlySpan<byte> utf8) => Parse(Encoding.UTF8.GetString(utf8));

    /// <summary>Reads the first document with the keys that it repeats.</summary>
    /// <exception cref="FormatException">See <see cref="Parse(string)"/>.</exception>
    public static YamlDocument ParseDocument(ReadOnlySpan<byte> utf8) =>
        Read(Encoding.UTF8.GetString(utf8), many: false).FirstOrDefault() ?? new(NullValue.Instance, []);

    /// <summary>Reads all documents of a stream; empty ones are JSON null.</summary>
    /// <exception cref="FormatException">See <see cref="Parse(string)"/>.</exception>
    public static ImmutableArray<Value> ParseAll(string yaml) => [.. Read(yaml, many: true).Select(d => d.Root)];

    /// <summary>Writes a value as a document, keys sorted, with a newline at the end.</summary>
    public static string Write(Value value)
    {
        var text = new StringBuilder(1024);
        new YamlWriter(text).Document(value);
        return text.ToString();
    }

    private static List<YamlDocument> Read(string yaml, bool many)
    {
        try
        {
            return new YamlReader(yaml).Documents(many);
        }
        catch (YamlDotNet.Core.YamlException e)
        {
            throw new FormatException($"yaml: line {e.Start.Line}: {e.Message}", e);
        }
        catch (InvalidOperationException e)
        {
            // The scanner says so of a few malformed streams, instead of its own exception.
            throw new FormatException($"yaml: {e.Message}", e);
        }
    }
}

/// <summary>A document and what is wrong with it beyond its meaning.</summary>
/// <param name="Root">Its value; of a repeated key the last value.</param>
/// <param name="Repeated">
/// The keys that maps repeat, in the original's words, in the order of the document: <c>line 7: key "replicas" already set in map</c>.
/// </param>
public sealed record YamlDocument(Value Root, ImmutableArray<string> Repeated);
