using System.Collections.Immutable;

namespace Pangea.Pki;

/// <summary>
/// The authorities of one purpose while they rotate: the newest issues, all that are still valid are trusted. A new authority first has to
/// reach everybody who trusts; until then the one before it issues on. Immutable and pure: the time is passed in.
/// </summary>
public sealed class AuthoritySet
{
    private AuthoritySet(ImmutableArray<CertificateAuthority> authorities, TimeSpan activation)
    {
        Authorities = authorities;
        Activation = activation;
    }

    /// <summary>A set of these authorities.</summary>
    /// <param name="authorities">At least one.</param>
    /// <param name="activation">How long a new authority is trusted before it issues; zero issues at once.</param>
    public AuthoritySet(IEnumerable<CertificateAuthority> authorities, TimeSpan activation)
        : this([.. authorities.OrderByDescending(a => a.NotBefore)], activation)
    {
        if (Authorities.IsEmpty)
            throw new ArgumentException("a set needs an authority", nameof(authorities));
    }

    /// <summary>The authorities, newest first.</summary>
    public ImmutableArray<CertificateAuthority> Authorities { get; }

    /// <summary>How long a new authority is trusted before it issues.</summary>
    public TimeSpan Activation { get; }

    /// <summary>
    /// The authority that issues: the newest that has been trusted long enough; when none has, the one that has been trusted longest.
    /// </summary>
    public CertificateAuthority Issuing(DateTimeOffset now) =>
        Authorities.FirstOrDefault(a =>
            a.NotBefore + CertificateProfile.DefaultBackdate + Activation <= now && now < a.NotAfter
        )
        ?? Authorities.LastOrDefault(a => now < a.NotAfter)
        ?? Authorities[0];

    /// <summary>The roots to trust now, with the authorities under them.</summary>
    public TrustBundle Trusted(DateTimeOffset now)
    {
        var valid = Authorities.Where(a => now < a.NotAfter).ToList();
        return new(valid.Select(a => a.Root), valid.SelectMany(a => a.IssuedChain));
    }

    /// <summary>A set with one more authority, without those that have expired.</summary>
    public AuthoritySet With(CertificateAuthority authority, DateTimeOffset now) =>
        new([authority, .. Authorities.Where(a => now < a.NotAfter)], Activation);

    /// <summary>Whether it is time to add a new authority: the newest one's renewal is due.</summary>
    public bool NeedsRotation(RenewalPolicy policy, DateTimeOffset now) =>
        policy.IsDue(Authorities[0].NotBefore, Authorities[0].NotAfter, now, jitter: 0);
}
