using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>StorageClasses.</summary>
internal sealed class StorageClassStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        Driver(root, "provisioner");
        Parameters(root, mayBeEmpty: true);
        root.OneOf("reclaimPolicy", "Delete", "Retain");
        if (root.Has("volumeBindingMode"))
            root.OneOf("volumeBindingMode", "Immediate", "WaitForFirstConsumer");
        else
            root.Required("volumeBindingMode");
        foreach (var term in root.Items("allowedTopologies"))
            Topology(term);
    }

    /// <summary>Checks the name of what provides volumes: a qualified name, in any case.</summary>
    public static void Driver(Part root, string key)
    {
        var name = root.Text(key);
        if (name.Length == 0)
            root.Required(key);
        else if (Syntax.QualifiedNameError(name.ToLowerInvariant()) is { } error)
            root.Invalid(key, name, error);
    }

    /// <summary>Checks parameters for a driver.</summary>
    public static void Parameters(Part root, bool mayBeEmpty)
    {
        const int mostEntries = 512;
        const int mostBytes = 256 * 1024;
        var parameters = root.Map.Map("parameters") ?? MapValue.Empty;
        if (parameters.Count > mostEntries)
        {
            root.TooLong("parameters", mostEntries);
            return;
        }
        if (parameters.Count == 0 && !mayBeEmpty)
            root.Required("parameters", "must contain at least one key/value pair");
        long size = 0;
        foreach (var (key, value) in parameters)
        {
            if (key.Length == 0)
                root.Invalid("parameters", key, "field can not be empty.");
            size += Encoding.UTF8.GetByteCount(key);
            size += value is StringValue { Text: var text } ? Encoding.UTF8.GetByteCount(text) : 0;
        }
        if (size > mostBytes)
            root.TooLong("parameters", mostBytes);
    }

    private static void Topology(Part term)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var expression in term.Items("matchLabelExpressions"))
        {
            var key = expression.Text("key");
            var values = expression.Map.List("values") ?? ListValue.Empty;
            if (values.Count == 0)
                expression.Required("values");
            for (var i = 1; i < values.Count; i++)
            {
                if (values.Items[..i].Contains(values[i]))
                    expression.DuplicateItem("values", i, values[i]);
            }
            NodeSelectors.LabelName(expression, "key");
            if (!seen.Add(key))
                expression.Duplicate("key", key);
        }
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        Validate(root);
        foreach (var key in (string[])["parameters", "provisioner", "reclaimPolicy"])
        {
            if (!Checks.Same(root[key], old[key]))
                root.Forbidden(key, $"updates to {key} are forbidden.");
        }
        root.Unchanged("volumeBindingMode", old);
    }
}

/// <summary>VolumeAttributesClasses.</summary>
internal sealed class VolumeAttributesClassStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        StorageClassStrategy.Driver(root, "driverName");
        StorageClassStrategy.Parameters(root, mayBeEmpty: false);
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        Validate(root);
        root.Unchanged("driverName", old);
        root.Unchanged("parameters", old);
    }
}
