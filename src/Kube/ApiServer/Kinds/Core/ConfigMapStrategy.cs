using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>ConfigMaps.</summary>
internal sealed class ConfigMapStrategy : BuiltinStrategy
{
    /// <summary>How much data a ConfigMap or Secret holds at most, in bytes.</summary>
    public const long MaxSize = 1024 * 1024;

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        long size = 0;
        var binary = root.Map.Map("binaryData");
        foreach (var (key, value) in root.Map.Map("data") ?? MapValue.Empty)
        {
            Key(root, "data", key);
            if (binary?.ContainsKey(key) == true)
                root.InvalidEntry("data", key, key, "duplicate of key present in binaryData");
            size += value is StringValue { Text: var text } ? System.Text.Encoding.UTF8.GetByteCount(text) : 0;
        }
        foreach (var (key, value) in binary ?? MapValue.Empty)
        {
            Key(root, "binaryData", key);
            size += Base64.Length(value);
        }
        // The original has no field to name here, and prints its path so.
        if (size > MaxSize)
            root.Errors.Add(FieldError.TooLong("[]", MaxSize));
    }

    private static void Key(Part root, string field, string key)
    {
        if (Formats.ConfigKeyError(key) is { } error)
            root.InvalidEntry(field, key, key, error);
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        Frozen(root, old, "data", "binaryData");
        Validate(root);
    }

    /// <summary>What <c>immutable</c> freezes, itself included.</summary>
    public static void Frozen(Part root, MapValue old, params ReadOnlySpan<string> fields)
    {
        const string why = "field is immutable when `immutable` is set";
        if (old.Flag("immutable") != true)
            return;
        if (!root.Flag("immutable"))
            root.Forbidden("immutable", why);
        foreach (var field in fields)
        {
            if (!Checks.Same(root[field], old[field]))
                root.Forbidden(field, why);
        }
    }
}
