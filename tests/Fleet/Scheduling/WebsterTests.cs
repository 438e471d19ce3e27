using CsCheck;
using Pangea.Fleet.Fixtures;

namespace Pangea.Fleet.Scheduling.Tests;

public class WebsterTests
{
    private static readonly Gen<PartyVotes[]> Parties = Gen.Select(
        Gen.Int[1, 12],
        Gen.Long[0, 40].Array[12],
        (count, votes) => Enumerable.Range(0, count).Select(i => new PartyVotes($"c{i:00}", votes[i])).ToArray()
    );

    /// <summary>The method in its plainest form: one seat after the other.</summary>
    private static SortedDictionary<string, int> Plain(int seats, PartyVotes[] votes, bool descending)
    {
        var even = votes.All(v => v.Votes == 0);
        var result = new SortedDictionary<string, int>(StringComparer.Ordinal);
        foreach (var party in votes)
            result[party.Name] = 0;
        for (var i = 0; i < seats; i++)
        {
            var order = votes
                .OrderByDescending(p => (decimal)(even ? 1 : p.Votes) / ((2 * result[p.Name]) + 1))
                .ThenBy(p => result[p.Name]);
            var next = descending
                ? order.ThenByDescending(p => p.Name, StringComparer.Ordinal).First()
                : order.ThenBy(p => p.Name, StringComparer.Ordinal).First();
            result[next.Name]++;
        }
        return result;
    }

    [Fact]
    public void Ten_replicas_over_three_equal_weights_give_the_recorded_4_3_3()
    {
        // The uid of the recorded Deployment; it hashes to an even number.
        Assert.False(Webster.BreaksTiesDescending("a9f336a0-3873-4740-b39d-290890e2ee49"));
        var seats = Webster.Allocate(10, [new("us", 1), new("ap", 1), new("eu", 1)]);
        Assert.Equal([("ap", 4), ("eu", 3), ("us", 3)], seats.Select(s => (s.Name, s.Seats)));
        Assert.True(seats[0].TookTie);
    }

    [Fact]
    public void Ten_replicas_over_weights_2_1_2_give_the_recorded_4_2_4() =>
        Assert.Equal(
            [("ap", 2), ("eu", 4), ("us", 4)],
            Webster.Allocate(10, [new("us", 2), new("ap", 1), new("eu", 2)]).Select(s => (s.Name, s.Seats))
        );

    [Fact]
    public void The_textbook_example_comes_out()
    {
        var seats = Webster.Allocate(8, [new("A", 100000), new("B", 80000), new("C", 30000), new("D", 20000)]);
        Assert.Equal([3, 3, 1, 1], seats.Select(s => s.Seats));
    }

    [Fact]
    public void An_object_whose_uid_hashes_to_an_odd_number_prefers_the_last_name()
    {
        // The uid of the recorded policy; it hashes to an odd number.
        Assert.True(Webster.BreaksTiesDescending("967ec739-9653-444e-a4b7-add6b1262f14"));
        Assert.Equal(
            [3, 3, 4],
            Webster.Allocate(10, [new("ap", 1), new("eu", 1), new("us", 1)], namesDescending: true).Select(s => s.Seats)
        );
    }

    [Fact]
    public void The_head_start_gives_what_single_steps_give() =>
        Gen.Select(Gen.Int[0, 200], Parties, Gen.Bool)
            .Sample(
                (seats, votes, descending) =>
                {
                    var plain = Plain(seats, votes, descending);
                    return Webster.Allocate(seats, votes, descending).All(s => plain[s.Name] == s.Seats);
                },
                iter: Gens.Cases / 5
            );

    [Fact]
    public void Every_seat_is_given() =>
        Gen.Select(Gen.Int[0, 100_000], Parties)
            .Sample(
                (seats, votes) => Webster.Allocate(seats, votes).Sum(s => (long)s.Seats) == seats,
                iter: Gens.Cases
            );

    [Fact]
    public void One_seat_more_takes_none_away() =>
        Gen.Select(Gen.Int[0, 500], Parties, Gen.Bool)
            .Sample(
                (seats, votes, descending) =>
                    Webster
                        .Allocate(seats, votes, descending)
                        .Zip(Webster.Allocate(seats + 1, votes, descending))
                        .All(p => p.Second.Seats >= p.First.Seats),
                iter: Gens.Cases
            );

    [Fact]
    public void The_order_of_the_parties_does_not_matter() =>
        Gen.Select(Gen.Int[0, 300], Parties, Gen.Bool)
            .Sample(
                (seats, votes, descending) =>
                    Webster
                        .Allocate(seats, votes, descending)
                        .SequenceEqual(Webster.Allocate(seats, votes.Reverse(), descending)),
                iter: Gens.Cases
            );

    [Fact]
    public void Weights_times_a_factor_change_nothing() =>
        Gen.Select(Gen.Int[0, 300], Parties, Gen.Long[1, 1_000_000_000_000])
            .Sample(
                (seats, votes, factor) =>
                    Webster
                        .Allocate(seats, votes)
                        .SequenceEqual(
                            Webster.Allocate(seats, votes.Select(v => new PartyVotes(v.Name, v.Votes * factor)))
                        ),
                iter: Gens.Cases
            );

    [Fact]
    public void A_share_is_near_its_proportion() =>
        // Webster's method may leave the quota, but between two parties it never differs by a whole seat more than rounding does.
        Gen.Select(Gen.Int[1, 300], Gen.Long[1, 40], Gen.Long[1, 40])
            .Sample(
                (seats, a, b) =>
                {
                    var result = Webster.Allocate(seats, [new("a", a), new("b", b)]);
                    var quota = (double)seats * a / (a + b);
                    return Math.Abs(result[0].Seats - quota) <= 0.5 + 1e-9;
                },
                iter: Gens.Cases
            );

    [Fact]
    public void Nobody_gets_more_seats_than_votes_while_there_are_votes_left() =>
        Gen.Select(Gen.Int[0, 500], Parties)
            .Sample(
                (seats, votes) =>
                {
                    var total = votes.Sum(v => v.Votes);
                    if (total == 0)
                        return true;
                    var result = Webster.Allocate((int)Math.Min(seats, total), votes);
                    return result.Zip(votes).All(p => p.First.Seats <= p.Second.Votes);
                },
                iter: Gens.Cases
            );

    [Fact]
    public void Two_thousand_million_replicas_take_no_longer_than_ten()
    {
        var seats = Webster.Allocate(int.MaxValue, [new("a", 1), new("b", 2), new("c", 4)]);
        Assert.Equal(int.MaxValue, seats.Sum(s => (long)s.Seats));
        Assert.InRange(seats[0].Seats, (int.MaxValue / 7) - 1, (int.MaxValue / 7) + 1);
    }
}
