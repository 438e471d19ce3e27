using System.Text;
using System.Xml;
using Pangea.Kube.Schema;

namespace Pangea.Eng.Schemas;

/// <summary>Descriptions of the built-in types, out of the documentation file of the KubernetesClient package.</summary>
internal static class Descriptions
{
    // The package has types of its own for these, documented as C#.
    private static readonly Dictionary<string, string> Own = new(StringComparer.Ordinal)
    {
        ["Quantity"] =
            "Quantity is an amount of a resource: a decimal number with an optional suffix, which is a power of ten (n, u, m, k, M, G, T, P, E), "
            + "a power of 1024 (Ki, Mi, Gi, Ti, Pi, Ei) or an exponent (e3). It is written back in a canonical form: without a fraction, with the "
            + "largest suffix of its kind. For example 0.5 is written 500m, and 1024Mi is written 1Gi.",
        ["Time"] = "Time is a point in time in RFC 3339 form, with whole seconds.",
        ["MicroTime"] = "MicroTime is a point in time in RFC 3339 form, with microseconds.",
        ["IntOrString"] =
            "IntOrString is an integer of 32 bits or a text, for instance a port number or its name, a count or a percentage.",
        ["RawExtension"] = "RawExtension is an object of any kind.",
        ["FieldsV1"] =
            "FieldsV1 is a set of fields as a tree: f:NAME is a field, k:KEYS the item of a list with these keys, v:VALUE the item of a set, i:INDEX "
            + "a position, and a dot the thing itself.",
        ["JSON"] = "JSON is any valid JSON value.",
        ["JSONSchemaPropsOrArray"] = "JSONSchemaPropsOrArray is a JSONSchemaProps or a list of them.",
        ["JSONSchemaPropsOrBool"] = "JSONSchemaPropsOrBool is a JSONSchemaProps or a boolean.",
        ["JSONSchemaPropsOrStringArray"] = "JSONSchemaPropsOrStringArray is a JSONSchemaProps or a list of texts.",
        ["Patch"] = "Patch is a change to an object, in one of the forms that the request's content type names.",
    };

    public static string Make(string documentation)
    {
        var members = Read(documentation);
        var text = new StringBuilder(1 << 20);
        foreach (var (schema, _) in BuiltinSchemas.Instance.Types)
        {
            var name = schema.TypeName[(schema.TypeName.LastIndexOf('.') + 1)..];
            if (Own.TryGetValue(name, out var own))
            {
                text.Append(schema.TypeName).Append('\t').Append(own).Append('\n');
                continue;
            }
            if (ModelName(schema.TypeName, members) is not { } model)
                continue;
            text.Append(schema.TypeName).Append('\t').Append(Escape(members["T:" + model])).Append('\n');
            foreach (var (field, _) in schema.Properties)
            {
                if (Property(model, field, members) is { } description)
                    text.Append(' ').Append(field).Append('\t').Append(Escape(description)).Append('\n');
            }
        }
        return text.ToString();
    }

    private static Dictionary<string, string> Read(string path)
    {
        const string Models = "k8s.Models.";
        var members = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        using var reader = XmlReader.Create(path);
        while (reader.ReadToFollowing("member"))
        {
            var name = reader.GetAttribute("name")!;
            var model = name.IndexOf(Models, StringComparison.Ordinal);
            if (model != 2 || name[0] is not ('T' or 'P'))
                continue;
            using var member = reader.ReadSubtree();
            if (member.ReadToFollowing("summary"))
                members[name[0] + ":" + name[(2 + Models.Length)..]] = Unwrap(member.ReadElementContentAsString());
        }
        return members;
    }

    // The package breaks lines at 80 columns: what belongs to one paragraph is joined again, lists keep their lines.
    private static string Unwrap(string summary)
    {
        var text = new StringBuilder(summary.Length);
        var blank = false;
        foreach (var raw in summary.Trim().Split('\n'))
        {
            var line = raw.Trim();
            if (line.Length == 0)
            {
                blank = true;
                continue;
            }
            var item =
                line.StartsWith("- ", StringComparison.Ordinal) || line.StartsWith("* ", StringComparison.Ordinal);
            if (text.Length > 0)
                text.Append(
                    blank ? "\n\n"
                    : item ? "\n"
                    : " "
                );
            text.Append(line);
            blank = false;
        }
        return text.ToString();
    }

    // Io.k8s.api.core.v1.Event is Corev1Event where several groups have an Event, and V1Pod where one has a Pod.
    private static string? ModelName(string typeName, Dictionary<string, string> members)
    {
        var parts = typeName.Split('.');
        var (group, version, name) = (parts[^3], parts[^2], parts[^1]);
        string[] candidates = [group + version + name, version + name, "Resource" + name, name];
        return Array.Find(candidates, c => members.ContainsKey("T:" + c));
    }

    private static string? Property(string model, string field, Dictionary<string, string> members)
    {
        var name = string.Concat(field.Where(char.IsAsciiLetterOrDigit));
        return
            members.TryGetValue($"P:{model}.{name}", out var text)
            || members.TryGetValue($"P:{model}.{name}Property", out text)
            ? text
            : null;
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
