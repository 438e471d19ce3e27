using System.Collections.Immutable;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Fleet.Agent;

/// <summary>What a member is registered with.</summary>
public sealed record RegistrationRequest
{
    /// <summary>The hub's address, <c>https://host:port</c>.</summary>
    public required Uri Hub { get; init; }

    /// <summary>The bootstrap token, <c>id.secret</c>.</summary>
    public required string Token { get; init; }

    /// <summary>Pins of the hub's authority (<see cref="PublicKeyPin"/>), one of which must match.</summary>
    public ImmutableArray<string> AuthorityPins { get; init; } = [];

    /// <summary>Goes without pins: whoever answers at the address and knows the token is taken for the hub.</summary>
    public bool SkipsAuthorityVerification { get; init; }

    /// <summary>The member's name in the fleet.</summary>
    public required string ClusterName { get; init; }

    /// <summary>The address of the member's API server, for people and tools.</summary>
    public string ApiEndpoint { get; init; } = "";

    /// <summary>The member's region, or empty.</summary>
    public string Region { get; init; } = "";

    /// <summary>The member's zones.</summary>
    public ImmutableArray<string> Zones { get; init; } = [];

    /// <summary>The member's cloud provider, or empty.</summary>
    public string Provider { get; init; } = "";

    /// <summary>How long the hub may take to approve and sign.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>What is wrong with it, in a line; null when nothing is.</summary>
    /// <param name="token">Its token; null when that is none.</param>
    public string? Error(out BootstrapToken? token)
    {
        _ = BootstrapToken.TryParse(Token, out token);
        if (!Hub.IsAbsoluteUri || Hub.Scheme != "https")
            return $"the hub's address {Hub} is not of the form https://host:port";
        if (token is null)
            return "the token is not of the form abcdef.0123456789abcdef";
        if (AuthorityPins.FirstOrDefault(p => !PublicKeyPin.IsValid(p)) is { } bad)
            return $"the CA hash {bad} is not of the form sha256:<64 hexadecimal digits>";
        if (AuthorityPins.IsEmpty && !SkipsAuthorityVerification)
            return "a CA hash is needed to tell the hub from others";
        if (AgentIdentity.NameError(ClusterName) is { } name)
            return $"the cluster name \"{ClusterName}\" is not valid: {name}";
        foreach (var (what, value) in Labels())
        {
            if (Syntax.LabelValueError(value) is { } label)
                return $"the {what} \"{value}\" is not valid: {label}";
        }
        return null;
    }

    private IEnumerable<(string What, string Value)> Labels() =>
        [("region", Region), ("provider", Provider), .. Zones.Select(z => ("zone", z))];
}

/// <summary>What registration gave: credentials, or why there are none in one line.</summary>
/// <param name="Credentials">What the agent calls the hub with; null on failure.</param>
/// <param name="Error">Why it failed; empty on success.</param>
public sealed record RegistrationResult(AgentCredentials? Credentials, string Error)
{
    internal static RegistrationResult Failed(string why) => new(null, why.ReplaceLineEndings(" ").Trim());
}
