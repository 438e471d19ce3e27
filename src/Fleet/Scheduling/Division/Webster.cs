using System.Collections.Immutable;
using Pangea.Fleet.Api;

namespace Pangea.Fleet.Scheduling;

/// <summary>
/// Divides seats by Webster's method (Sainte-Laguë): each next seat goes to the party with the greatest votes / (2·seats + 1). Of equal
/// ones the party with fewer seats gets it, then the one whose name comes first, or last for objects whose uid hashes to an odd number, so
/// that not all remainders land in the same cluster. House monotone: one seat more takes none away.
/// </summary>
public static class Webster
{
    /// <summary>Divides seats among parties.</summary>
    /// <param name="seats">How many; none when not above zero.</param>
    /// <param name="votes">Each party once, with votes of zero or more. Without any votes all parties are equal.</param>
    /// <param name="namesDescending">See <see cref="BreaksTiesDescending"/>.</param>
    /// <returns>The seats of every party, sorted by name.</returns>
    public static ImmutableArray<PartySeats> Allocate(
        int seats,
        IEnumerable<PartyVotes> votes,
        bool namesDescending = false
    )
    {
        var parties = votes
            .OrderBy(p => p.Name, StringComparer.Ordinal)
            .Select(p => new Party(p.Name, p.Votes))
            .ToArray();
        if (parties.Length == 0 || seats <= 0)
            return [.. parties.Select(p => new PartySeats(p.Name, 0, TookTie: false))];
        Int128 total = 0;
        foreach (var party in parties)
            total += party.Votes;
        if (total == 0)
        {
            foreach (var party in parties)
                party.Votes = 1;
            total = parties.Length;
        }
        long given = 0;
        foreach (var party in parties)
        {
            party.Seats = SureSeats(party.Votes, seats - ((parties.Length + 1) / 2), total);
            given += party.Seats;
        }
        var queue = new PriorityQueue<Party, Party>(parties.Length, new NextSeatOrder(namesDescending));
        foreach (var party in parties)
            queue.Enqueue(party, party);
        for (; given < seats; given++)
        {
            var next = queue.Dequeue();
            // Only the last seat's tie shows in the result: an earlier one is made good by the seat after it.
            if (given == seats - 1)
                next.TookTie = queue.TryPeek(out var second, out _) && Compare(next, second) == 0;
            next.Seats++;
            queue.Enqueue(next, next);
        }
        return [.. parties.Select(p => new PartySeats(p.Name, (int)p.Seats, p.TookTie))];
    }

    /// <summary>Whether ties by name go to the last one for the object with this uid.</summary>
    public static bool BreaksTiesDescending(string uid) => uid.Length > 0 && Fnv1a.Hash32(uid) % 2 == 1;

    /// <summary>
    /// Seats that a party has for certain once <paramref name="most"/> + half the number of parties are given: those with a quotient
    /// above total / (2·most). Their number is ⌈votes·most/total − 1/2⌉, which in sum is less than that. Without this head
    /// start a request for 2^31 replicas would take 2^31 steps.
    /// </summary>
    private static long SureSeats(long votes, long most, Int128 total)
    {
        if (most <= 0)
            return 0;
        var numerator = ((Int128)2 * votes * most) - total;
        return numerator <= 0 ? 0 : (long)((numerator + (2 * total) - 1) / (2 * total));
    }

    // Below zero when a comes before b. Quotients are compared exactly, by cross-multiplication.
    private static int Compare(Party a, Party b) =>
        ((Int128)b.Votes * ((2 * a.Seats) + 1)).CompareTo((Int128)a.Votes * ((2 * b.Seats) + 1));

    private sealed class Party(string name, long votes)
    {
        public string Name { get; } = name;

        public long Votes { get; set; } = Math.Max(votes, 0);

        public long Seats { get; set; }

        public bool TookTie { get; set; }
    }

    private sealed class NextSeatOrder(bool namesDescending) : IComparer<Party>
    {
        public int Compare(Party? a, Party? b)
        {
            if (ReferenceEquals(a, b))
                return 0;
            var order = Webster.Compare(a!, b!);
            if (order == 0)
                order = a!.Seats.CompareTo(b!.Seats);
            if (order == 0)
            {
                order = string.CompareOrdinal(a!.Name, b!.Name);
                if (namesDescending)
                    order = -order;
            }
            return order;
        }
    }
}

/// <summary>A party and its votes.</summary>
public readonly record struct PartyVotes(string Name, long Votes);

/// <summary>A party and its seats.</summary>
/// <param name="Name">The party.</param>
/// <param name="Seats">How many seats it has.</param>
/// <param name="TookTie">Whether it got the very last seat although another party had as good a claim.</param>
public readonly record struct PartySeats(string Name, int Seats, bool TookTie);
