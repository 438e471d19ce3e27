using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Reads the notation of the tables in this folder. A table as text is a third of the same as code, and costs a start microseconds where
/// compiling that code would cost tens of milliseconds.
/// </summary>
/// <remarks>
/// A role is its name on a line of its own (with <c>NAMESPACE/</c> before it: a Role of that namespace), after which may stand <c>&gt; PART</c>
/// (it is a part of the role PART) and <c>= *</c> (it is made of its parts). Its rules follow, indented: <c>VERBS : GROUPS : RESOURCES</c>,
/// for some objects only <c>VERBS : GROUPS : RESOURCES : NAMES</c>, for paths <c>VERBS @ PATHS</c>, and <c>events</c> for writing events. Words are
/// separated by spaces; <c>core</c> is the core group, <c>read</c> and <c>write</c> stand for their verbs. A line that is indented twice continues
/// the one before. A binding is <c>NAME &lt;- SUBJECTS</c>, or <c>NAME = ROLE &lt;- SUBJECTS</c>, with subjects like <c>user u, group g, account a</c>.
/// </remarks>
internal static class PolicyText
{
    public static IEnumerable<KubeObject> Roles(string prefix, params string[] tables)
    {
        foreach (var table in tables)
        {
            var header = "";
            var rules = new List<string>();
            foreach (var line in table.Split('\n'))
            {
                if (line.StartsWith("    ", StringComparison.Ordinal))
                    rules[^1] += " " + line.TrimStart();
                else if (line.StartsWith("  ", StringComparison.Ordinal))
                    rules.Add(line.TrimStart());
                else
                {
                    if (header.Length > 0)
                        yield return Role(prefix, header, rules);
                    header = line;
                    rules.Clear();
                }
            }
            yield return Role(prefix, header, rules);
        }
    }

    public static IEnumerable<KubeObject> Bindings(string table)
    {
        foreach (var line in table.Split('\n'))
        {
            var arrow = line.IndexOf("<-", StringComparison.Ordinal);
            var (names, subjects) = (line[..arrow].TrimEnd(), line[(arrow + 2)..].TrimStart());
            var equals = names.IndexOf(" = ", StringComparison.Ordinal);
            var full = equals < 0 ? names : names[..equals];
            var (@namespace, name) = SplitName(full);
            var role = equals < 0 ? name : names[(equals + 3)..];
            yield return PolicyEntries.Binding(
                @namespace.Length == 0 ? "ClusterRoleBinding" : "RoleBinding",
                @namespace.Length == 0 ? "ClusterRole" : "Role",
                role,
                name,
                @namespace,
                subjects.Length == 0 ? [] : [.. subjects.Split(", ").Select(Subject)]
            );
        }
    }

    private static KubeObject Role(string prefix, string header, List<string> rules)
    {
        var words = header.Split(' ');
        var (@namespace, name) = SplitName(words[0]);
        var values = rules.Select(Rule).ToArray();
        var role =
            @namespace.Length > 0 ? PolicyEntries.Role(@namespace, name, values)
            : words[^1] == "*" ? PolicyEntries.Aggregate(name)
            : PolicyEntries.ClusterRole(prefix + name, values);
        return words is [_, ">", var whole, ..] ? role.AggregatedTo(whole) : role;
    }

    private static MapValue Rule(string text)
    {
        if (text == "events")
            return PolicyEntries.Events;
        var at = text.IndexOf(" @ ", StringComparison.Ordinal);
        if (at >= 0)
            return PolicyEntries.Urls(text[..at], text[(at + 3)..]);
        var parts = text.Split(" : ");
        return PolicyEntries.Rule(parts[0], parts[1], parts[2], parts.Length > 3 ? parts[3] : "");
    }

    private static MapValue Subject(string text)
    {
        var space = text.IndexOf(' ', StringComparison.Ordinal);
        var name = text[(space + 1)..];
        return text[..space] switch
        {
            "user" => PolicyEntries.User(name),
            "group" => PolicyEntries.Group(name),
            _ => PolicyEntries.Account(name),
        };
    }

    private static (string Namespace, string Name) SplitName(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return slash < 0 ? ("", text) : (text[..slash], text[(slash + 1)..]);
    }
}
