using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// Makes schemas of the files <c>*.schema</c>. Their form, a line each, a leading space for what belongs to the line above:
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
/// <remarks>
/// Runs once in a process, before anything else can: nearly all it costs is its own compilation at run time. So it keeps to loops, and to
/// collections of reference types, whose code the framework brings compiled.
/// </remarks>
internal sealed class BuiltinTable
{
    private readonly Dictionary<string, StructuralSchema> named = new(1024, StringComparer.Ordinal);
    private readonly BuiltinFiles files = BuiltinFiles.Read();

    // A schema, and whether a pointer to it was meant.
    private sealed record Use(StructuralSchema Schema, bool Pointer);

    // Fields of the same text have the same schema: most lines of the table are repeats. By package, as short names are.
    private readonly Dictionary<string, Dictionary<string, Use>> uses = new(32, StringComparer.Ordinal);

    public BuiltinSchemas Build()
    {
        foreach (var leaf in files.Leaves)
            named[leaf.Package.Key(leaf.Name)] = Leaf(leaf);
        foreach (var type in files.Types)
            named[type.Package.Key(type.Name)] = type.Schema = Empty(type);
        foreach (var alias in files.Aliases)
            named[alias.Package.Key(alias.Name)] = Alias(alias);
        foreach (var type in files.Types)
            type.Schema.Properties.Fill(Fields(type));
        foreach (var type in files.Types)
            OverrideDefaults(type);
        var schemas = new BuiltinSchemas(Types());
        schemas.Resources = BuiltinResourceReader.Read(files, schemas);
        return schemas;
    }

    private static StructuralSchema Leaf(BuiltinFiles.Entry leaf)
    {
        var (type, form, format) = leaf.Words[0] switch
        {
            "quantity" => (SchemaType.Text, ValueForm.Quantity, ""),
            "time" => (SchemaType.Text, ValueForm.Time, "date-time"),
            "microtime" => (SchemaType.Text, ValueForm.MicroTime, "date-time"),
            "intorstring" => (SchemaType.Any, ValueForm.IntOrString, "int-or-string"),
            "raw" => (SchemaType.Object, ValueForm.Raw, ""),
            "any" => (SchemaType.Any, ValueForm.Raw, ""),
            _ => throw Wrong(leaf.Words[0]),
        };
        return new()
        {
            Type = type,
            Form = form,
            Format = format,
            TypeName = leaf.Package.FullName(leaf.Name),
            GoType = leaf.Package.GoType(leaf.Name),
            IntOrString = form == ValueForm.IntOrString,
            PreserveUnknownFields = form == ValueForm.Raw,
        };
    }

    private static InvalidDataException Wrong(string what) =>
        new($"not understood in the table of built-in types: {what}");

    // Its fields come later, when all that they may refer to is there. What is required must be known already: what a field adds to a
    // type is a copy of the type's schema.
    private static StructuralSchema Empty(BuiltinFiles.Entry type)
    {
        var required = new List<string>();
        foreach (var line in type.Below)
        {
            if (Flags(line).Contains('!'))
                required.Add(Name(line));
        }
        return new()
        {
            Type = SchemaType.Object,
            TypeName = type.Package.FullName(type.Name),
            GoType = type.Package.GoType(type.Name),
            AtomicMap = Array.IndexOf(type.Words, "atomic") >= 0,
            Required = ImmutableCollectionsMarshal.AsImmutableArray(required.ToArray()),
            Properties = new SchemaFields(),
        };
    }

    private StructuralSchema Alias(BuiltinFiles.Entry alias)
    {
        var type = Resolve(alias.Package, alias.Words[0]).Schema;
        var values = new Value[alias.Words.Length - 1];
        for (var i = 0; i < values.Length; i++)
            values[i] = alias.Words[i + 1] == "\"\"" ? "" : alias.Words[i + 1];
        return new()
        {
            Type = type.Type,
            Form = type.Form,
            Format = type.Format,
            Items = type.Items,
            AdditionalProperties = type.AdditionalProperties,
            GoType = alias.Package.GoType(alias.Name),
            Enum = ImmutableCollectionsMarshal.AsImmutableArray(values),
        };
    }

    private SchemaField[] Fields(BuiltinFiles.Entry type)
    {
        var fields = new SchemaField[type.Below.Count];
        var n = 0;
        foreach (var line in type.Below)
        {
            if (IsInnerDefault(line))
                continue;
            var use = Expression(type.Package, line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            fields[n++] = new(Name(line), use.Schema, Presence(use, Flags(line)));
        }
        return n == fields.Length ? fields : fields[..n];
    }

    private static bool IsInnerDefault(string line) =>
        line.AsSpan(0, line.IndexOf(' ', StringComparison.Ordinal)).Contains('.');

    private static string Name(string line) => NameTable.Get(line.AsSpan(0, line.AsSpan().IndexOfAny(" !?+0")));

    private static ReadOnlySpan<char> Flags(string line) =>
        line.AsSpan(0, line.IndexOf(' ', StringComparison.Ordinal))[line.AsSpan().IndexOfAny(" !?+0")..];

    private static FieldPresence Presence(Use use, ReadOnlySpan<char> flags)
    {
        var always = flags.Contains('+') || (flags.Contains('!') && !flags.Contains('?'));
        if (use.Pointer)
            return always ? FieldPresence.NullWhenAbsent : FieldPresence.WhenGiven;
        var isStruct =
            use.Schema.Form > ValueForm.Bytes || use.Schema is { Type: SchemaType.Object, AdditionalProperties: null };
        if (isStruct)
            return flags.Contains('0') ? FieldPresence.StructWhenNotZero : FieldPresence.Struct;
        return always ? FieldPresence.Always : FieldPresence.WhenNotEmpty;
    }

    private Use Expression(BuiltinFiles.Package package, string text)
    {
        if (!uses.TryGetValue(package.Short, out var known))
            uses.Add(package.Short, known = new(256, StringComparer.Ordinal));
        if (known.TryGetValue(text, out var use))
            return use;
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        use = Resolve(package, space < 0 ? text : text[..space]);
        if (space >= 0)
            use = new(use.Schema.With(Extras(text[(space + 1)..])), use.Pointer);
        return known[text] = use;
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
            extras = Extra(extras, open < 0 ? word : word[..open], keys);
        }
        return extras;
    }

