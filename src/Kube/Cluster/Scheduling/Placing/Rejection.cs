using System.Collections.Immutable;

namespace Pangea.Kube.Cluster.Scheduling;

/// <summary>Why a node will not do for a pod.</summary>
/// <param name="Cause">What kind of reason it is.</param>
/// <param name="Reasons">In the original's words; more than one when several resources are short.</param>
/// <param name="RemovalHelps">Whether it may do when pods leave it.</param>
internal sealed record Rejection(Causes Cause, ImmutableArray<string> Reasons, bool RemovalHelps)
{
    // People and tools search for these texts: they are kube-scheduler's.
    public static readonly Rejection Unschedulable = new(Causes.Unschedulable, ["node(s) were unschedulable"], false);

    public static readonly Rejection Name = new(Causes.Name, ["node(s) didn't match the requested node name"], false);

    public static readonly Rejection Taints = new(Causes.Taints, ["node(s) had untolerated taint(s)"], false);

    public static readonly Rejection NodeLabels = new(
        Causes.NodeLabels,
        ["node(s) didn't match Pod's node affinity/selector"],
        false
    );

    public static readonly Rejection Ports = new(
        Causes.Ports,
        ["node(s) didn't have free ports for the requested pod ports"],
        true
    );

    public static readonly Rejection Spread = new(
        Causes.Spread,
        ["node(s) didn't match pod topology spread constraints"],
        true
    );

    public static readonly Rejection SpreadLabel = new(
        Causes.Spread,
        ["node(s) didn't match pod topology spread constraints (missing required label)"],
        false
    );

    public static readonly Rejection Affinity = new(
        Causes.Affinity,
        ["node(s) didn't match pod affinity rules"],
        false
    );

    public static readonly Rejection AntiAffinity = new(
        Causes.AntiAffinity,
        ["node(s) didn't match pod anti-affinity rules"],
        true
    );

    public static readonly Rejection OthersAntiAffinity = new(
        Causes.AntiAffinity,
        ["node(s) didn't satisfy existing pods anti-affinity rules"],
        true
    );

    public static Rejection Resources(ImmutableArray<string> reasons, bool removalHelps) =>
        new(Causes.Resources, reasons, removalHelps);
}
