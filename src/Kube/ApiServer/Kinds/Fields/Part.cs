using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>
/// A map within an object under validation: its value, where it stands, and where errors about it go. Errors name a field of the
/// map by its key, or the map itself by <see cref="Self"/>.
/// </summary>
/// <param name="Map">The map; empty when the object has none there.</param>
/// <param name="Path">Where it stands; null for the object itself.</param>
/// <param name="Errors">Receives the errors.</param>
internal readonly record struct Part(MapValue Map, FieldPath? Path, ICollection<FieldError> Errors)
{
    /// <summary>Names the map itself in an error.</summary>
    public const string? Self = null;

    /// <summary>The object itself.</summary>
    public static Part Root(MapValue root, ICollection<FieldError> errors) => new(root, null, errors);

    /// <summary>The value of a field; null when absent or JSON null.</summary>
    public Value? this[string key] => Map[key] is { } value and not NullValue ? value : null;

    /// <summary>Whether a field is present and not null.</summary>
    public bool Has(string key) => this[key] is not null;

    /// <summary>A text; empty when absent.</summary>
    public string Text(string key) => Map.Text(key) ?? "";

    /// <summary>A whole number; 0 when absent.</summary>
    public long Whole(string key) => Map.Integer(key) ?? 0;

    /// <summary>A flag; false when absent.</summary>
    public bool Flag(string key) => Map.Flag(key) ?? false;

    /// <summary>How many items a list has; 0 when absent.</summary>
    public int Count(string key) => Map.List(key)?.Count ?? 0;

    /// <summary>The map in a field; an empty one when absent.</summary>
    public Part Child(string key) => new(Map.Map(key) ?? MapValue.Empty, FieldPath.Of(Path, key), Errors);

    /// <summary>The maps in a list field, each with its place.</summary>
    public Parts Items(string key) => new(this, key);

    /// <summary>The path of a field, or of the map itself.</summary>
    public FieldPath? At(string? key) => key is null ? Path : FieldPath.Of(Path, key);

    private string PathText(string? key) => At(key)?.ToString() ?? "";

    /// <summary>A map like this one whose errors go elsewhere.</summary>
    public Part ReportingTo(ICollection<FieldError> errors) => this with { Errors = errors };

    /// <summary>Reports that a field is needed.</summary>
    public void Required(string? key, string detail = "") => Errors.Add(FieldError.Required(PathText(key), detail));

    /// <summary>Reports a field's value as wrong; null is printed as Go prints a nil pointer.</summary>
    public void Invalid(string? key, Value? value, string detail) =>
        Errors.Add(FieldError.Invalid(PathText(key), value ?? "null", detail));

    /// <summary>Reports a field as wrong without printing its value.</summary>
    public void Wrong(string? key, string detail) =>
        Errors.Add(new("FieldValueInvalid", PathText(key), "Invalid value: " + detail));

    /// <summary>Reports an item of a list field as wrong.</summary>
    public void InvalidItem(string key, int index, Value? value, string detail) =>
        Errors.Add(FieldError.Invalid(FieldPath.Of(Path, key, index).ToString(), value ?? "null", detail));

    /// <summary>Reports an entry of a map field as wrong.</summary>
    public void InvalidEntry(string key, string entry, Value? value, string detail) =>
        Errors.Add(FieldError.Invalid(FieldPath.Of(Path, key, entry).ToString(), value ?? "null", detail));

    /// <summary>Reports an entry of a map field as needed.</summary>
    public void RequiredEntry(string key, string entry, string detail = "") =>
        Errors.Add(FieldError.Required(FieldPath.Of(Path, key, entry).ToString(), detail));

    /// <summary>Reports a value that is not among those supported.</summary>
    public void NotSupported(string? key, Value? value, params string[] supported) =>
        Errors.Add(FieldError.NotSupported(PathText(key), value ?? "null", supported));

    /// <summary>Reports a field that must not be there.</summary>
    public void Forbidden(string? key, string detail) => Errors.Add(FieldError.Forbidden(PathText(key), detail));

    /// <summary>Reports a value that occurs before.</summary>
    public void Duplicate(string? key, Value? value) => Errors.Add(FieldError.Duplicate(PathText(key), value));

    /// <summary>Reports an item of a list field that occurs before.</summary>
    public void DuplicateItem(string key, int index, Value? value) =>
        Errors.Add(FieldError.Duplicate(FieldPath.Of(Path, key, index).ToString(), value));

    /// <summary>Reports a name that refers to nothing.</summary>
    public void NotFound(string? key, Value? value) => Errors.Add(FieldError.NotFound(PathText(key), value));

    /// <summary>Reports a text or data that is too long, in bytes.</summary>
    public void TooLong(string? key, long limit) => Errors.Add(FieldError.TooLong(PathText(key), limit));

    /// <summary>Reports a list with too many items.</summary>
    public void TooMany(string? key, long count, long limit) =>
        Errors.Add(FieldError.TooMany(PathText(key), count, limit));
}

/// <summary>The maps in a list, without allocating an enumerator.</summary>
internal readonly struct Parts(Part owner, string key)
{
    /// <summary>Starts before the first.</summary>
    public Enumerator GetEnumerator() => new(owner, key);

    /// <summary>Walks the items that are maps.</summary>
    public struct Enumerator(Part owner, string key)
    {
        private readonly ListValue list = owner.Map.List(key) ?? ListValue.Empty;
        private int index = -1;

        /// <summary>The position of the current item.</summary>
        public readonly int Index => index;

        /// <summary>The current item.</summary>
        public readonly Part Current => new((MapValue)list[index], FieldPath.Of(owner.Path, key, index), owner.Errors);

        /// <summary>Goes to the next item that is a map.</summary>
        public bool MoveNext()
        {
            while (++index < list.Count)
            {
                if (list[index] is MapValue)
                    return true;
            }
            return false;
        }
    }
}
