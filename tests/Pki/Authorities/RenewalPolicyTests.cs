using CsCheck;

namespace Pangea.Pki.Tests;

public class RenewalPolicyTests
{
    private static readonly Gen<(DateTimeOffset NotBefore, TimeSpan Life, double At, double Jitter)> Cases = Gen.Select(
        Gen.Int[0, 10_000_000].Select(s => Given.Start.AddSeconds(s)),
        Gen.Int[60, 100_000_000].Select(s => TimeSpan.FromSeconds(s)),
        Gen.Double[-0.5, 1.5],
        Gen.Double[0, 1]
    );

    [Fact]
    public void Renewal_is_due_when_a_fifth_of_the_life_is_left_and_not_due_before_three_tenths() =>
        Cases.Sample(
            c =>
            {
                var (notBefore, notAfter) = (c.NotBefore, c.NotBefore + c.Life);
                var now = notBefore + (c.Life * c.At);
                var left = RenewalPolicy.RemainingLife(notBefore, notAfter, now);
                var due = RenewalPolicy.Default.IsDue(notBefore, notAfter, now, c.Jitter);
                return (left > 0.199 || due) && (left < 0.301 || !due);
            },
            iter: Given.Times(1000)
        );

    [Fact]
    public void Once_due_renewal_stays_due_and_more_jitter_never_makes_it_later() =>
        Gen.Select(Cases, Gen.Double[0, 1])
            .Sample(
                (c, more) =>
                {
                    var policy = RenewalPolicy.Default;
                    var (notBefore, notAfter) = (c.NotBefore, c.NotBefore + c.Life);
                    var at = policy.RenewAt(notBefore, notAfter, c.Jitter);
                    return policy.IsDue(notBefore, notAfter, at, c.Jitter)
                        && !policy.IsDue(notBefore, notAfter, at.AddTicks(-1), c.Jitter)
                        && policy.IsDue(notBefore, notAfter, at.AddDays(more), c.Jitter)
                        && policy.RenewAt(notBefore, notAfter, Math.Min(1, c.Jitter + more)) <= at;
                },
                iter: Given.Times(1000)
            );

    [Fact]
    public void The_remaining_life_falls_from_one_to_zero()
    {
        var (start, end) = (Given.Start, Given.Start + (10 * Given.Day));
        Assert.Equal(1, RenewalPolicy.RemainingLife(start, end, start - Given.Day));
        Assert.Equal(0.5, RenewalPolicy.RemainingLife(start, end, start + (5 * Given.Day)), 9);
        Assert.Equal(0, RenewalPolicy.RemainingLife(start, end, end + Given.Day));
        Assert.Equal(0, RenewalPolicy.RemainingLife(start, start, start));
    }
}
