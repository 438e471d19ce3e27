using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// Reads the files <c>*.schema</c> into schemas. Their form, a line each, a leading space for what belongs to the line above:
/// <code>
/// package SHORT FULL                          names in this file are FULL.Name, written SHORT.Name elsewhere
/// group GROUP/VERSION [ORDER]                 kinds of this file are of that group version; its place in discovery
/// resource PLURAL KIND namespaced|cluster VERBS singular=… [short=…] [categories=…]     VERBS * is the usual eight
///  SUBRESOURCE [GROUP/VERSION/]KIND VERBS
/// name NAME TYPE [VALUE…]                     a named Go type of a scalar, list or map, with its allowed values
/// leaf NAME FORM                              a type with JSON methods of its own
/// type NAME [atomic] [kind|kind-everywhere]   an object
///  FIELD[!][?][+][0] TYPE [list=atomic|set|map(KEY,…)] [patch=merge|replace|retainKeys|merge,retainKeys[(KEY)]] [map=atomic|granular] [= DEFAULT]
///  FIELD.INNER = DEFAULT                      a default that holds of that field's type only below this type
/// </code>
/// <c>!</c> required and always written, <c>!?</c> required but left out when empty, <c>+</c> optional but always written, <c>0</c> left out
/// when its zero value. TYPE is <c>string bool int32 int64 double bytes</c> or a name; <c>*T</c> a pointer, <c>[]T</c> a list, <c>{}T</c> a map.
/// </summary>
internal sealed class BuiltinTable
{
    private static readonly ImmutableArray<string> UsualVerbs =
    [
        "create",
        "delete",
        "deletecollection",
        "get",
        "list",
        "patch",
        "update",
        "watch",
    ];

    private readonly Dictionary<string, StructuralSchema> named = new(1024, StringComparer.Ordinal);
    private readonly List<TypeText> types = new(640);
    private readonly List<AliasText> aliases = new(256);
    private readonly List<(int Order, BuiltinResourceText Text)> resources = new(96);

    private sealed record Package(string Short, string Full)
    {
        public string GroupVersion { get; set; } = "";
        public int Order { get; set; }
        public string GoPrefix => Short[(Short.LastIndexOf('.') + 1)..] + ".";

        // Fields of the same text have the same schema: most lines of the table are repeats.
        public Dictionary<string, (StructuralSchema, bool)> Expressions { get; } = new(256, StringComparer.Ordinal);
    }

    private sealed record TypeText(Package Package, StructuralSchema Schema, string KindWord, List<string> Fields);

    private sealed record AliasText(Package Package, string Name, string Type, string[] Values);

    private sealed record BuiltinResourceText(Package Package, string Line, List<string> Subresources);

