using System.Diagnostics.CodeAnalysis;

namespace Pangea.Cli;

/// <summary>The kinds of roles of a local fleet.</summary>
internal enum RoleKind
{
    /// <summary>The control plane.</summary>
    Hub,

    /// <summary>An embedded cluster.</summary>
    Cluster,

    /// <summary>What brings the hub's Works into a cluster.</summary>
    Agent,
}

/// <summary>One role of a fleet: its kind, and the cluster it is or belongs to (empty for the hub).</summary>
internal readonly record struct RoleName(RoleKind Kind, string Cluster) : IComparable<RoleName>
{
    /// <summary>The hub.</summary>
    public static RoleName Hub { get; } = new(RoleKind.Hub, "");

    /// <summary>A cluster.</summary>
    public static RoleName OfCluster(string name) => new(RoleKind.Cluster, name);

    /// <summary>A cluster's agent.</summary>
    public static RoleName OfAgent(string cluster) => new(RoleKind.Agent, cluster);

    /// <summary>What the role's files are called; no two roles share it, whatever a cluster is called.</summary>
    public string FileName => Kind == RoleKind.Hub ? "hub" : $"{Word}-{Cluster}";

    private string Word => Kind == RoleKind.Agent ? "agent" : "cluster";

    /// <summary>Reads what <see cref="ToString"/> writes.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out RoleName? role)
    {
        role = text.Split(' ') switch
        {
            ["hub"] => Hub,
            ["cluster", { Length: > 0 } name] => OfCluster(name),
            ["agent", { Length: > 0 } name] => OfAgent(name),
            _ => null,
        };
        return role is not null;
    }

    /// <inheritdoc/>
    public int CompareTo(RoleName other) =>
        Kind != other.Kind ? Kind.CompareTo(other.Kind) : string.CompareOrdinal(Cluster, other.Cluster);

    /// <summary>As users read it: <c>hub</c>, <c>cluster eu</c>, <c>agent eu</c>.</summary>
    public override string ToString() => Kind == RoleKind.Hub ? "hub" : $"{Word} {Cluster}";
}