    private static FieldExtras Extra(FieldExtras extras, string word, string keys) =>
        word switch
        {
            "list=atomic" => extras with { ListType = ListType.Atomic },
            "list=set" => extras with { ListType = ListType.Set },
            "list=map" => extras with
            {
                ListType = ListType.Map,
                ListMapKeys = ImmutableCollectionsMarshal.AsImmutableArray(keys.Split(',')),
            },
            "map=atomic" => extras with { AtomicMap = true },
            "map=granular" => extras with { AtomicMap = false },
            "patch=merge" => extras with { PatchMerge = true, PatchMergeKey = keys },
            "patch=replace" => extras with { PatchReplace = true },
            "patch=retainKeys" => extras with { PatchRetainKeys = true, PatchMergeKey = keys },
            "patch=merge,retainKeys" => extras with { PatchMerge = true, PatchRetainKeys = true, PatchMergeKey = keys },
            _ => throw Wrong(word),
        };

    private Use Resolve(BuiltinFiles.Package package, string type)
    {
        if (type[0] == '*')
            return new(Resolve(package, type[1..]).Schema, true);
        if (type.StartsWith("[]", StringComparison.Ordinal))
            return new(List(Resolve(package, type[2..])), false);
        if (type.StartsWith("{}", StringComparison.Ordinal))
            return new(Map(Resolve(package, type[2..])), false);
        if (BuiltinScalars.Find(type) is { } scalar)
            return new(scalar, false);
        if (named.TryGetValue(package.Key(type), out var here) || named.TryGetValue(type, out here))
            return new(here, false);
        throw Wrong($"{type} in {package.Full}");
    }

    private static StructuralSchema List(Use items) =>
        new()
        {
            Type = SchemaType.Array,
            Items = items.Schema,
            GoType = (items.Pointer ? "[]*" : "[]") + items.Schema.GoType,
        };

    private static StructuralSchema Map(Use values) =>
        new()
        {
            Type = SchemaType.Object,
            AdditionalProperties = values.Schema,
            GoType = (values.Pointer ? "map[string]*" : "map[string]") + values.Schema.GoType,
        };

    private static void OverrideDefaults(BuiltinFiles.Entry type)
    {
        foreach (var line in type.Below)
        {
            if (!IsInnerDefault(line))
                continue;
            var dot = line.IndexOf('.', StringComparison.Ordinal);
            var space = line.IndexOf(' ', StringComparison.Ordinal);
            var fields = type.Schema.Properties.Fields.ToArray();
            var outer = type.Schema.Properties.IndexOf(line[..dot]);
            var inner = fields[outer].Schema.Properties.Fields.ToArray();
            var at = fields[outer].Schema.Properties.IndexOf(line[(dot + 1)..space]);
            var value = JsonText.Parse(line[(space + 3)..]);
            inner[at] = inner[at] with { Schema = inner[at].Schema.With(new() { Default = value }) };
            var changed = new FieldExtras { Properties = SchemaFields.Of(inner) };
            fields[outer] = fields[outer] with { Schema = fields[outer].Schema.With(changed) };
            type.Schema.Properties.Fill(fields);
        }
    }

    private ImmutableArray<BuiltinType> Types()
    {
        var all = new BuiltinType[files.Types.Count + files.Leaves.Count];
        var n = 0;
        foreach (var type in files.Types)
        {
            var group = GroupVersion.Parse(type.Package.GroupVersion);
            GroupVersionKind[] kinds =
                Array.IndexOf(type.Words, "kind") >= 0 ? [group.Kind(type.Name)]
                : Array.IndexOf(type.Words, "kind-everywhere") >= 0 ? [group.Kind(type.Name), new("", "*", type.Name)]
                : [];
            all[n++] = new(type.Schema, ImmutableCollectionsMarshal.AsImmutableArray(kinds));
        }
        foreach (var leaf in files.Leaves)
            all[n++] = new(named[leaf.Package.Key(leaf.Name)], []);
        Array.Sort(all, static (a, b) => string.CompareOrdinal(a.Schema.TypeName, b.Schema.TypeName));
        return ImmutableCollectionsMarshal.AsImmutableArray(all);
    }
}
