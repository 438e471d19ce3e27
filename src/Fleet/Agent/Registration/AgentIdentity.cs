using System.Diagnostics.CodeAnalysis;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Fleet.Agent;

/// <summary>
/// Who an agent is to the hub: a user by the member's name, as in the original, and by the member's id, which the original's certificates do not say. With it a
/// certificate is good for one member only, and for no other that has the name later. Pure.
/// </summary>
/// <param name="Cluster">The member's name in the fleet.</param>
/// <param name="ClusterId">What tells the member from all others (<c>spec.id</c> of its Cluster).</param>
public sealed record AgentIdentity(string Cluster, string ClusterId)
{
    /// <summary>What agents' user names begin with; the member's name follows.</summary>
    public const string UserPrefix = "system:karmada:agent:";

    /// <summary>The group that all agents are in.</summary>
    public const string Group = "system:karmada:agents";

    /// <summary>What the group begins with that says the member's id.</summary>
    public const string IdGroupPrefix = "pangea.io:cluster-id:";

    /// <summary>The group of who may ask for an agent's certificate: that of the original's bootstrap tokens.</summary>
    public const string BootstrapGroup = "system:bootstrappers:karmada:default-cluster-token";

    /// <summary>What names of certificate requests for agents begin with; the member's name, a dot and a suffix follow.</summary>
    public const string RequestPrefix = "agent.";

    private const int MaxNameLength = 48;

    /// <summary>The user's name.</summary>
    public string User => UserPrefix + Cluster;

    /// <summary>The subject of the agent's certificate.</summary>
    public SubjectName Subject => SubjectName.Of(User, Group, IdGroupPrefix + ClusterId);

    /// <summary>Reads a user's name and groups; false when it is no agent.</summary>
    public static bool TryRead(string user, IEnumerable<string> groups, [NotNullWhen(true)] out AgentIdentity? identity)
    {
        identity = null;
        if (!user.StartsWith(UserPrefix, StringComparison.Ordinal) || user.Length == UserPrefix.Length)
            return false;
        string? id = null;
        var isAgent = false;
        foreach (var group in groups)
        {
            isAgent |= group == Group;
            if (group.StartsWith(IdGroupPrefix, StringComparison.Ordinal))
                id = group[IdGroupPrefix.Length..];
        }
        if (!isAgent || string.IsNullOrEmpty(id))
            return false;
        identity = new(user[UserPrefix.Length..], id);
        return true;
    }

    /// <summary>Why a name cannot be a member's, or null.</summary>
    public static string? NameError(string name) =>
        name.Length == 0 ? "must be not empty"
        : name.Length > MaxNameLength ? $"must be no more than {MaxNameLength} characters"
        : Syntax.DnsLabelError(name);
}
