using System.Collections.Immutable;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Whether the rules somebody holds cover those that are to be granted. Pure. The granted rules are taken apart into single permissions
/// (one verb, one group, one resource, one name), each of which one held rule must cover.
/// </summary>
public static class RuleCoverage
{
    /// <summary>The permissions in <paramref name="granted"/> that no rule in <paramref name="held"/> covers; none when all are held.</summary>
    public static ImmutableArray<PolicyRule> Missing(
        IReadOnlyCollection<PolicyRule> held,
        IEnumerable<PolicyRule> granted
    ) => [.. granted.SelectMany(Single).Where(permission => !held.Any(rule => Covers(rule, permission)))];

    /// <summary>Whether the held rules cover all that is granted.</summary>
    public static bool Covers(IReadOnlyCollection<PolicyRule> held, IEnumerable<PolicyRule> granted) =>
        Missing(held, granted).IsEmpty;

    private static IEnumerable<PolicyRule> Single(PolicyRule rule)
    {
        foreach (var group in rule.ApiGroups)
        foreach (var resource in rule.Resources)
        foreach (var verb in rule.VerbNames)
        {
            if (rule.ResourceNames.IsEmpty)
                yield return new([verb], [group], [resource], [], []);
            foreach (var name in rule.ResourceNames)
                yield return new([verb], [group], [resource], [name], []);
        }
        foreach (var url in rule.NonResourceUrls)
        foreach (var verb in rule.VerbNames)
            yield return new([verb], [], [], [], [url]);
    }

    private static bool Covers(PolicyRule held, PolicyRule single) =>
        Has(held.VerbNames, single.VerbNames[0])
        && (
            single.NonResourceUrls.IsEmpty
                ? Has(held.ApiGroups, single.ApiGroups[0])
                    && HasResource(held.Resources, single.Resources[0])
                    && HasName(held.ResourceNames, single.ResourceNames)
                : held.NonResourceUrls.Any(url => PolicyRule.MatchesUrl(url, single.NonResourceUrls[0]))
        );

    private static bool Has(ImmutableArray<string> held, string one) => held.Contains("*") || held.Contains(one);

    private static bool HasResource(ImmutableArray<string> held, string one)
    {
        if (Has(held, one))
            return true;
        var slash = one.IndexOf('/', StringComparison.Ordinal);
        return slash >= 0 && held.Contains("*" + one[slash..]);
    }

    private static bool HasName(ImmutableArray<string> held, ImmutableArray<string> one) =>
        held.IsEmpty || (!one.IsEmpty && held.Contains(one[0]));

    /// <summary>
    /// Joins single permissions that differ in their verb only, so that a message lists them in few lines. Ordered by the text of
    /// the rules.
    /// </summary>
    public static ImmutableArray<PolicyRule> Compact(IEnumerable<PolicyRule> rules) =>
        [
            .. rules
                .GroupBy(
                    r => new PolicyRule([], r.ApiGroups, r.Resources, r.ResourceNames, r.NonResourceUrls).ToString(),
                    StringComparer.Ordinal
                )
                .Select(same =>
                {
                    var first = same.First();
                    return new PolicyRule(
                        [.. same.SelectMany(r => r.VerbNames).Distinct(StringComparer.Ordinal)],
                        first.ApiGroups,
                        first.Resources,
                        first.ResourceNames,
                        first.NonResourceUrls
                    );
                })
                .OrderBy(r => r.ToString(), StringComparer.Ordinal),
        ];
}
