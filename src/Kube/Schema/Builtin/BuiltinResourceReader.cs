using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Schema;

/// <summary>Makes resources of the table's lines.</summary>
internal static class BuiltinResourceReader
{
    private static readonly ImmutableArray<string> UsualVerbs =
    [
        "create",
        "delete",
        "deletecollection",
        "get",
        "list",
        "patch",
        "update",
        "watch",
    ];

    public static ImmutableArray<BuiltinResource> Read(BuiltinFiles files, BuiltinSchemas schemas)
    {
        // A stable order: within a group version the files keep resources by name.
        var entries = files.Resources.ToArray();
        var positions = new long[entries.Length];
        for (var i = 0; i < entries.Length; i++)
            positions[i] = ((long)entries[i].Package.Order * entries.Length) + i;
        Array.Sort(positions, entries);
        var resources = new BuiltinResource[entries.Length];
        for (var i = 0; i < entries.Length; i++)
            resources[i] = Resource(entries[i], schemas);
        return ImmutableCollectionsMarshal.AsImmutableArray(resources);
    }

    private static BuiltinResource Resource(BuiltinFiles.Entry entry, BuiltinSchemas schemas)
    {
        var group = GroupVersion.Parse(entry.Package.GroupVersion);
        var subresources = new BuiltinSubresource[entry.Below.Count];
        for (var i = 0; i < subresources.Length; i++)
            subresources[i] = Subresource(entry.Below[i].Split(' '), group, schemas);
        return new()
        {
            Resource = group.Resource(entry.Name),
            Kind = entry.Words[0],
            Namespaced = entry.Words[1] == "namespaced",
            Verbs = Verbs(entry.Words[2]),
            Singular = List(entry, "singular=")[0],
            ShortNames = List(entry, "short="),
            Categories = List(entry, "categories="),
            Schema = schemas.Get(group.Kind(entry.Words[0])),
            Subresources = ImmutableCollectionsMarshal.AsImmutableArray(subresources),
        };
    }

    private static ImmutableArray<string> List(BuiltinFiles.Entry entry, string key)
    {
        foreach (var word in entry.Words)
        {
            if (word.StartsWith(key, StringComparison.Ordinal))
                return ImmutableCollectionsMarshal.AsImmutableArray(word[key.Length..].Split(','));
        }
        return [];
    }

    private static BuiltinSubresource Subresource(string[] words, GroupVersion group, BuiltinSchemas schemas)
    {
        var slash = words[1].LastIndexOf('/');
        var kind =
            slash < 0 ? group.Kind(words[1]) : GroupVersion.Parse(words[1][..slash]).Kind(words[1][(slash + 1)..]);
        return new(words[0], kind, Verbs(words[2]), schemas.Find(kind));
    }

    private static ImmutableArray<string> Verbs(string word) =>
        word == "*" ? UsualVerbs : ImmutableCollectionsMarshal.AsImmutableArray(word.Split(','));
}
