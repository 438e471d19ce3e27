using CsCheck;
using Pangea.Fleet.Fixtures;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api.Tests;

/// <summary>Placements of all forms.</summary>
internal static class Placements
{
    private static readonly Gen<string> Word = Gens.Of("a", "b", "eu", "ap", "us", "x<y", "ü&\"\\");

    private static readonly Gen<LabelSelectorSpec> Labels = Gen.Select(
        Gen.Dictionary(Word, Word)[0, 2],
        Word.List[0, 2],
        (match, values) =>
            new LabelSelectorSpec
            {
                MatchLabels = MapValue.OfTexts(match),
                MatchExpressions =
                    values.Count == 0
                        ? []
                        :
                        [
                            new()
                            {
                                Key = "k",
                                Operator = "In",
                                Values = values,
                            },
                        ],
            }
    );

    private static readonly Gen<ClusterFieldSelector> Fields = Word.List[1, 2]
        .Select(v => new ClusterFieldSelector
        {
            MatchExpressions =
            [
                new()
                {
                    Key = "zone",
                    Operator = "In",
                    Values = v,
                },
            ],
        });

    public static readonly Gen<ClusterAffinity> Affinity = Gen.Select(
        Labels.Null(),
        Fields.Null(),
        Word.List[0, 3],
        Word.List[0, 2],
        (labels, fields, names, exclude) =>
            new ClusterAffinity
            {
                LabelSelector = labels,
                FieldSelector = fields,
                ClusterNames = names,
                ExcludeClusters = exclude,
            }
    );

    private static readonly Gen<ClusterAffinityTerm> Term = Gen.Select(
        Word,
        Affinity,
        (name, affinity) =>
            new ClusterAffinityTerm
            {
                AffinityName = name,
                LabelSelector = affinity.LabelSelector,
                FieldSelector = affinity.FieldSelector,
                ClusterNames = affinity.ClusterNames,
                ExcludeClusters = affinity.ExcludeClusters,
            }
    );

    private static readonly Gen<ReplicaSchedulingStrategy> Strategy = Gen.Select(
        Gens.Of("", "Divided", "Duplicated"),
        Gens.Of("", "Weighted", "Aggregated"),
        Gen.Select(Affinity, Gen.Long[1, 9], (a, w) => new StaticClusterWeight { TargetCluster = a, Weight = w }).List[
            0,
            3
        ],
        Gens.Of("", "AvailableReplicas"),
        (type, preference, weights, dynamic) =>
            new ReplicaSchedulingStrategy
            {
                ReplicaSchedulingType = type,
                ReplicaDivisionPreference = preference,
                WeightPreference = new() { StaticWeightList = weights, DynamicWeight = dynamic },
            }
    );

    public static readonly Gen<Placement> Any = Gen.Select(
        Affinity.Null(),
        Term.List[0, 2],
        Gen.Select(Word, Gen.Long.Nullable(), (k, s) => new Toleration { Key = k, TolerationSeconds = s }).List[0, 2],
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 3], (a, b) => new SpreadConstraint { MinGroups = a, MaxGroups = b }).List[
            0,
            2
        ],
        Strategy.Null(),
        (affinity, terms, tolerations, spread, strategy) =>
            new Placement
            {
                ClusterAffinity = affinity,
                ClusterAffinities = terms,
                ClusterTolerations = tolerations,
                SpreadConstraints = spread,
                ReplicaScheduling = strategy,
            }
    );
}
