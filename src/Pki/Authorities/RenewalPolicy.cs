namespace Pangea.Pki;

/// <summary>
/// When a certificate is to be renewed: when less than a fraction of its life is left, each holder a little earlier by its own jitter, so
/// that a fleet that was issued at once does not renew at once. Pure.
/// </summary>
/// <param name="RemainingFraction">The part of the life that is left when renewal is due at the latest, between 0 and 1.</param>
/// <param name="JitterFraction">How much earlier, as a part of the life, a holder with jitter 1 renews.</param>
public sealed record RenewalPolicy(double RemainingFraction, double JitterFraction)
{
    /// <summary>A fifth of the life left (karmada's agents renew then), spread over another tenth.</summary>
    public static RenewalPolicy Default { get; } = new(0.2, 0.1);

    /// <summary>When renewal is due.</summary>
    /// <param name="notBefore">Start of validity.</param>
    /// <param name="notAfter">End of validity.</param>
    /// <param name="jitter">The holder's own number between 0 and 1, drawn once a certificate.</param>
    public DateTimeOffset RenewAt(DateTimeOffset notBefore, DateTimeOffset notAfter, double jitter) =>
        notAfter - ((RemainingFraction + (JitterFraction * Math.Clamp(jitter, 0, 1))) * (notAfter - notBefore));

    /// <summary>Whether renewal is due.</summary>
    public bool IsDue(DateTimeOffset notBefore, DateTimeOffset notAfter, DateTimeOffset now, double jitter) =>
        now >= RenewAt(notBefore, notAfter, jitter);

    /// <summary>The part of the life that is left: 1 before its start, 0 after its end.</summary>
    public static double RemainingLife(DateTimeOffset notBefore, DateTimeOffset notAfter, DateTimeOffset now) =>
        notAfter <= notBefore ? 0 : Math.Clamp((notAfter - now) / (notAfter - notBefore), 0, 1);
}
