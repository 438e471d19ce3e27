using System.Text;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Eng.Schemas;

/// <summary>The strings that parsed objects share: the names of the table, and the words of <c>extra-names.txt</c>.</summary>
internal static class WellKnownNames
{
    public static string Make(IEnumerable<string> extra)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (schema, kinds) in BuiltinSchemas.Instance.Types)
        {
            foreach (var (field, value) in schema.Properties)
            {
                names.Add(field);
                names.UnionWith(value.Enum.OfType<StringValue>().Select(v => v.Text));
                names.UnionWith((value.Items?.Enum ?? []).OfType<StringValue>().Select(v => v.Text));
                if (value.Default is StringValue common)
                    names.Add(common.Text);
            }
            foreach (var kind in kinds)
            {
                names.Add(kind.Kind);
                if (kind.Version != "*")
                    names.Add(kind.ApiVersion);
            }
        }
        foreach (var resource in BuiltinSchemas.Instance.Resources)
        {
            names.Add(resource.Resource.Resource);
            names.Add(resource.Resource.Group);
        }
        names.UnionWith(extra.Where(l => l.Length > 0 && l[0] != '#'));
        names.Remove("");
        names.RemoveWhere(n => n.StartsWith("SIG", StringComparison.Ordinal));

        // One literal: an array of a thousand of them would take the compiler at run time longer than all else that a start does.
        var text = new StringBuilder();
        text.Append("// Made by eng/update-schemas from the table of built-in types. Do not edit.\n");
        text.Append("namespace Pangea.Kube.Objects;\n\ninternal static class WellKnownNames\n{\n");
        text.Append("    public static readonly string[] All = \"\"\"\n");
        foreach (var name in names)
            text.Append("        ").Append(name).Append('\n');
        return text.Append("        \"\"\".Split('\\n');\n}\n").ToString();
    }
}
