using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>
/// Where a decoder stands, and what it has found so far. Texts are made only when something is found. Its rules of order are those of the
/// original's decoder (Go's <c>encoding/json</c> as changed in <c>sigs.k8s.io/json</c>): of several values of a wrong type the first is
/// reported, unless a type with a JSON method of its own (a quantity, a time) refuses a value: that ends decoding.
/// </summary>
internal sealed class DecodeContext(bool strict)
{
    private const int MostFindings = 100;

    private readonly List<Step> path = new(16);
    private List<string>? findings;
    private HashSet<string>? seen;
    private string firstTypeError = "";
    private string methodError = "";

    // A step is a field of an object (its owner given), a key of a map, or the index of an item.
    private readonly record struct Step(string Name, int Index, StructuralSchema? Owner);

    public bool Strict { get; } = strict;

    public string Error => methodError.Length > 0 ? methodError : firstTypeError;

    public ImmutableArray<string> Findings => findings is null ? [] : [.. findings];

    /// <summary>Nothing that is decoded from here on can show: a method has refused its value.</summary>
    public bool Ended => methodError.Length > 0;

    public void EnterField(StructuralSchema owner, string name) => path.Add(new(name, -1, owner));

    public void EnterKey(string key) => path.Add(new(key, -1, null));

    public void EnterItem(int index) => path.Add(new("", index, null));

    public void Leave() => path.RemoveAt(path.Count - 1);

    public void Unknown(string name) => Find("unknown", name);

    public void Repeated(string name) => Find("duplicate", name);

    /// <summary>An unknown field that is told by its whole path.</summary>
    public void UnknownPath(string path) => Add($"unknown field \"{path}\"");

    private void Find(string what, string name)
    {
        if (Strict)
            Add($"{what} field {GoText.Quote(Path(name))}");
    }

    private void Add(string text)
    {
        if (findings is { Count: >= MostFindings })
            return;
        if ((seen ??= new(StringComparer.Ordinal)).Add(text))
            (findings ??= []).Add(text);
    }

    /// <summary>A JSON value that does not fit; <paramref name="value"/> in Go's words: <c>string</c>, <c>number 1.5</c>, <c>object</c>.</summary>
    public void TypeError(string value, string goType)
    {
        if (Error.Length == 0)
            firstTypeError = Describe(value, goType);
    }

    /// <summary>A type's own method found a JSON value that does not fit.</summary>
    public void MethodTypeError(string value, string goType)
    {
        if (!Ended)
            methodError = Describe(value, goType);
    }

    /// <summary>A type's own method refused a text.</summary>
    public void MethodError(string message)
    {
        if (!Ended)
            methodError = message;
    }

    /// <summary>A value that only its text tells to be wrong, without a method: base64.</summary>
    public void TextError(string message)
    {
        if (Error.Length == 0)
            firstTypeError = message;
    }

    private string Describe(string value, string goType)
    {
        var owner = path.FindLast(s => s.Owner is not null).Owner;
        if (owner is null)
            return $"json: cannot unmarshal {value} into Go value of type {goType}";
        var type = owner.GoType[(owner.GoType.LastIndexOf('.') + 1)..];
        var fields = string.Join('.', path.Where(s => s.Owner is not null).Select(s => s.Name));
        return $"json: cannot unmarshal {value} into Go struct field {type}.{fields} of type {goType}";
    }

    private string Path(string last)
    {
        var text = new StringBuilder();
        foreach (var step in path)
        {
            if (step.Index >= 0)
                text.Append(CultureInfo.InvariantCulture, $"[{step.Index}]");
            else
                text.Append(text.Length > 0 ? "." : "").Append(step.Name);
        }
        return text.Append(text.Length > 0 ? "." : "").Append(last).ToString();
    }
}
