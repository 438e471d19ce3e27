using System.Collections.Immutable;

namespace Pangea.Fleet.Scheduling;

/// <summary>
/// Divides replicas by the room that clusters have (DynamicWeight, Aggregated), and disturbs what runs as little as it can: more replicas
/// are added to those that are there, fewer are taken from them in proportion. With overflow groups, groups are filled in order and
/// emptied in reverse.
/// </summary>
internal static class RoomDivision
{
    public static DivisionResult Divide(
        DivisionStrategy strategy,
        ImmutableArray<Candidate> selected,
        PlacementRequest request,
        int tiers,
        bool descending
    )
    {
        var wanted = request.Spec.Replicas;
        var division = new Work(strategy, selected, tiers, descending);
        if (request.IsFresh)
            return division.Fresh(wanted);
        long assigned = selected.Sum(c => (long)c.Assigned);
        return assigned > wanted ? division.Down(wanted)
            : assigned < wanted ? division.Up(wanted, (int)(wanted - assigned))
            : division.Keep();
    }

    private sealed class Work(DivisionStrategy strategy, ImmutableArray<Candidate> selected, int tiers, bool descending)
    {
        public DivisionResult Keep() =>
            Result("as before: nothing is to be added or taken", Weights(c => c.Assigned), Current());

        public DivisionResult Fresh(int wanted) =>
            Fill(
                "anew, by the room that clusters have",
                wanted,
                c => c.Available,
                new(StringComparer.Ordinal),
                isUp: false
            );

        public DivisionResult Up(int wanted, int more) =>
            Fill(
                more == wanted ? "by the room that clusters have" : $"{more} more, by the room that clusters have",
                more,
                c => c.Room,
                Current(),
                isUp: true
            );

        /// <summary>The last group gives first; inside a group each cluster in proportion to what it runs.</summary>
        public DivisionResult Down(int wanted)
        {
            var result = new SortedDictionary<string, long>(StringComparer.Ordinal);
            long left = wanted;
            for (var tier = 0; tier < tiers; tier++)
            {
                var members = selected.Where(c => c.Tier == tier && c.Assigned > 0).ToList();
                var keep = Math.Min(left, members.Sum(c => (long)c.Assigned));
                left -= keep;
                Give((int)keep, members, c => c.Assigned, result, preferRunning: false);
            }
            return Result("fewer, in proportion to what runs", Weights(c => c.Assigned), result);
        }

        private DivisionResult Fill(
            string rule,
            int amount,
            Func<Candidate, long> room,
            SortedDictionary<string, long> result,
            bool isUp
        )
        {
            var total = selected.Sum(room);
            if (total < amount)
            {
                return new(
                    strategy,
                    rule,
                    [],
                    $"Clusters available replicas {Math.Min(total, int.MaxValue)} are not enough to schedule."
                );
            }
            long left = amount;
            for (var tier = 0; tier < tiers && left > 0; tier++)
            {
                var members = selected.Where(c => c.Tier == tier).ToList();
                var take = Math.Min(left, members.Sum(room));
                left -= take;
                Give((int)take, members, room, result, preferRunning: isUp);
            }
            return Result(rule, Weights(room), result);
        }

        private void Give(
            int amount,
            List<Candidate> members,
            Func<Candidate, long> weight,
            SortedDictionary<string, long> result,
            bool preferRunning
        )
        {
            if (amount <= 0)
                return;
            var taking =
                strategy == DivisionStrategy.Aggregated ? Fewest(amount, members, weight, preferRunning) : members;
            foreach (
                var seat in Webster.Allocate(amount, taking.Select(c => new PartyVotes(c.Name, weight(c))), descending)
            )
                result[seat.Name] = result.GetValueOrDefault(seat.Name) + seat.Seats;
        }

        // Clusters that run some already come first, then those with most room, until there is room for all.
        private static List<Candidate> Fewest(
            int amount,
            List<Candidate> members,
            Func<Candidate, long> weight,
            bool preferRunning
        )
        {
            var order = members
                .OrderBy(c => preferRunning && c.Assigned > 0 ? 0 : 1)
                .ThenByDescending(weight)
                .ThenBy(c => c.Name, StringComparer.Ordinal)
                .ToList();
            long room = 0;
            for (var i = 0; i < order.Count; i++)
            {
                room += weight(order[i]);
                if (room >= amount)
                    return order[..(i + 1)];
            }
            return order;
        }

        private SortedDictionary<string, long> Current()
        {
            var result = new SortedDictionary<string, long>(StringComparer.Ordinal);
            foreach (var candidate in selected)
                result[candidate.Name] = candidate.Assigned;
            return result;
        }

        private SortedDictionary<string, long> Weights(Func<Candidate, long> weight)
        {
            var result = new SortedDictionary<string, long>(StringComparer.Ordinal);
            foreach (var candidate in selected)
                result[candidate.Name] = weight(candidate);
            return result;
        }

        private DivisionResult Result(
            string rule,
            SortedDictionary<string, long> weights,
            SortedDictionary<string, long> replicas
        ) =>
            new(
                strategy,
                rule,
                [
                    .. ReplicaDivision
                        .ByName(selected)
                        .Select(c => new ReplicaShare(c.Name, (int)replicas.GetValueOrDefault(c.Name))
                        {
                            Weight = weights[c.Name],
                            Before = c.Assigned,
                        }),
                ]
            );
    }
}
