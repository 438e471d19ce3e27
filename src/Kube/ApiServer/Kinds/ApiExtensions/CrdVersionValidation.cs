using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>
/// Checks what the versions of a definition say: schemas, subresources, columns, selectable fields. What all versions say alike the original
/// reads as said once for all, and reports it there: at <c>spec.validation</c>, not at <c>spec.versions[0].schema</c>.
/// </summary>
internal static class CrdVersionValidation
{
    private const string ColumnTypes = "boolean,date,integer,number,string";
    private const int MostSelectableFields = 8;

    /// <summary>Checks all versions.</summary>
    public static void Versions(Part spec)
    {
        var versions = spec.Map.Maps("versions").ToList();
        if (versions.Count == 0)
            return;
        bool Alike(string key) => versions.TrueForAll(v => Checks.Same(v[key], versions[0][key]));
        var (schemas, subresources, columns, fields) = (
            Alike("schema"),
            Alike("subresources"),
            Alike("additionalPrinterColumns"),
            Alike("selectableFields")
        );
        // A version's fields as if they stood in the spec itself.
        var common = spec with
        {
            Map = versions[0],
        };
        if (schemas)
            Schema(common.Child("schema") with { Path = FieldPath.Of(spec.Path, "validation") });
        if (subresources)
            Subresources(common);
        if (columns)
            Columns(common);
        if (fields)
            Selectable(common, SchemaOf(versions[0]));
        foreach (var version in spec.Items("versions"))
        {
            if (!schemas)
                Schema(version.Child("schema"));
            if (!subresources)
                Subresources(version);
            if (!columns)
                Columns(version);
            if (!fields)
                Selectable(version, SchemaOf(version.Map));
        }
    }

    private static MapValue? SchemaOf(MapValue version) => version.At("schema", "openAPIV3Schema") as MapValue;

    private static void Schema(Part validation)
    {
        if (validation.Map.Map("openAPIV3Schema") is not { } schema)
            return;
        var path = validation.At("openAPIV3Schema")!.ToString();
        var before = validation.Errors.Count;
        StructuralCheck.Check(schema, path, validation.Errors);
        // Rules are about what a structural schema says.
        if (validation.Errors.Count == before)
            RuleCheck.Check(schema, path, validation.Errors);
    }

    private static void Subresources(Part owner)
    {
        if (owner.Has("subresources") && owner.Child("subresources").Has("scale"))
            Scale(owner.Child("subresources").Child("scale"));
    }

    private static void Columns(Part owner)
    {
        foreach (var column in owner.Items("additionalPrinterColumns"))
            Column(column);
    }

    private static void Column(Part column)
    {
        column.RequiredText("name");
        var type = column.Text("type");
        if (type.Length == 0)
            column.Required("type", $"must be one of {ColumnTypes}");
        else if (type is not ("boolean" or "date" or "integer" or "number" or "string"))
            column.Invalid("type", type, $"must be one of {ColumnTypes}");
        var format = column.Text("format");
        if (
            format
            is not ("" or "byte" or "date" or "date-time" or "double" or "float" or "int32" or "int64" or "password")
        )
        {
            column.Invalid("format", format, "must be one of byte,date,date-time,double,float,int32,int64,password");
        }
        var path = column.Text("jsonPath");
        if (path.Length == 0)
            column.Required("jsonPath");
        else if (!JsonPath.TryParse(path, out _, out var error))
            column.Invalid("jsonPath", path, error);
    }

    private static void Scale(Part scale)
    {
        ScalePath(scale, "specReplicasPath", ".spec.", "should be a json path under .spec");
        ScalePath(scale, "statusReplicasPath", ".status.", "should be a json path under .status");
        var selector = scale.Text("labelSelectorPath");
        if (selector.Length > 0 && !Under(selector, ".spec.") && !Under(selector, ".status."))
            scale.Invalid("labelSelectorPath", selector, "should be a json path under either .spec or .status");
    }

    private static void ScalePath(Part scale, string key, string prefix, string words)
    {
        var path = scale.Text(key);
        if (path.Length == 0)
            scale.Required(key);
        else if (!Under(path, prefix))
            scale.Invalid(key, path, words);
    }

    private static bool Under(string path, string prefix) => path.StartsWith(prefix, StringComparison.Ordinal);

    private static void Selectable(Part owner, MapValue? schema)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var field in owner.Items("selectableFields"))
        {
            var path = field.Text("jsonPath");
            if (path.Length == 0)
            {
                field.Required("jsonPath");
                continue;
            }
            var (found, error) = Follow(path, schema);
            if (error.Length > 0)
            {
                field.Invalid("jsonPath", path, $"is an invalid path: {error}");
                continue;
            }
            if (path.StartsWith(".metadata", StringComparison.Ordinal))
                field.Invalid(Part.Self, path, "must not point to fields in metadata");
            if (found?.Text("type") is not ("string" or "boolean" or "integer"))
            {
                field.Invalid(
                    Part.Self,
                    path,
                    "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed."
                );
            }
            if (!seen.Add(path))
                field.Duplicate(Part.Self, path);
        }
        if (seen.Count > MostSelectableFields)
            owner.TooMany("selectableFields", seen.Count, MostSelectableFields);
    }

    /// <summary>The schema at a path of plain field names, or why there is none.</summary>
    private static (MapValue? Schema, string Error) Follow(string path, MapValue? schema)
    {
        if (path[0] != '.')
            return (null, "expected [ or . but got: " + path.Split('.')[0]);
        if (!JsonPath.TryParse(path, out var parsed, out var error))
            return (null, error);
        if (parsed.FieldNames() is not { } names)
            return (null, "array notation is not allowed");
        foreach (var name in names)
        {
            schema = schema?.Map("properties")?.Map(name) ?? schema?.Map("additionalProperties");
            if (schema is null && names[0] != "metadata")
                return (null, "does not refer to a valid field");
        }
        return (schema, "");
    }
}