    public BuiltinSchemas Build()
    {
        var assembly = typeof(BuiltinTable).Assembly;
        var files = assembly.GetManifestResourceNames().Where(n => n.EndsWith(".schema", StringComparison.Ordinal));
        foreach (var file in files.Order(StringComparer.Ordinal))
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(file)!);
            ReadFile(reader);
        }
        foreach (var alias in aliases)
            Define(alias);
        // Before any field: what a field adds to its type is a copy of the type's schema, and must find these set.
        foreach (var type in types)
            type.Schema.Required = [.. type.Fields.Where(IsRequired).Select(Name)];
        foreach (var type in types)
            type.Schema.Properties.Fill([.. type.Fields.Where(f => !IsInnerDefault(f)).Select(f => Field(type, f))]);
        var overridden = types.Where(t => t.Fields.Exists(IsInnerDefault)).ToList();
        foreach (var type in overridden)
            OverrideDefaults(type);
        return Finish();
    }

    private void ReadFile(StreamReader reader)
    {
        Package? package = null;
        List<string>? below = null;
        while (reader.ReadLine() is { } line)
        {
            if (line.Length == 0)
                continue;
            if (line[0] == ' ')
            {
                below!.Add(line[1..]);
                continue;
            }
            var words = line.Split(' ');
            switch (words[0])
            {
                case "package":
                    package = new(words[1], words[2]);
                    break;
                case "group":
                    package!.GroupVersion = words[1];
                    package.Order = words.Length > 2 ? int.Parse(words[2], CultureInfo.InvariantCulture) : int.MaxValue;
                    break;
                case "resource":
                    below = [];
                    resources.Add((package!.Order, new(package, line, below)));
                    break;
                case "name":
                    aliases.Add(new(package!, words[1], words[2], words[3..]));
                    break;
                case "leaf":
                    named[$"{package!.Short}.{words[1]}"] = Leaf(package, words[1], words[2]);
                    break;
                case "type":
                    below = [];
                    AddType(package!, words, below);
                    break;
                default:
                    throw new InvalidDataException($"unknown line in the table of built-in types: {line}");
            }
        }
    }

    private static StructuralSchema Leaf(Package package, string name, string form)
    {
        var (type, value, format) = form switch
        {
            "quantity" => (SchemaType.Text, ValueForm.Quantity, ""),
            "time" => (SchemaType.Text, ValueForm.Time, "date-time"),
            "microtime" => (SchemaType.Text, ValueForm.MicroTime, "date-time"),
            "intorstring" => (SchemaType.Any, ValueForm.IntOrString, "int-or-string"),
            "raw" => (SchemaType.Object, ValueForm.Raw, ""),
            "any" => (SchemaType.Any, ValueForm.Raw, ""),
            _ => throw new InvalidDataException($"unknown form in the table of built-in types: {form}"),
        };
        return new()
        {
            Type = type,
            Form = value,
            Format = format,
            TypeName = $"{package.Full}.{name}",
            GoType = package.GoPrefix + name,
            IntOrString = value == ValueForm.IntOrString,
            PreserveUnknownFields = value == ValueForm.Raw,
        };
    }

    private void AddType(Package package, string[] words, List<string> fields)
    {
        // The required fields are known only when the lines below are read: the array is made from them later, but the object's
        // identity is needed now, for references to it.
        var schema = new StructuralSchema
        {
            Type = SchemaType.Object,
            TypeName = $"{package.Full}.{words[1]}",
            GoType = package.GoPrefix + words[1],
            AtomicMap = words.Contains("atomic"),
            Properties = new SchemaFields(),
        };
        named[$"{package.Short}.{words[1]}"] = schema;
        types.Add(
            new(package, schema, Array.Find(words, w => w.StartsWith("kind", StringComparison.Ordinal)) ?? "", fields)
        );
    }

    private void Define(AliasText alias)
    {
        var (type, _) = Resolve(alias.Package, alias.Type);
        named[$"{alias.Package.Short}.{alias.Name}"] = new()
        {
            Type = type.Type,
            Form = type.Form,
            Format = type.Format,
            Items = type.Items,
            AdditionalProperties = type.AdditionalProperties,
            GoType = alias.Package.GoPrefix + alias.Name,
            Enum = [.. alias.Values.Select(v => (Value)(v == "\"\"" ? "" : v))],
        };
    }

    private SchemaField Field(TypeText type, string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        var (schema, pointer) = Expression(type.Package, line[(space + 1)..]);
        return new(Name(line), schema, Presence(schema, pointer, Flags(line)));
    }

    private static string Name(string line) => NameTable.Get(line.AsSpan(0, line.AsSpan().IndexOfAny(" !?+0")));

    private static ReadOnlySpan<char> Flags(string line) =>
        line.AsSpan(0, line.IndexOf(' ', StringComparison.Ordinal))[line.AsSpan().IndexOfAny(" !?+0")..];

    private static bool IsRequired(string line) => Flags(line).Contains('!');

    private static FieldPresence Presence(StructuralSchema schema, bool pointer, ReadOnlySpan<char> flags)
    {
        var always = flags.Contains('+') || (flags.Contains('!') && !flags.Contains('?'));
        if (pointer)
            return always ? FieldPresence.NullWhenAbsent : FieldPresence.WhenGiven;
        var isStruct =
            schema.Form > ValueForm.Bytes || (schema.Type == SchemaType.Object && schema.AdditionalProperties is null);
        if (isStruct)
            return flags.Contains('0') ? FieldPresence.StructWhenNotZero : FieldPresence.Struct;
        return always ? FieldPresence.Always : FieldPresence.WhenNotEmpty;
    }

    private (StructuralSchema Schema, bool Pointer) Expression(Package package, string text)
    {
        if (package.Expressions.TryGetValue(text, out var known))
            return known;
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var (schema, pointer) = Resolve(package, space < 0 ? text : text[..space]);
        if (space >= 0)
            schema = schema.With(Extras(text[(space + 1)..]));
        return package.Expressions[text] = (schema, pointer);
    }

    private static FieldExtras Extras(string text)
    {
        var extras = new FieldExtras();
        while (text.Length > 0)
        {
            if (text.StartsWith("= ", StringComparison.Ordinal))
                return extras with { Default = JsonText.Parse(text[2..]) };
            var space = text.IndexOf(' ', StringComparison.Ordinal);
            var word = space < 0 ? text : text[..space];
            text = space < 0 ? "" : text[(space + 1)..];
            var open = word.IndexOf('(', StringComparison.Ordinal);
            var keys = open < 0 ? "" : word[(open + 1)..^1];
            var head = open < 0 ? word : word[..open];
            extras = head switch
            {
                "list=atomic" => extras with { ListType = ListType.Atomic },
                "list=set" => extras with { ListType = ListType.Set },
                "list=map" => extras with { ListType = ListType.Map, ListMapKeys = [.. keys.Split(',')] },
                "map=atomic" => extras with { AtomicMap = true },
                "map=granular" => extras with { AtomicMap = false },
                "patch=merge" => extras with { PatchMerge = true, PatchMergeKey = keys },
                "patch=replace" => extras with { PatchReplace = true },
                "patch=retainKeys" => extras with { PatchRetainKeys = true, PatchMergeKey = keys },
                "patch=merge,retainKeys" => extras with
                {
                    PatchMerge = true,
                    PatchRetainKeys = true,
                    PatchMergeKey = keys,
                },
                _ => throw new InvalidDataException($"unknown word in the table of built-in types: {word}"),
            };
        }
        return extras;
    }

    private (StructuralSchema Schema, bool Pointer) Resolve(Package package, string type)
    {
        if (type[0] == '*')
            return (Resolve(package, type[1..]).Schema, true);
        if (Scalars.TryGetValue(type, out var scalar))
            return (scalar, false);
        if (type.StartsWith("[]", StringComparison.Ordinal))
        {
            var items = Resolve(package, type[2..]).Schema;
            return (
                new()
                {
                    Type = SchemaType.Array,
                    Items = items,
                    GoType = "[]" + items.GoType,
                },
                false
            );
        }
        if (type.StartsWith("{}", StringComparison.Ordinal))
        {
            var (values, pointer) = Resolve(package, type[2..]);
            return (
                new()
                {
                    Type = SchemaType.Object,
                    AdditionalProperties = values,
                    GoType = (pointer ? "map[string]*" : "map[string]") + values.GoType,
                },
                false
            );
        }
        if (named.TryGetValue($"{package.Short}.{type}", out var here) || named.TryGetValue(type, out here))
            return (here, false);
        throw new InvalidDataException($"unknown type in the table of built-in types: {type} in {package.Full}");
    }

    private static readonly FrozenDictionary<string, StructuralSchema> Scalars = new Dictionary<
        string,
        StructuralSchema
    >(StringComparer.Ordinal)
    {
        ["string"] = new() { Type = SchemaType.Text, GoType = "string" },
        ["bool"] = new() { Type = SchemaType.Boolean, GoType = "bool" },
        ["int32"] = Number(SchemaType.Whole, ValueForm.Int32, "int32", "int32"),
        ["int64"] = Number(SchemaType.Whole, ValueForm.Int64, "int64", "int64"),
        ["double"] = Number(SchemaType.Number, ValueForm.Double, "double", "float64"),
        ["bytes"] = Number(SchemaType.Text, ValueForm.Bytes, "byte", "[]uint8"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static StructuralSchema Number(SchemaType type, ValueForm form, string format, string goType) =>
        new()
        {
            Type = type,
            Form = form,
            Format = format,
            GoType = goType,
        };

    private static bool IsInnerDefault(string line)
    {
        var space = line.IndexOf(' ', StringComparison.Ordinal);
        return line.AsSpan(0, space).Contains('.');
    }

    private static void OverrideDefaults(TypeText type)
    {
        var fields = type.Schema.Properties.Fields.ToArray();
        foreach (var line in type.Fields.Where(IsInnerDefault))
        {
            var dot = line.IndexOf('.', StringComparison.Ordinal);
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var outer = Array.FindIndex(fields, f => f.Name == line[..dot]);
            var inner = fields[outer].Schema.Properties.Fields.ToArray();
            var at = Array.FindIndex(inner, f => f.Name == line[(dot + 1)..space]);
            var value = JsonText.Parse(line[(space + 3)..]);
            inner[at] = inner[at] with { Schema = inner[at].Schema.With(new() { Default = value }) };
            var changed = SchemaFields.Of(inner);
            fields[outer] = fields[outer] with { Schema = fields[outer].Schema.With(new() { Properties = changed }) };
        }
        type.Schema.Properties.Fill(fields);
    }

    private BuiltinSchemas Finish()
    {
        var kinds = new Dictionary<GroupVersionKind, StructuralSchema>(256);
        var all = ImmutableArray.CreateBuilder<BuiltinType>(named.Count);
        foreach (var type in types)
        {
            var name = type.Schema.TypeName[(type.Schema.TypeName.LastIndexOf('.') + 1)..];
            var group = GroupVersion.Parse(type.Package.GroupVersion.Length > 0 ? type.Package.GroupVersion : "v1");
            ImmutableArray<GroupVersionKind> its = type.KindWord switch
            {
                "kind" => [group.Kind(name)],
                "kind-everywhere" => [group.Kind(name), new("", "*", name)],
                _ => [],
            };
            if (!its.IsEmpty)
                kinds.Add(its[0], type.Schema);
            all.Add(new(type.Schema, its));
        }
        all.AddRange(
            named
                .Values.Where(s => s.Form > ValueForm.Bytes && s.TypeName.Length > 0)
                .Select(s => new BuiltinType(s, []))
        );
        all.Sort(static (a, b) => string.CompareOrdinal(a.Schema.TypeName, b.Schema.TypeName));
        return new(
            all.ToImmutable(),
            kinds.ToFrozenDictionary(),
            [.. resources.OrderBy(r => r.Order).Select(r => Resource(r.Text, kinds))]
        );
    }

    private static BuiltinResource Resource(
        BuiltinResourceText text,
        Dictionary<GroupVersionKind, StructuralSchema> kinds
    )
    {
        var words = text.Line.Split(' ');
        var group = GroupVersion.Parse(text.Package.GroupVersion);
        return new()
        {
            Resource = group.Resource(words[1]),
            Kind = words[2],
            Namespaced = words[3] == "namespaced",
            Verbs = Verbs(words[4]),
            Singular = List("singular=")[0],
            ShortNames = List("short="),
            Categories = List("categories="),
            Schema = kinds[group.Kind(words[2])],
            Subresources = [.. text.Subresources.Select(line => Subresource(line.Split(' ')))],
        };

        ImmutableArray<string> List(string key) =>
            Array.Find(words, w => w.StartsWith(key, StringComparison.Ordinal)) is { } word
                ? [.. word[key.Length..].Split(',')]
                : [];

        BuiltinSubresource Subresource(string[] line)
        {
            var slash = line[1].LastIndexOf('/');
            var kind =
                slash < 0 ? group.Kind(line[1]) : GroupVersion.Parse(line[1][..slash]).Kind(line[1][(slash + 1)..]);
            return new(line[0], kind, Verbs(line[2]), kinds.GetValueOrDefault(kind));
        }
    }

    private static ImmutableArray<string> Verbs(string word) => word == "*" ? UsualVerbs : [.. word.Split(',')];
}
