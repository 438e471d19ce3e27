using System.Globalization;
using System.Text;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>
/// Where in an object something stands, as apimachinery's <c>field.Path</c> prints it: <c>spec.containers[0].name</c>,
/// <c>data[key]</c>. A chain that is only written out when there is an error to report.
/// </summary>
internal sealed class FieldPath
{
    private readonly FieldPath? parent;
    private readonly string name;
    private readonly int index;
    private readonly string? key;

    private FieldPath(FieldPath? parent, string name, int index, string? key)
    {
        this.parent = parent;
        this.name = name;
        this.index = index;
        this.key = key;
    }

    /// <summary>A field of the root (<paramref name="parent"/> null) or of another field.</summary>
    public static FieldPath Of(FieldPath? parent, string name) => new(parent, name, -1, null);

    /// <summary>An item of a list field: <c>name[index]</c>.</summary>
    public static FieldPath Of(FieldPath? parent, string name, int index) => new(parent, name, index, null);

    /// <summary>An entry of a map field: <c>name[key]</c>.</summary>
    public static FieldPath Of(FieldPath? parent, string name, string key) => new(parent, name, -1, key);

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder();
        Append(text);
        return text.ToString();
    }

    private void Append(StringBuilder text)
    {
        parent?.Append(text);
        if (text.Length > 0 && name.Length > 0)
            text.Append('.');
        text.Append(name);
        if (index >= 0)
            text.Append(CultureInfo.InvariantCulture, $"[{index}]");
        else if (key is not null)
            text.Append('[').Append(key).Append(']');
    }
}
