using System.Text;

namespace Pangea.Kube.Schema;

/// <summary>
/// The descriptions of the built-in types and their fields, which OpenAPI hands to <c>kubectl explain</c>. Opened for as long as a
/// document is written and then let go: they are a megabyte that nothing else wants. Made by <c>eng/update-schemas</c> from the documentation
/// of the KubernetesClient package.
/// </summary>
/// <remarks>
/// The file has a line with a type's full name and, after a tab, its description; then, each with a leading space, a line a field. Newlines in
/// descriptions are written <c>\n</c>, backslashes <c>\\</c>. Types and fields stand in ordinal order.
/// </remarks>
public sealed class BuiltinDescriptions
{
    private readonly byte[] text;
    private readonly Dictionary<string, int> types = new(640, StringComparer.Ordinal);

    private BuiltinDescriptions(byte[] text)
    {
        this.text = text;
        for (var at = 0; at < text.Length; at = LineEnd(at) + 1)
        {
            if (text[at] != ' ')
                types[Encoding.UTF8.GetString(text.AsSpan(at, NameEnd(at) - at))] = at;
        }
    }

    /// <summary>Reads the descriptions.</summary>
    public static BuiltinDescriptions Open()
    {
        using var stream = typeof(BuiltinDescriptions).Assembly.GetManifestResourceStream("descriptions.txt")!;
        var text = new byte[stream.Length];
        stream.ReadExactly(text);
        return new(text);
    }

    /// <summary>The description of a type by its full name; empty when there is none.</summary>
    public string Type(string typeName) => types.TryGetValue(typeName, out var at) ? Description(at) : "";

    /// <summary>The description of a type's field; empty when there is none.</summary>
    public string Field(string typeName, string field)
    {
        if (!types.TryGetValue(typeName, out var at))
            return "";
        var name = Encoding.UTF8.GetBytes(field);
        for (at = LineEnd(at) + 1; at < text.Length && text[at] == ' '; at = LineEnd(at) + 1)
        {
            if (text.AsSpan(at + 1, NameEnd(at) - at - 1).SequenceEqual(name))
                return Description(at);
        }
        return "";
    }

    private int LineEnd(int at) => at + text.AsSpan(at).IndexOf((byte)'\n');

    private int NameEnd(int at) => at + text.AsSpan(at).IndexOf((byte)'\t');

    private string Description(int at)
    {
        var start = NameEnd(at) + 1;
        var line = Encoding.UTF8.GetString(text.AsSpan(start, LineEnd(at) - start));
        if (!line.Contains('\\', StringComparison.Ordinal))
            return line;
        var plain = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] != '\\' || i + 1 == line.Length)
                plain.Append(line[i]);
            else
                plain.Append(line[++i] == 'n' ? '\n' : line[i]);
        }
        return plain.ToString();
    }
}
