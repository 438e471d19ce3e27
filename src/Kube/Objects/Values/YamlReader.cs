using System.Text;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Pangea.Kube.Objects;

/// <summary>
/// Builds values from YAML events. Aliases share their anchor's value instead of copying it; how much JSON they would make is counted
/// all the same, and a document that grows out of proportion is refused.
/// </summary>
internal sealed class YamlReader(string yaml)
{
    private readonly Parser parser = new(new Scanner(new StringReader(yaml), skipComments: true));
    private readonly Dictionary<string, Anchor> anchors = new(StringComparer.Ordinal);
    private readonly List<string> repeated = [];
    private long nodes;
    private long aliasNodes;
    private int depth;

    // The value is null as long as its node is being read.
    private sealed class Anchor
    {
        public Value? Value { get; set; }
        public long Nodes { get; set; }
    }

    public List<YamlDocument> Documents(bool many)
    {
        var documents = new List<YamlDocument>();
        Next<StreamStart>();
        while (parser.MoveNext() && parser.Current is not StreamEnd)
        {
            anchors.Clear();
            repeated.Clear();
            Advance();
            var root = Node();
            Next<DocumentEnd>();
            documents.Add(new(root, [.. repeated]));
            if (!many)
                break;
        }
        return documents;
    }

    private void Advance()
    {
        if (!parser.MoveNext())
            throw new FormatException("yaml: unexpected end of the document");
    }

    private void Next<T>()
    {
        Advance();
        if (parser.Current is not T)
            throw Wrong($"did not find expected {typeof(T).Name}");
    }

    private FormatException Wrong(string what) => new($"yaml: line {parser.Current!.Start.Line}: {what}");

    // The parser stands on the node's first event, and is left on its last.
    private Value Node()
    {
        if (++depth > YamlText.MaxDepth)
            throw Wrong($"exceeded max depth of {YamlText.MaxDepth}");
        nodes++;
        if (nodes > 100 && aliasNodes > nodes * AllowedAliasRatio(nodes))
            throw new FormatException("yaml: document contains excessive aliasing");
        var value = parser.Current switch
        {
            AnchorAlias alias => Alias(alias.Value.Value),
            Scalar scalar => Anchored(scalar, () => ScalarValue(scalar)),
            SequenceStart start => Anchored(start, Sequence),
            MappingStart start => Anchored(start, Mapping),
            _ => throw Wrong("did not find expected node content"),
        };
        depth--;
        return value;
    }

    // The thresholds are go-yaml's: few nodes may be aliases nearly all, many may not.
    private static double AllowedAliasRatio(long count) =>
        count switch
        {
            <= 400_000 => 0.99,
            >= 4_000_000 => 0.10,
            _ => 0.99 - (0.89 * ((count - 400_000) / 3_600_000.0)),
        };

    private Value Anchored(NodeEvent node, Func<Value> read)
    {
        if (node.Anchor.IsEmpty)
            return read();
        var before = nodes;
        var anchor = anchors[node.Anchor.Value] = new();
        var value = read();
        anchor.Nodes = nodes - before + 1;
        return anchor.Value = value;
    }

    private Value Alias(string name)
    {
        if (!anchors.TryGetValue(name, out var anchor))
            throw Wrong($"unknown anchor '{name}' referenced");
        if (anchor.Value is null)
            throw Wrong($"anchor '{name}' value contains itself");
        nodes += anchor.Nodes;
        aliasNodes += anchor.Nodes;
        return anchor.Value;
    }

    private ListValue Sequence()
    {
        var items = new List<Value>();
        for (Advance(); parser.Current is not SequenceEnd; Advance())
            items.Add(Node());
        return ListValue.From(items);
    }

    private MapValue Mapping()
    {
        var entries = new List<KeyValuePair<string, Value>>();
        var merged = new List<Value>();
        var keys = new HashSet<string>(StringComparer.Ordinal);
        for (Advance(); parser.Current is not MappingEnd; Advance())
        {
            var merge = IsMerge(parser.Current);
            var key = merge ? "" : Key();
            Advance();
            var line = parser.Current!.Start.Line;
            var value = Node();
            if (merge)
                merged.Add(value);
            else
            {
                if (!keys.Add(key))
                    repeated.Add($"line {line}: key {GoText.Quote(key)} already set in map");
                entries.Add(new(key, value));
            }
        }
        if (merged.Count > 0)
            Merge(entries, merged, keys);
        return MapValue.From(entries);
    }

    private static bool IsMerge(ParsingEvent? e) => e is Scalar { Value: "<<" } scalar && IsPlain(scalar);

    // What a map says itself goes before what it merges; of several merged maps the first goes before the others.
    private void Merge(List<KeyValuePair<string, Value>> entries, List<Value> merged, HashSet<string> keys)
    {
        foreach (var source in merged.SelectMany(m => m is ListValue list ? list.Items.ToArray() : [m]))
        {
            if (source is not MapValue map)
                throw Wrong("map merge requires map or sequence of maps as the value");
            foreach (var (key, value) in map)
            {
                if (keys.Add(key))
                    entries.Add(new(key, value));
            }
        }
    }

    private string Key()
    {
        var value = parser.Current is Scalar scalar && !IsPlain(scalar) && scalar.Tag.IsEmpty ? scalar.Value : Node();
        return value switch
        {
            StringValue text => text.Text,
            BoolValue flag => flag.Flag ? "true" : "false",
            NumberValue { IsInteger: true } number => number.Digits,
            NumberValue number => GoText.FloatG((float)number.Double),
            _ => throw Wrong("unsupported map key"),
        };
    }

    private static bool IsPlain(Scalar scalar) =>
        scalar.Style == ScalarStyle.Plain && (scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific);

    private Value ScalarValue(Scalar scalar)
    {
        var tag = scalar.Tag.IsEmpty || scalar.Tag.IsNonSpecific ? "" : scalar.Tag.Value;
        if (tag.Length == 0 && scalar.Style != ScalarStyle.Plain)
            return scalar.Value;
        const string Prefix = "tag:yaml.org,2002:";
        switch (tag)
        {
            case Prefix + "binary":
                return Binary(scalar.Value);
            case "" or Prefix + "bool" or Prefix + "int" or Prefix + "float" or Prefix + "null" or Prefix + "timestamp":
                break;
            default:
                return scalar.Value;
        }
        var (kind, value) = YamlScalars.Resolve(scalar.Value);
        if (kind == YamlScalars.Kind.Infinite)
            throw Wrong($"unsupported value: {scalar.Value}");
        var fits =
            tag.Length == 0
            || tag[Prefix.Length..] switch
            {
                "bool" => kind == YamlScalars.Kind.Bool,
                "null" => kind == YamlScalars.Kind.Null,
                "timestamp" => kind == YamlScalars.Kind.Time,
                "int" => value is NumberValue { IsInteger: true },
                _ => kind == YamlScalars.Kind.Number,
            };
        if (!fits)
            throw Wrong($"cannot decode `{scalar.Value}` as a !!{tag[Prefix.Length..]}");
        return value ?? scalar.Value;
    }

    private StringValue Binary(string text)
    {
        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(text, bytes, out var length))
            throw Wrong("!!binary value contains invalid base64 data");
        return new(Encoding.UTF8.GetString(bytes.AsSpan(0, length)));
    }
}
