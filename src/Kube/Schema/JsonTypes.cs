using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>What messages call a JSON value.</summary>
internal static class JsonTypes
{
    /// <summary>The word of Go's decoder.</summary>
    public static string GoWord(Value value) =>
        value.Kind switch
        {
            ValueKind.Map => "object",
            ValueKind.List => "array",
            ValueKind.String => "string",
            ValueKind.Number => "number",
            ValueKind.Bool => "bool",
            _ => "null",
        };

    /// <summary>The word of OpenAPI.</summary>
    public static string OpenApiWord(Value value) =>
        value switch
        {
            MapValue => "object",
            ListValue => "array",
            StringValue => "string",
            NumberValue { IsInteger: true } => "integer",
            NumberValue => "number",
            BoolValue => "boolean",
            _ => "null",
        };
}
