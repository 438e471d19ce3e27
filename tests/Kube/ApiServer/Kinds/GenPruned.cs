using CsCheck;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

/// <summary>Arbitrary objects that fit a schema: what a server's decoder may hand on, however senseless.</summary>
internal static class GenPruned
{
    private static readonly Gen<Value> Texts = One(
        "",
        "a",
        "b",
        "A b",
        "a.example.com",
        "10.0.0.1",
        "10%",
        "Always",
        "RollingUpdate",
        "In",
        "ClusterIP",
        "LoadBalancer",
        "2026-11-23T02:59:00Z",
        "/x",
        "1Gi",
        "cpu",
        "Container",
        "Resource",
        "Indexed",
        "TCP",
        "True"
    );

    private static readonly Gen<Value> Numbers = Gen.OneOf(Gen.Int[-2, 5], Gen.Int[60_000, 70_000])
        .Select(n => (Value)n);

    private static readonly Gen<Value> Flags = Gen.Bool.Select(b => (Value)b);

    /// <summary>Objects of a kind, decoded.</summary>
    public static Gen<MapValue> Of(ResourceDefinition definition) =>
        Fields(definition.Schema, 7)
            .Select(root =>
                Registry.Decode(
                    root.With("apiVersion", definition.Resource.GroupVersion.ToString())
                        .With("kind", definition.Kind)
                        .WithAt("a", "metadata", "name"),
                    definition
                )
            );

    private static Gen<MapValue> Fields(StructuralSchema schema, int depth)
    {
        var fields = schema.Properties.Fields.ToArray();
        // A field is there one time in three; deep down only now and then.
        var present = Gen.Int[0, depth > 4 ? 1 : 3].Array[fields.Length];
        return present.SelectMany(picks =>
        {
            var gen = Gen.Const(MapValue.Empty);
            for (var i = 0; i < fields.Length; i++)
            {
                if (picks[i] != 0)
                    continue;
                var field = fields[i];
                gen = Gen.Select(gen, Any(field.Schema, depth - 1), (map, value) => map.With(field.Name, value));
            }
            return gen;
        });
    }

    private static Gen<Value> Any(StructuralSchema schema, int depth)
    {
        if (depth <= 0)
            return Scalar(schema);
        if (schema.Items is { } items)
            return Any(items, depth - 1).List[0, 3].Select(l => (Value)ListValue.From(l));
        if (schema.AdditionalProperties is { } values)
        {
            return Gen.Select(Texts, Any(values, depth - 1))
                .List[0, 3]
                .Select(l =>
                    (Value)l.Aggregate(MapValue.Empty, (map, e) => map.With(((StringValue)e.Item1).Text, e.Item2))
                );
        }
        return schema.Properties.Count > 0 ? Fields(schema, depth).Select(m => (Value)m) : Scalar(schema);
    }

    private static Gen<Value> One(params Value[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    private static Gen<Value> Scalar(StructuralSchema schema) =>
        schema.Form switch
        {
            ValueForm.Quantity => One("0", "1", "1Gi", "500m", "-1"),
            ValueForm.Time => One("2026-11-23T02:59:00Z"),
            ValueForm.MicroTime => One("2026-11-23T02:59:00.000000Z"),
            ValueForm.Bytes => One("", "AAAA"),
            ValueForm.IntOrString => Gen.OneOf(Texts, Numbers),
            _ => schema.Type switch
            {
                SchemaType.Text => schema.Enum.Length == 0 ? Texts : Gen.OneOf(One([.. schema.Enum]), Texts),
                SchemaType.Whole or SchemaType.Number => Numbers,
                SchemaType.Boolean => Flags,
                SchemaType.Array => Gen.Const((Value)ListValue.Empty),
                _ => Gen.Const((Value)MapValue.Empty),
            },
        };
}
