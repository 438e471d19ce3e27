using System.Text;
using System.Text.Json;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Secrets. What a client writes as text in <c>stringData</c> is stored in <c>data</c>.</summary>
internal sealed class SecretStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    public override MapValue Default(MapValue root)
    {
        if (root.Map("stringData") is not { } texts)
            return root;
        var data = root.Map("data") ?? MapValue.Empty;
        foreach (var (key, value) in texts)
        {
            var text = value is StringValue { Text: var t } ? t : "";
            data = data.With(key, Convert.ToBase64String(Encoding.UTF8.GetBytes(text)));
        }
        root = root.Without("stringData");
        return data.Count == 0 ? root : root.With("data", data);
    }

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        long size = 0;
        foreach (var (key, value) in root.Map.Map("data") ?? MapValue.Empty)
        {
            if (Formats.ConfigKeyError(key) is { } error)
                root.InvalidEntry("data", key, key, error);
            size += Base64.Length(value);
        }
        if (size > ConfigMapStrategy.MaxSize)
            root.TooLong("data", ConfigMapStrategy.MaxSize);
        Typed(root, root.Map.Map("data") ?? MapValue.Empty);
    }

    private static void Typed(Part root, MapValue data)
    {
        switch (root.Text("type"))
        {
            case "kubernetes.io/service-account-token":
                const string account = "kubernetes.io/service-account.name";
                var metadata = root.Child("metadata");
                if (string.IsNullOrEmpty(metadata.Map.Map("annotations")?.Text(account)))
                    metadata.RequiredEntry("annotations", account);
                break;
            case "kubernetes.io/dockercfg":
                Json(root, data, ".dockercfg");
                break;
            case "kubernetes.io/dockerconfigjson":
                Json(root, data, ".dockerconfigjson");
                break;
            case "kubernetes.io/basic-auth":
                if (!data.ContainsKey("username") && !data.ContainsKey("password"))
                {
                    root.RequiredEntry("data", "username");
                    root.RequiredEntry("data", "password");
                }
                break;
            case "kubernetes.io/ssh-auth":
                if (string.IsNullOrEmpty(data.Text("ssh-privatekey")))
                    root.RequiredEntry("data", "ssh-privatekey");
                break;
            case "kubernetes.io/tls":
                if (!data.ContainsKey("tls.crt"))
                    root.RequiredEntry("data", "tls.crt");
                if (!data.ContainsKey("tls.key"))
                    root.RequiredEntry("data", "tls.key");
                break;
            default:
                break;
        }
    }

    private static void Json(Part root, MapValue data, string key)
    {
        if (!data.ContainsKey(key))
            root.RequiredEntry("data", key);
        else if (JsonError(Base64.Decode(data[key]) ?? []) is { } error)
            root.InvalidEntry("data", key, "<secret contents redacted>", error);
    }

    /// <summary>Why bytes are no JSON object, in the words of Go's decoder for the mistakes that occur.</summary>
    private static string? JsonError(byte[] bytes)
    {
        var text = bytes.AsSpan().Trim(" \t\r\n"u8);
        if (text.IsEmpty)
            return "unexpected end of JSON input";
        try
        {
            using var document = JsonDocument.Parse(bytes);
            return document.RootElement.ValueKind switch
            {
                JsonValueKind.Object or JsonValueKind.Null => null,
                JsonValueKind.Array => MismatchError("array"),
                JsonValueKind.String => MismatchError("string"),
                JsonValueKind.Number => MismatchError("number"),
                _ => MismatchError("bool"),
            };
        }
        catch (JsonException)
        {
            return text[0] is (byte)'{' or (byte)'['
                ? "unexpected end of JSON input"
                : $"invalid character '{(char)text[0]}' looking for beginning of value";
        }
    }

    private static string MismatchError(string found) =>
        $"json: cannot unmarshal {found} into Go value of type map[string]interface {{}}";

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        root.Unchanged("type", old);
        ConfigMapStrategy.Frozen(root, old, "data");
        Validate(root);
    }

    /// <inheritdoc/>
    public override IReadOnlyList<string> SelectableFields { get; } = ["type"];

    /// <inheritdoc/>
    public override string FieldValue(KubeObject obj, string field) =>
        field == "type" ? obj.Root.Text("type") ?? "" : "";
}
