using CsCheck;
using Pangea.Kube.Objects;
using static Pangea.Kube.Apply.Tests.Samples;

namespace Pangea.Kube.Apply.Tests.Managed;

/// <summary>Objects without the shape of their schema, and ownership that nobody wrote: no write may fail on them.</summary>
public class WildInputTests
{
    private static readonly FieldManager Main = new(SampleKind, SampleSchema);

    private static readonly Gen<string> FieldName = Gen.OneOf(
        "replicas",
        "labels",
        "selector",
        "args",
        "finalizers",
        "items",
        "ports",
        "strategy",
        "free"
    );

    private static readonly Gen<Value> Items = Gen.OneOf(
            "[{'name':'a'},{'name':'a'},{'name':null},{'image':'x'},1,null,[{}]]",
            "[{'port':80},{'port':80,'protocol':'TCP'},{'port':{}},{'port':[1]}]",
            "['a','a',1,1.0,true,null,{},[]]"
        )
        .Select(Json);

    private static readonly Gen<Value> WildSpec = Gen.OneOf(
        Gen.Dictionary(FieldName, Gen.OneOf(AnyJson, Items))[0, 6].Select(d => (Value)MapValue.From(d)),
        AnyJson,
        SampleSpec.Select(s => (Value)s)
    );

    private static readonly Gen<string> Key = Gen.OneOf(
        ".",
        "f:spec",
        "f:items",
        "f:labels",
        "f:",
        "k:{\"name\":\"a\"}",
        "k:{bad",
        "v:\"a\"",
        "v:",
        "i:0",
        "x:y",
        "f",
        ""
    );

    private static readonly Gen<Value> Fields = Gen.Recursive<Value>(
        (depth, deeper) =>
            depth > 3
                ? Gen.OneOf<Value>(MapValue.Empty, NullValue.Instance, "x")
                : Gen.Frequency(
                    (1, Gen.OneOf<Value>(MapValue.Empty, NullValue.Instance, 1)),
                    (3, Gen.Dictionary(Key, deeper)[0, 4].Select(d => (Value)MapValue.From(d)))
                )
    );

    private static readonly Gen<Value> Entries = Gen.Select(
            Gen.OneOf("one", "two", ""),
            Gen.OneOf("Apply", "Update", "Frob"),
            Gen.OneOf("test.pangea.io/v1", "test.pangea.io/v1", "v9", ""),
            Gen.OneOf("2026-11-23T12:00:00Z", "2026-11-23T12:00:00.5+02:00", "soon", ""),
            Fields,
            (manager, operation, version, time, fields) =>
                (Value)
                    MapValue.Of(
                        ("manager", manager),
                        ("operation", operation),
                        ("apiVersion", version),
                        ("time", time),
                        ("fieldsType", "FieldsV1"),
                        ("fieldsV1", fields)
                    )
        )
        .Array[0, 4]
        .Select(e => (Value)ListValue.Create(e));

    private static readonly Gen<MapValue> Wild = Gen.Select(
        WildSpec,
        Gen.OneOf(Entries, AnyJson),
        (spec, managed) => Sample("{}", "1").With("spec", spec).WithAt(managed, "metadata", "managedFields")
    );

    [Fact]
    public void An_update_never_fails_and_what_it_records_can_be_read() =>
        Gen.Select(Wild, Wild, Wild)
            .Sample(
                t =>
                {
                    var once = Main.Update(t.Item1, t.Item2, "editor", Noon);
                    var twice = Main.Update(once, t.Item3.WithAt(null, "metadata", "managedFields"), "editor", Noon);
                    return IsReadable(once) && IsReadable(twice);
                },
                iter: Iterations
            );

    [Fact]
    public void An_apply_succeeds_or_says_why_not() =>
        Gen.Select(Wild, WildSpec, Gen.Bool)
            .Sample(
                t =>
                {
                    var config = Sample("{}").With("spec", t.Item2);
                    var result = Main.Apply(t.Item1, config, "one", Noon, t.Item3);
                    return result.IsSuccess ? IsReadable(result.Value) : result.Error.Message.Length > 0;
                },
                iter: Iterations
            );

    [Fact]
    public void Deep_nesting_is_no_danger()
    {
        Value deep = "x";
        for (var i = 0; i < 240; i++)
            deep = MapValue.Of(("a", deep));
        var created = Main.Update(null, Sample("{}", "1").WithAt(deep, "spec", "free"), "creator", Noon);
        var applied = Succeeds(Main.Apply(created, Sample("{}").WithAt(deep, "spec", "free"), "one", Noon, false));
        Assert.True(IsReadable(applied));
    }

    private static bool IsReadable(MapValue value) =>
        ManagedFields.Read(value.Map("metadata")!["managedFields"], out _) is not null;
}
