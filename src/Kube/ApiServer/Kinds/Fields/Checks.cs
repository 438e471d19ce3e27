using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Checks that many kinds share, each of one field of a map, with the original's words.</summary>
internal static class Checks
{
    /// <summary>What an immutable field says.</summary>
    public const string FieldIsImmutable = "field is immutable";

    /// <summary>What a negative number says.</summary>
    public const string IsNegative = "must be greater than or equal to 0";

    /// <summary>A text must have a form when it is not empty.</summary>
    public static void Form(this Part part, string key, Func<string, string?> form)
    {
        if (part.Text(key) is { Length: > 0 } text && form(text) is { } error)
            part.Invalid(key, text, error);
    }

    /// <summary>A text must be there and have a form.</summary>
    public static void RequiredForm(this Part part, string key, Func<string, string?> form)
    {
        if (part.Text(key).Length == 0)
            part.Required(key);
        else
            part.Form(key, form);
    }

    /// <summary>A text must be there.</summary>
    public static void RequiredText(this Part part, string key, string detail = "")
    {
        if (part.Text(key).Length == 0)
            part.Required(key, detail);
    }

    /// <summary>Every text of a list must have a form.</summary>
    public static void EachForm(this Part part, string key, Func<string, string?> form)
    {
        if (part.Map.List(key) is not { } list)
            return;
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is StringValue { Text: var text } && form(text) is { } error)
                part.InvalidItem(key, i, text, error);
        }
    }

    /// <summary>A number must not be negative; absent is fine.</summary>
    public static void NonNegative(this Part part, string key)
    {
        if (part.Map.Integer(key) is { } number and < 0)
            part.Invalid(key, number, IsNegative);
    }

    /// <summary>A text must be one of those supported; absent is fine.</summary>
    public static void OneOf(this Part part, string key, params string[] supported)
    {
        if (part[key] is { } value && !(value is StringValue { Text: var text } && supported.AsSpan().Contains(text)))
            part.NotSupported(key, value, supported);
    }

    /// <summary>A text must be there and one of those supported.</summary>
    public static void RequiredOneOf(this Part part, string key, params string[] supported)
    {
        if (part.Text(key).Length == 0)
            part.Required(key);
        else
            part.OneOf(key, supported);
    }

    /// <summary>A number must be a port.</summary>
    public static void PortNumber(this Part part, string key)
    {
        if (!Formats.IsPort(part.Whole(key)))
            part.Invalid(key, part.Whole(key), Formats.PortRange);
    }

    /// <summary>A number must be a port, a text a port's name.</summary>
    public static void PortNumberOrName(this Part part, string key)
    {
        if (part[key] is StringValue { Text: var name })
        {
            foreach (var error in Formats.PortNameErrors(name))
                part.Invalid(key, name, error);
        }
        else
            part.PortNumber(key);
    }

    /// <summary>A non-negative whole number or a percentage; absent is fine.</summary>
    public static void WholeOrPercent(this Part part, string key)
    {
        if (part[key] is StringValue { Text: var text })
        {
            if (Formats.PercentError(text) is { } error)
                part.Invalid(key, text, error);
        }
        else
            part.NonNegative(key);
    }

    /// <summary>A percentage must not be above 100.</summary>
    public static void AtMost100Percent(this Part part, string key)
    {
        if (Percent(part[key]) is > 100)
            part.Invalid(key, part[key], "must not be greater than 100%");
    }

    /// <summary>The number of a percentage, or null when the value is none.</summary>
    public static long? Percent(Value? value) =>
        value is StringValue { Text: var text } && Formats.PercentError(text) is null
            ? long.TryParse(text.AsSpan(0, text.Length - 1), out var number)
                ? number
                : long.MaxValue
            : null;

    /// <summary>The number of a percentage or of a whole number; 0 for anything else.</summary>
    public static long WholeOrPercentValue(Value? value) =>
        Percent(value)
        ?? (value as NumberValue)?.Integer
        ?? (value is StringValue { Text: var t } && long.TryParse(t, out var n) ? n : 0);

    /// <summary>A field must not change.</summary>
    public static void Unchanged(this Part part, string key, MapValue old)
    {
        if (!Same(part[key], old[key]))
            part.Invalid(key, part[key], FieldIsImmutable);
    }

    /// <summary>
    /// Whether two values mean the same, as apimachinery's semantic equality has it at the top: absent, null, and an empty list or map
    /// are one.
    /// </summary>
    public static bool Same(Value? a, Value? b) => ReferenceEquals(a, b) || (IsEmpty(a) ? IsEmpty(b) : a!.Equals(b));

    private static bool IsEmpty(Value? value) =>
        value is null or NullValue or MapValue { Count: 0 } or ListValue { Count: 0 };

    /// <summary>Labels (or a node selector): keys are qualified names, values label values.</summary>
    public static void Labels(this Part part, string key)
    {
        if (part.Map.Map(key) is not { } labels)
            return;
        foreach (var (name, value) in labels)
        {
            if (Syntax.QualifiedNameError(name) is { } nameError)
                part.Invalid(key, name, nameError);
            if (value is StringValue { Text: var text } && Syntax.LabelValueError(text) is { } valueError)
                part.Invalid(key, text, valueError);
        }
    }

    /// <summary>Annotations: keys are qualified names in any case, 256 KiB in all.</summary>
    public static void Annotations(this Part part, string key)
    {
        const int limit = 256 * 1024;
        if (part.Map.Map(key) is not { } annotations)
            return;
        long size = 0;
        foreach (var (name, value) in annotations)
        {
            if (AnnotationNameError(name) is { } error)
                part.Invalid(key, name, error);
            // UTF-8 takes three bytes a char at most, so small annotations need no exact count.
            size += 3L * (name.Length + ((value as StringValue)?.Text.Length ?? 0));
        }
        if (size > limit && ExactSize(annotations) > limit)
            part.TooLong(key, limit);
    }

    private static string? AnnotationNameError(string name)
    {
        foreach (var c in name)
        {
            if (c is >= 'A' and <= 'Z')
                return Syntax.QualifiedNameError(name.ToLowerInvariant());
        }
        return Syntax.QualifiedNameError(name);
    }

    private static long ExactSize(MapValue texts)
    {
        long size = 0;
        foreach (var (name, value) in texts)
        {
            size += System.Text.Encoding.UTF8.GetByteCount(name);
            if (value is StringValue { Text: var text })
                size += System.Text.Encoding.UTF8.GetByteCount(text);
        }
        return size;
    }

    /// <summary>A <c>metav1.LabelSelector</c>; absent is fine.</summary>
    public static void LabelSelector(this Part part, string key)
    {
        if (part.Map.Map(key) is null)
            return;
        LabelSelector(part.Child(key));
    }

    /// <summary>A map that is a <c>metav1.LabelSelector</c>.</summary>
    public static void LabelSelector(Part selector)
    {
        selector.Labels("matchLabels");
        foreach (var expression in selector.Items("matchExpressions"))
        {
            var op = expression.Text("operator");
            var values = expression.Count("values");
            if (op is "In" or "NotIn")
            {
                if (values == 0)
                    expression.Required("values", "must be specified when `operator` is 'In' or 'NotIn'");
            }
            else if (op is "Exists" or "DoesNotExist")
            {
                if (values > 0)
                    expression.Forbidden(
                        "values",
                        "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"
                    );
            }
            else
                expression.Invalid("operator", op, "not a valid selector operator");
            if (Syntax.QualifiedNameError(expression.Text("key")) is { } error)
                expression.Invalid("key", expression.Text("key"), error);
            expression.EachForm("values", Syntax.LabelValueError);
        }
    }
}
