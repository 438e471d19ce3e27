using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>Fits one JSON scalar (or the fact that something else stands there) to a schema of a built-in kind.</summary>
internal static class ScalarDecoder
{
    /// <summary>A text; null when it does not fit, which the context then knows.</summary>
    public static Value? Text(StructuralSchema schema, StringValue text, bool roundToMilli, DecodeContext context)
    {
        switch (schema.Form)
        {
            case ValueForm.Plain when schema.Type == SchemaType.Text:
            case ValueForm.IntOrString:
                return text;
            case ValueForm.Quantity:
                return GoScalars.Quantity(text, roundToMilli, context);
            case ValueForm.Time:
                return GoScalars.Time(text, micro: false, context);
            case ValueForm.MicroTime:
                return GoScalars.Time(text, micro: true, context);
            case ValueForm.Bytes:
                return GoScalars.Bytes(text, context);
            default:
                Mismatch(schema, "string", context);
                return null;
        }
    }

    /// <summary>A number; null when it does not fit.</summary>
    public static Value? Number(StructuralSchema schema, NumberValue number, bool roundToMilli, DecodeContext context)
    {
        switch (schema.Form)
        {
            case ValueForm.Int32 when number.Integer is >= int.MinValue and <= int.MaxValue:
            case ValueForm.Int64 when number.IsInteger:
            case ValueForm.IntOrString when number.Integer is >= int.MinValue and <= int.MaxValue:
                return number;
            case ValueForm.Int32 or ValueForm.Int64 when number.Digits == "-0":
                return NumberValue.Of(0);
            case ValueForm.Int32 or ValueForm.Int64:
                context.TypeError($"number {number.Digits}", schema.GoType);
                return null;
            case ValueForm.IntOrString:
                context.MethodTypeError($"number {number.Digits}", "int32");
                return null;
            case ValueForm.Double:
                if (double.IsFinite(number.Double))
                    return Float(number);
                context.TypeError($"number {number.Digits}", schema.GoType);
                return null;
            case ValueForm.Quantity:
                return GoScalars.Quantity(new(number.Digits), roundToMilli, context);
            default:
                Mismatch(schema, "number", context);
                return null;
        }
    }

    /// <summary>True or false; null when it does not fit.</summary>
    public static Value? Flag(StructuralSchema schema, BoolValue flag, DecodeContext context)
    {
        if (schema is { Type: SchemaType.Boolean, Form: ValueForm.Plain })
            return flag;
        Mismatch(schema, "bool", context);
        return null;
    }

    /// <summary>Tells the context that a JSON value (in Go's word for it) does not fit.</summary>
    public static void Mismatch(StructuralSchema schema, string word, DecodeContext context)
    {
        switch (schema.Form)
        {
            case ValueForm.Quantity:
                context.MethodError(
                    "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'"
                );
                break;
            case ValueForm.Time or ValueForm.MicroTime:
                context.MethodTypeError(word, "string");
                break;
            case ValueForm.IntOrString:
                context.MethodTypeError(word, "int32");
                break;
            default:
                context.TypeError(word, schema.GoType);
                break;
        }
    }

    // Go writes a float with its shortest digits, however it was given.
    private static NumberValue Float(NumberValue number)
    {
        if (number.IsInteger && Math.Abs(number.Integer!.Value) < 1L << 53)
            return number;
        var text = GoText.Float(number.Double);
        return text == number.Digits ? number : NumberValue.Parse(System.Text.Encoding.ASCII.GetBytes(text));
    }
}
