using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>Whether <c>x-kubernetes-list-type</c> and <c>x-kubernetes-list-map-keys</c> fit the list they stand on.</summary>
internal static class ListTypeCheck
{
    public static void Check(MapValue s, string type, string path, List<FieldError> errors)
    {
        var listType = s.Text("x-kubernetes-list-type");
        var keys = s.Texts("x-kubernetes-list-map-keys").ToList();
        var keysPath = $"{path}.x-kubernetes-list-map-keys";
        if (listType is not null)
        {
            if (type != "array")
                errors.Add(
                    type.Length == 0
                        ? FieldError.Required($"{path}.type", "must be array if x-kubernetes-list-type is specified")
                        : FieldError.Invalid(
                            $"{path}.type",
                            type,
                            "must be array if x-kubernetes-list-type is specified"
                        )
                );
            if (listType is not ("atomic" or "set" or "map"))
                errors.Add(
                    FieldError.NotSupported($"{path}.x-kubernetes-list-type", listType, ["atomic", "map", "set"])
                );
        }
        if (keys.Count > 0 && listType != "map")
            errors.Add(
                FieldError.Invalid(
                    $"{path}.x-kubernetes-list-type",
                    listType ?? "",
                    "must be map if x-kubernetes-list-map-keys is non-empty"
                )
            );
        if (listType != "map")
            return;
        if (keys.Count == 0)
            errors.Add(FieldError.Required(keysPath, "must not be empty if x-kubernetes-list-type is map"));
        if (s.Map("items") is not { } items)
            return;
        if (items.Text("type") != "object")
            errors.Add(
                FieldError.Invalid(
                    $"{path}.items.type",
                    items.Text("type") ?? "",
                    "must be object if parent array's x-kubernetes-list-type is map"
                )
            );
        Keys(items, keys, path, errors);
    }

    private static void Keys(MapValue items, List<string> keys, string path, List<FieldError> errors)
    {
        for (var i = 0; i < keys.Count; i++)
        {
            var at = string.Create(CultureInfo.InvariantCulture, $"{path}.x-kubernetes-list-map-keys[{i}]");
            if (items.Map("properties")?.Map(keys[i]) is not { } key)
                errors.Add(FieldError.Invalid(at, keys[i], "entries must all be names of item properties"));
            else if (key.Text("type") is "object" or "array")
                errors.Add(
                    FieldError.Invalid(
                        $"{path}.items.properties[{keys[i]}].type",
                        key.Text("type")!,
                        "must be a scalar type if parent array's x-kubernetes-list-type is map"
                    )
                );
            else if (key["default"] is null && !items.Texts("required").Contains(keys[i]))
                errors.Add(
                    FieldError.Required(
                        $"{path}.items.properties[{keys[i]}].default",
                        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"
                    )
                );
            if (keys.IndexOf(keys[i]) < i)
                errors.Add(FieldError.Invalid(at, keys[i], "entries must be unique"));
        }
    }
}
