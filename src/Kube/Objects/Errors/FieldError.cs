namespace Pangea.Kube.Objects;

/// <summary>
/// One validation error at a field, in the words of apimachinery's <c>field.Error</c>; kubectl prints them and tests
/// compare them.
/// </summary>
/// <param name="Reason">A cause reason such as <c>FieldValueInvalid</c>.</param>
/// <param name="Field">The field's path, <c>spec.template.spec.containers[0].name</c>.</param>
/// <param name="Body">The message without the field.</param>
public sealed record FieldError(string Reason, string Field, string Body)
{
    /// <summary><c>field: body</c>.</summary>
    public string Message => Field.Length == 0 ? Body : $"{Field}: {Body}";

    /// <summary><c>Required value: detail</c>.</summary>
    public static FieldError Required(string field, string detail = "") =>
        new("FieldValueRequired", field, Join("Required value", detail));

    /// <summary><c>Invalid value: "x": detail</c>; texts are quoted, other values printed as Go's <c>%#v</c> does.</summary>
    public static FieldError Invalid(string field, Value? value, string detail) =>
        new("FieldValueInvalid", field, Join($"Invalid value: {Print(value)}", detail));

    /// <summary><c>Unsupported value: "x": supported values: "a", "b"</c>.</summary>
    public static FieldError NotSupported(string field, Value? value, IEnumerable<string> supported) =>
        new(
            "FieldValueNotSupported",
            field,
            $"Unsupported value: {Print(value)}: supported values: {string.Join(", ", supported.Select(Quote))}"
        );

    /// <summary><c>Forbidden: detail</c>.</summary>
    public static FieldError Forbidden(string field, string detail) =>
        new("FieldValueForbidden", field, Join("Forbidden", detail));

    /// <summary><c>Duplicate value: "x"</c>.</summary>
    public static FieldError Duplicate(string field, Value? value) =>
        new("FieldValueDuplicate", field, $"Duplicate value: {Print(value)}");

    /// <summary><c>Not found: "x"</c>.</summary>
    public static FieldError NotFound(string field, Value? value) =>
        new("FieldValueNotFound", field, $"Not found: {Print(value)}");

    /// <summary><c>Too long: may not be more than N bytes</c>.</summary>
    public static FieldError TooLong(string field, long limit) =>
        new("FieldValueTooLong", field, $"Too long: may not be more than {limit} bytes");

    /// <summary><c>Too many: N: must have at most M items</c>.</summary>
    public static FieldError TooMany(string field, long count, long limit) =>
        new("FieldValueTooMany", field, $"Too many: {count}: must have at most {limit} items");

    /// <summary><c>Invalid value: "string": detail</c> for a value of the wrong JSON type (custom resources).</summary>
    public static FieldError TypeInvalid(string field, Value? value, string detail) =>
        new("FieldValueTypeInvalid", field, Join($"Invalid value: {Print(value)}", detail));

    /// <summary><c>Internal error: detail</c>.</summary>
    public static FieldError Internal(string field, string detail) =>
        new("InternalError", field, Join("Internal error", detail));

    private static string Join(string head, string detail) => detail.Length == 0 ? head : $"{head}: {detail}";

    private static string Print(Value? value) =>
        value switch
        {
            null or NullValue => "null",
            StringValue s => Quote(s.Text),
            _ => value.ToString(),
        };

    // Go's strconv.Quote: like JSON's quoting for everything that occurs in practice.
    private static string Quote(string text) => ((Value)text).ToString();
}
