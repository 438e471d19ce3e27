namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>An amount of a resource: thousandths of <c>cpu</c>, whole units of everything else.</summary>
internal readonly record struct ResourceAmount(string Name, long Amount);
