namespace Pangea.Pki;

/// <summary>What verifying a certificate gave.</summary>
/// <param name="Error">Why it is not accepted; empty when it is.</param>
/// <param name="NotAfter">Until when the verification holds: the earliest end in the chain.</param>
public readonly record struct ChainVerification(string Error, DateTimeOffset NotAfter)
{
    /// <summary>Whether the certificate is accepted.</summary>
    public bool IsValid => Error.Length == 0;

    internal static ChainVerification Accepted(DateTimeOffset notAfter) => new("", notAfter);

    internal static ChainVerification Refused(string error) => new(error.Length == 0 ? "not valid" : error, default);
}
