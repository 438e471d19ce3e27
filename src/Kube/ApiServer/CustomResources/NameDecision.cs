using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.CustomResources;

/// <summary>
/// Which of the names that a definition asks for it is given. Names are unique in a group; who has one keeps it. Pure. Source: the naming
/// conditions of apiextensions, whose words clients read.
/// </summary>
/// <param name="Accepted">The names it has from now on: of those that are taken it keeps what it had.</param>
/// <param name="Reason">The reason of the condition <c>NamesAccepted</c>.</param>
/// <param name="Message">Its message.</param>
internal sealed record NameDecision(CustomResourceNames Accepted, string Reason, string Message)
{
    private const string NoConflicts = "NoConflicts";

    /// <summary>Whether it got all names it asked for.</summary>
    public bool IsAccepted => Reason == NoConflicts;

    /// <summary>Decides for one definition.</summary>
    /// <param name="requested">What it asks for.</param>
    /// <param name="accepted">What it has.</param>
    /// <param name="others">What all others in the group have.</param>
    public static NameDecision Of(
        CustomResourceNames requested,
        CustomResourceNames accepted,
        IEnumerable<CustomResourceNames> others
    )
    {
        var resources = new HashSet<string>(StringComparer.Ordinal);
        var kinds = new HashSet<string>(StringComparer.Ordinal);
        foreach (var other in others)
        {
            resources.Add(other.Plural);
            resources.Add(other.Singular);
            resources.UnionWith(other.ShortNames);
            kinds.Add(other.Kind);
            kinds.Add(other.ListKind);
        }
        var (reason, message) = (NoConflicts, "no conflicts found");
        // A later conflict overwrites an earlier one: the condition has room for one.
        var plural = Choose(requested.Plural, accepted.Plural, resources, "PluralConflict");
        var singular = Choose(requested.Singular, accepted.Singular, resources, "SingularConflict");
        var shortNames = ChooseShort();
        var kind = Choose(requested.Kind, accepted.Kind, kinds, "KindConflict");
        var listKind = Choose(requested.ListKind, accepted.ListKind, kinds, "ListKindConflict");
        return new(
            new(plural, singular, kind, listKind) { ShortNames = shortNames, Categories = requested.Categories },
            reason,
            message
        );

        string Choose(string wanted, string had, HashSet<string> taken, string conflict)
        {
            if (wanted == had || !taken.Contains(wanted))
                return wanted;
            (reason, message) = (conflict, InUse(wanted));
            return had;
        }

        ImmutableArray<string> ChooseShort()
        {
            var conflicts = requested
                .ShortNames.Where(n => !accepted.ShortNames.Contains(n) && resources.Contains(n))
                .Select(InUse)
                .ToList();
            if (conflicts.Count == 0)
                return requested.ShortNames;
            (reason, message) = (
                "ShortNamesConflict",
                conflicts.Count == 1 ? conflicts[0] : $"[{string.Join(", ", conflicts)}]"
            );
            return accepted.ShortNames;
        }
    }

    private static string InUse(string name) => $"{(Value)name} is already in use";
}
