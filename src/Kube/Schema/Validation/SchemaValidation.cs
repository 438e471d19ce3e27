using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// Checks an object against its schema: what kube-apiserver does for custom resources, with its words. Rules in CEL come
/// afterwards: <see cref="ValidationRules"/>.
/// </summary>
public static class SchemaValidation
{
    /// <summary>
    /// Adds what is wrong: types, required fields, enums, bounds, formats, combinations; then repeats in lists that are sets or maps. When
    /// <paramref name="old"/> is given, what did not change since then is let pass, as far as the two can be matched ("ratcheting").
    /// </summary>
    public static void Validate(
        MapValue obj,
        StructuralSchema schema,
        ICollection<FieldError> errors,
        MapValue? old = null
    )
    {
        var validator = new SchemaValidator();
        validator.Validate(obj, old, schema);
        foreach (var error in validator.Errors)
            errors.Add(error);
        ListTypes.Validate(obj, old, schema, errors);
    }

    /// <summary>Adds what is wrong with a part of an object that stands at a path.</summary>
    public static void ValidatePart(Value value, StructuralSchema schema, string path, ICollection<FieldError> errors)
    {
        var validator = new SchemaValidator(path);
        validator.Validate(value, null, schema);
        foreach (var error in validator.Errors)
            errors.Add(error);
    }
}
