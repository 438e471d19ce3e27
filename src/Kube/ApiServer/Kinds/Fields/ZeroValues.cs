using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>
/// What an object of a built-in type holds when nobody has set anything: its static defaults, and what Go writes for fields that it
/// never leaves out (<see cref="FieldPresence"/>).
/// </summary>
internal static class ZeroValues
{
    /// <summary>The zero value of a type by its full name, such as <c>io.k8s.api.apps.v1.DaemonSetStatus</c>.</summary>
    public static MapValue Of(string typeName) =>
        BuiltinSchemas.Instance.FindType(typeName) is { } schema
            ? Of(schema)
            : throw new ArgumentException($"{typeName} is not built in", nameof(typeName));

    private static MapValue Of(StructuralSchema schema)
    {
        var entries = new List<KeyValuePair<string, Value>>();
        foreach (var field in schema.Properties.Fields)
        {
            if ((field.Schema.Default ?? Zero(field)) is { } value)
                entries.Add(new(field.Name, value));
        }
        return MapValue.From(entries);
    }

    private static Value? Zero(SchemaField field) =>
        field.Presence switch
        {
            FieldPresence.Struct => field.Schema.Form switch
            {
                ValueForm.Quantity => "0",
                ValueForm.IntOrString => 0,
                ValueForm.Plain => Of(field.Schema),
                _ => NullValue.Instance,
            },
            FieldPresence.Always => field.Schema.Type switch
            {
                SchemaType.Text => "",
                SchemaType.Whole or SchemaType.Number => 0,
                SchemaType.Boolean => false,
                _ => NullValue.Instance,
            },
            _ => null,
        };
}
