using CsCheck;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply.Tests;

/// <summary>What the tests of this room are written with: documents as JSON text, small schemas, recorded objects.</summary>
internal static class Samples
{
    /// <summary>How many cases a property test runs.</summary>
    public static long Iterations { get; } =
        Environment.GetEnvironmentVariable("PANGEA_TEST_LONG") == "1" ? 20_000 : 1_000;

    public static readonly DateTimeOffset Noon = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static MapValue Map(string json) => (MapValue)JsonText.Parse(json.Replace('\'', '"'));

    public static Value Json(string json) => JsonText.Parse(json.Replace('\'', '"'));

    public static MapValue Fixture(string name) =>
        JsonText.ParseMap(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Fixtures", name)));

    public static FieldSet Set(string fieldsV1)
    {
        Assert.True(FieldSet.TryRead(Json(fieldsV1), out var set, out var error), error);
        return set;
    }

    public static MapValue Succeeds(ApiResult<MapValue> result)
    {
        Assert.True(result.IsSuccess, result.Error?.ToString());
        return result.Value;
    }

    public static StructuralSchema Builtin(string apiVersion, string kind) =>
        BuiltinSchemas.Instance.Get(GroupVersion.Parse(apiVersion).Kind(kind));

    public static StructuralSchema Text { get; } = new() { Type = SchemaType.Text };

    public static StructuralSchema Whole { get; } = new() { Type = SchemaType.Whole };

    public static StructuralSchema Flag { get; } = new() { Type = SchemaType.Boolean };

    public static StructuralSchema Any { get; } = new();

    public static StructuralSchema Object(params (string Name, StructuralSchema Schema)[] fields) =>
        new() { Type = SchemaType.Object, Properties = Fields(fields) };

    public static SchemaFields Fields(params (string Name, StructuralSchema Schema)[] fields) =>
        SchemaFields.Of([.. fields.Select(f => new SchemaField(f.Name, f.Schema, FieldPresence.WhenGiven))]);

    public static StructuralSchema MapOf(StructuralSchema values) =>
        new() { Type = SchemaType.Object, AdditionalProperties = values };

    public static StructuralSchema Atomic(StructuralSchema items) => new() { Type = SchemaType.Array, Items = items };

    public static StructuralSchema SetOf(StructuralSchema items) =>
        new()
        {
            Type = SchemaType.Array,
            Items = items,
            ListType = ListType.Set,
            PatchMerge = true,
        };

    public static StructuralSchema ListBy(string[] keys, params (string Name, StructuralSchema Schema)[] fields) =>
        new()
        {
            Type = SchemaType.Array,
            Items = Object(fields),
            ListType = ListType.Map,
            ListMapKeys = [.. keys],
            PatchMerge = true,
            PatchMergeKey = keys[0],
        };

    public static readonly GroupVersionKind SampleKind = new("test.pangea.io", "v1", "Sample");

    /// <summary>A kind with one field of every shape that matters to merging.</summary>
    public static StructuralSchema SampleSchema { get; } = MakeSampleSchema();

    private static StructuralSchema MakeSampleSchema()
    {
        var port = (
            "ports",
            ListBy(
                ["port", "protocol"],
                ("name", Text),
                ("port", Whole),
                ("protocol", new StructuralSchema { Type = SchemaType.Text, Default = "TCP" })
            )
        );
        var spec = Object(
            ("replicas", Whole),
            ("paused", Flag),
            ("mode", Text),
            ("labels", MapOf(Text)),
            (
                "selector",
                new()
                {
                    Type = SchemaType.Object,
                    AtomicMap = true,
                    Properties = Fields(("app", Text), ("tier", Text)),
                }
            ),
            ("args", Atomic(Text)),
            ("finalizers", SetOf(Text)),
            ("numbers", SetOf(Whole)),
            ("items", ListBy(["name"], ("name", Text), ("image", Text), ("nested", Object(("a", Text), ("b", Text))))),
            port,
            (
                "strategy",
                new()
                {
                    Type = SchemaType.Object,
                    PatchRetainKeys = true,
                    Properties = Fields(("type", Text), ("rolling", Object(("surge", Text)))),
                }
            ),
            ("free", new() { Type = SchemaType.Object, PreserveUnknownFields = true }),
            (
                "whole",
                new()
                {
                    Type = SchemaType.Object,
                    PatchReplace = true,
                    AdditionalProperties = Text,
                }
            )
        );
        return Object(
            ("apiVersion", Text),
            ("kind", Text),
            (
                "metadata",
                Object(
                    ("name", Text),
                    ("namespace", Text),
                    ("uid", Text),
                    ("resourceVersion", Text),
                    ("generation", Whole),
                    ("labels", MapOf(Text)),
                    ("annotations", MapOf(Text)),
                    ("finalizers", SetOf(Text)),
                    ("managedFields", Atomic(Any))
                )
            ),
            ("spec", spec),
            ("status", Object(("ready", Whole), ("phase", Text)))
        );
    }

    /// <summary>A sample object with this spec.</summary>
    public static MapValue Sample(string spec, string? uid = null) =>
        MapValue.Of(
            ("apiVersion", SampleKind.ApiVersion),
            ("kind", SampleKind.Kind),
            ("metadata", MapValue.Of(("name", "s"), ("uid", uid is null ? null : (Value)uid))),
            ("spec", Map(spec))
        );

    private static readonly Gen<string> Word = Gen.OneOf("a", "b", "c", "d");

    /// <summary>Any JSON of up to some depth, with few names so that trees overlap.</summary>
    public static Gen<Value> AnyJson { get; } =
        Gen.Recursive<Value>(
            (depth, deeper) =>
            {
                var leaf = Gen.OneOf(
                    Word.Select(w => (Value)w),
                    Gen.Long[0, 3].Select(n => (Value)n),
                    Gen.Bool.Select(b => (Value)b),
                    Gen.Const((Value)NullValue.Instance)
                );
                if (depth > 3)
                    return leaf;
                return Gen.Frequency(
                    (2, leaf),
                    (2, Gen.Dictionary(Word, deeper)[0, 4].Select(d => (Value)MapValue.From(d))),
                    (1, deeper.Array[0, 3].Select(i => (Value)ListValue.Create(i)))
                );
            }
        );

    /// <summary>A JSON object.</summary>
    public static Gen<MapValue> AnyMap { get; } = Gen.Dictionary(Word, AnyJson)[0, 4].Select(d => MapValue.From(d));

    private static Gen<Value?> Maybe(Gen<Value> gen) =>
        Gen.Bool.SelectMany(b => b ? gen.Select(v => (Value?)v) : Gen.Const((Value?)null));

    private static readonly Gen<Value> AWord = Word.Select(w => (Value)w);

    private static Gen<Value> Distinct(Gen<Value> items) =>
        items.Array[1, 4].Select(i => (Value)ListValue.From(i.Distinct()));

    private static Gen<Value> DistinctBy(Gen<Value> items, Func<Value, string> key) =>
        items.Array[1, 4].Select(i => (Value)ListValue.From(i.DistinctBy(key)));

    private static Gen<Value> Of(params (string Name, Gen<Value> Gen)[] fields) =>
        fields
            .Aggregate(
                Gen.Const(MapValue.Empty),
                (map, field) => Gen.Select(map, Maybe(field.Gen), (m, v) => m.With(field.Name, v))
            )
            .Select(m => (Value)m);

    private static Gen<Value> Nonempty(Gen<Value> map) => map.Where(m => m is MapValue { Count: > 0 });

    private static readonly Gen<Value> Item = Gen.Select(
        AWord,
        Of(("image", AWord), ("nested", Nonempty(Of(("a", AWord), ("b", AWord))))),
        (name, rest) => (Value)((MapValue)rest).With("name", name)
    );

    private static readonly Gen<Value> Port = Gen.Select(
        Gen.Long[1, 3],
        Of(("name", AWord), ("protocol", Gen.OneOf("TCP", "UDP").Select(p => (Value)p))),
        (port, rest) => (Value)((MapValue)rest).With("port", port)
    );

    /// <summary>A valid spec of <see cref="SampleSchema"/>, without empty maps and lists.</summary>
    public static Gen<MapValue> SampleSpec { get; } =
        Of(
                ("replicas", Gen.Long[0, 3].Select(n => (Value)n)),
                ("mode", AWord),
                ("labels", Gen.Dictionary(Word, AWord)[1, 3].Select(d => (Value)MapValue.From(d))),
                ("selector", Nonempty(Of(("app", AWord), ("tier", AWord)))),
                ("args", AWord.Array[1, 3].Select(i => (Value)ListValue.Create(i))),
                ("finalizers", Distinct(AWord)),
                ("numbers", Distinct(Gen.Long[1, 12].Select(n => (Value)n))),
                ("items", DistinctBy(Item, i => ((MapValue)i).Text("name")!)),
                (
                    "ports",
                    DistinctBy(Port, p => $"{((MapValue)p).Integer("port")}/{((MapValue)p).Text("protocol") ?? "TCP"}")
                ),
                ("free", Nonempty(Gen.Dictionary(Word, AWord)[1, 3].Select(d => (Value)MapValue.From(d))))
            )
            .Select(s => (MapValue)s);

    /// <summary>A sample object with a spec.</summary>
    public static MapValue WithSpec(MapValue spec, string? uid = null) => Sample("{}", uid).With("spec", spec);
}
