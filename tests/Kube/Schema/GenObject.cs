using CsCheck;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema.Tests;

/// <summary>Random values that a schema of a built-in kind allows: some fields given, some null, some empty.</summary>
internal static class GenObject
{
    public static readonly Gen<BuiltinResource> Resource = Gen.Int[0, BuiltinSchemas.Instance.Resources.Length - 1]
        .Select(i => BuiltinSchemas.Instance.Resources[i]);

    /// <summary>A built-in kind and an object of it.</summary>
    public static readonly Gen<(BuiltinResource Resource, MapValue Object)> Any = Gen.Select(
        Resource,
        Gen.Int,
        (r, seed) => (r, (MapValue)Make(r.Schema, new Random(seed), 7))
    );

    private static Value Make(StructuralSchema schema, Random random, int depth)
    {
        switch (schema.Form)
        {
            case ValueForm.Int32 or ValueForm.Int64:
                return random.Next(-2, 100);
            case ValueForm.Double:
                return NumberValue.Of(random.Next(-20, 20) / 4.0);
            case ValueForm.Bytes:
                return Choose(random, "", "aGVsbG8=", "aGk=", "YQ==");
            case ValueForm.Quantity:
                return random.Next(3) == 0
                    ? random.Next(3000)
                    : Choose(random, "100m", "0.5", "1024Mi", "2Gi", "1e3", "0", "1500Ki");
            case ValueForm.Time:
                return Choose(random, "2026-11-23T02:52:40Z", "2026-11-23T02:52:40.5+01:00");
            case ValueForm.MicroTime:
                return Choose(random, "2026-11-23T02:52:40.123456Z", "2026-11-23T02:52:40.000000+01:00");
            case ValueForm.IntOrString:
                return random.Next(2) == 0 ? random.Next(100) : "25%";
            case ValueForm.Raw:
                return MapValue.Of(("b", 1), ("a", ListValue.From([NullValue.Instance])));
        }
        if (schema.Items is { } items)
            return ListValue.From(
                Enumerable.Range(0, depth <= 0 ? 0 : random.Next(3)).Select(_ => Maybe(items, random, depth - 1))
            );
        if (schema.AdditionalProperties is { } values)
            return MapValue.From(
                Enumerable
                    .Range(0, depth <= 0 ? 0 : random.Next(3))
                    .Select(i => KeyValuePair.Create($"k{i}", Maybe(values, random, depth - 1)))
            );
        return schema.Type switch
        {
            SchemaType.Boolean => random.Next(2) == 0,
            SchemaType.Text => Choose(random, "", "a", "ü", "Always", "x/y"),
            _ => Fields(schema, random, depth),
        };
    }

    private static MapValue Fields(StructuralSchema schema, Random random, int depth)
    {
        var entries = new List<KeyValuePair<string, Value>>();
        foreach (var (name, field) in schema.Properties)
        {
            var roll = random.Next(10);
            if (depth > 0 && roll < 4)
                entries.Add(new(name, Make(field, random, depth - 1)));
            else if (roll == 9)
                entries.Add(new(name, NullValue.Instance));
        }
        return MapValue.From(entries);
    }

    private static Value Maybe(StructuralSchema schema, Random random, int depth) =>
        random.Next(12) == 0 ? NullValue.Instance : Make(schema, random, depth);

    private static Value Choose(Random random, params string[] texts) => texts[random.Next(texts.Length)];
}
