using Pangea.Kube.ApiServer.Kinds;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.CustomResources;

/// <summary>
/// The <c>ConversionReview</c> a webhook is sent, and how its answer is read: what comes back must be the same objects in the other version, with the same
/// metadata but for labels and annotations. Source: "Webhook conversion" on the page "Versions in CustomResourceDefinitions", and the original's messages.
/// </summary>
internal static class ConversionReview
{
    private const string Group = "apiextensions.k8s.io/";

    /// <summary>The versions of reviews that this server speaks, in the order of what it would rather.</summary>
    public static bool IsKnown(string version) => version is "v1" or "v1beta1";

    /// <summary>The question.</summary>
    public static MapValue Ask(string version, string uid, GroupVersion to, IReadOnlyList<KubeObject> objects) =>
        MapValue.Of(
            ("kind", "ConversionReview"),
            ("apiVersion", Group + version),
            (
                "request",
                MapValue.Of(
                    ("uid", uid),
                    ("desiredAPIVersion", to.ToString()),
                    ("objects", ListValue.From(objects.Select(o => (Value)o.Root)))
                )
            )
        );

    /// <summary>The converted objects, in the order of the originals; or why the answer is of no use.</summary>
    public static (MapValue[] Converted, string Error) Read(
        string version,
        string uid,
        GroupVersion to,
        IReadOnlyList<KubeObject> originals,
        MapValue answer
    )
    {
        static (MapValue[], string) Unusable(string why) => ([], why);

        if (Outcome(version, uid, answer, out var response) is { } failure)
            return Unusable($"failed: {failure}");
        var given = response.List("convertedObjects") ?? ListValue.Empty;
        if (given.Count != originals.Count)
            return Unusable($"returned {given.Count} objects, expected {originals.Count}");
        var converted = new MapValue[given.Count];
        for (var i = 0; i < converted.Length; i++)
        {
            var (made, error) = Check(to, originals[i], given[i] as MapValue ?? MapValue.Empty);
            if (made is null)
                return Unusable(Told(error, i, originals.Count));
            converted[i] = made;
        }
        return (converted, "");
    }

    /// <summary>What the answer as a whole says went wrong; null when nothing did.</summary>
    private static string? Outcome(string version, string uid, MapValue answer, out MapValue response)
    {
        response = answer.Map("response") ?? MapValue.Empty;
        var isOld = version == "v1beta1";
        var given = new KubeObject(answer).GroupVersionKind;
        var wanted = GroupVersion.Parse(Group + version).Kind("ConversionReview");
        // The original never looked at this in answers of the old version.
        if (!isOld && given != wanted)
            return $"expected webhook response of {wanted}, got {given}";
        if (!answer.Has("response"))
            return "no response provided";
        if (!isOld && response.Text("uid") != uid)
            return $"expected response.uid={GoText.Quote(uid)}, got {GoText.Quote(response.Text("uid") ?? "")}";
        var result = response.Map("result") ?? MapValue.Empty;
        if (result.Text("status") == "Success")
            return null;
        return result.Text("message") is { Length: > 0 } message
            ? message
            : $"response.result.status was '{result.Text("status")}', not 'Success'";
    }

    /// <summary>The original tells of one object otherwise than of several.</summary>
    private static string Told((string Kind, string Why) error, int index, int count) =>
        (error.Kind, count) switch
        {
            ("metadata", 1) => $"returned invalid metadata: {error.Why}",
            ("metadata", _) => $"returned invalid metadata in object at index {index}: {error.Why}",
            ("type", 1) => $"returned invalid object at index 0: {error.Why}",
            (_, 1) => $"returned invalid object: {error.Why}",
            _ => $"returned invalid converted object at index {index}: {error.Why}",
        };

    private static (MapValue? Made, (string Kind, string Why) Error) Check(
        GroupVersion to,
        KubeObject original,
        MapValue root
    )
    {
        var made = new KubeObject(root);
        if (made.ApiVersion != to.ToString())
            return (null, ("type", $"invalid groupVersion (expected {to}, received {made.ApiVersion})"));
        if (made.Kind != original.Kind)
            return (null, ("type", $"invalid kind (expected {original.Kind}, received {made.Kind})"));
        if (root["metadata"] is not { } metadata)
        {
            // A name that is not there is not the same name: that is found first.
            return original.Name.Length > 0
                ? (null, ("object", $"must have the same name: {original.Name} != "))
                : (null, ("metadata", "missing metadata in converted object"));
        }
        if (made.Name != original.Name)
            return (null, ("object", $"must have the same name: {original.Name} != {made.Name}"));
        if (made.Namespace != original.Namespace)
            return (null, ("object", $"must have the same namespace: {original.Namespace} != {made.Namespace}"));
        if (made.Uid != original.Uid)
            return (null, ("object", $"must have the same UID: {original.Uid} != {made.Uid}"));
        var kept = original.Metadata;
        foreach (var field in (ReadOnlySpan<string>)["labels", "annotations"])
        {
            if (Restored(field, (MapValue)metadata, original.Metadata, out var value) is { } error)
                return (null, ("metadata", error));
            kept = kept.With(field, value);
        }
        return (root.With("metadata", kept), default);
    }

    /// <summary>Labels or annotations as the webhook would have them; what is wrong with them, or null.</summary>
    private static string? Restored(string field, MapValue given, MapValue original, out Value? value)
    {
        value = given[field];
        if (value is null or NullValue)
        {
            value = null;
            return null;
        }
        if (value is not MapValue map)
            return $"invalid metadata.{field} of type {TypeOf(value)} in converted object";
        foreach (var (key, text) in map)
        {
            if (text is not StringValue)
                return $"metadata.{field}[{key}] must be a string, but is {TypeOf(text)} in converted object";
        }
        // What is as it was has been let in before.
        return Value.Equal(map, original[field]) ? null : Wrong(field, map);
    }

    private static string? Wrong(string field, MapValue map)
    {
        var errors = new List<FieldError>();
        var metadata = new Part(MapValue.Of((field, map)), FieldPath.Of(null, "metadata"), errors);
        if (field == "labels")
            metadata.Labels(field);
        else
            metadata.Annotations(field);
        return errors.Count switch
        {
            0 => null,
            1 => errors[0].Message,
            _ => $"[{string.Join(", ", errors.Select(e => e.Message))}]",
        };
    }

    // As Go names what JSON decodes to.
    private static string TypeOf(Value value) =>
        value switch
        {
            StringValue => "string",
            BoolValue => "bool",
            ListValue => "[]interface {}",
            MapValue => "map[string]interface {}",
            NullValue => "<nil>",
            _ => "int64",
        };
}
