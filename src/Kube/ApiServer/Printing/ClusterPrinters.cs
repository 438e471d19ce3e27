using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing;

/// <summary>Small kinds that concern the cluster: leases, priorities, flows, devices.</summary>
internal static class ClusterPrinters
{
    /// <summary>The table of Leases.</summary>
    public static TablePrinter Leases { get; } =
        new(
            [Cell.NameColumn, new("Holder"), Cell.AgeColumn],
            static (lease, now) => [Cell.Name(lease), Cell.Text(lease.Spec, "holderIdentity"), Cell.Age(lease, now)]
        );

    /// <summary>The table of PriorityClasses.</summary>
    public static TablePrinter PriorityClasses { get; } =
        new(
            [
                Cell.NameColumn,
                new("Value", "integer"),
                new("Global-Default", "boolean"),
                Cell.AgeColumn,
                new("PreemptionPolicy"),
            ],
            static (@class, now) =>
                [
                    Cell.Name(@class),
                    Cell.Number(@class.Root, "value"),
                    Cell.Flag(@class.Root, "globalDefault"),
                    Cell.Age(@class, now),
                    Cell.Text(@class.Root, "preemptionPolicy"),
                ]
        );

    /// <summary>The table of RuntimeClasses.</summary>
    public static TablePrinter RuntimeClasses { get; } =
        new(
            [Cell.NameColumn, new("Handler"), Cell.AgeColumn],
            static (@class, now) => [Cell.Name(@class), Cell.Text(@class.Root, "handler"), Cell.Age(@class, now)]
        );

    /// <summary>The table of FlowSchemas.</summary>
    public static TablePrinter FlowSchemas { get; } =
        new(
            [
                Cell.NameColumn,
                new("PriorityLevel"),
                new("MatchingPrecedence"),
                new("DistinguisherMethod"),
                Cell.AgeColumn,
                new("MissingPL") { Description = "references a broken or non-existent PriorityLevelConfiguration" },
            ],
            static (schema, now) =>
                [
                    Cell.Name(schema),
                    Cell.Text(schema.MapAt("spec", "priorityLevelConfiguration"), "name"),
                    Cell.Number(schema.Spec, "matchingPrecedence"),
                    schema.Spec.Map("distinguisherMethod")?["type"] as StringValue ?? Cell.None,
                    Cell.Age(schema, now),
                    schema.Status.Maps("conditions").FirstOrDefault(c => c.Text("type") == "Dangling")?["status"]
                        as StringValue
                        ?? (Value)"?",
                ]
        );

    /// <summary>The table of PriorityLevelConfigurations.</summary>
    public static TablePrinter PriorityLevels { get; } =
        new(
            [
                Cell.NameColumn,
                new("Type"),
                new("NominalConcurrencyShares"),
                new("Queues"),
                new("HandSize"),
                new("QueueLengthLimit"),
                Cell.AgeColumn,
            ],
            static (level, now) =>
            {
                var limited = level.Spec.Map("limited");
                var queuing = limited?.Map("limitResponse")?.Map("queuing");
                return
                [
                    Cell.Name(level),
                    Cell.Text(level.Spec, "type"),
                    limited is null ? Cell.None : Cell.Number(limited, "nominalConcurrencyShares"),
                    queuing is null ? Cell.None : Cell.Number(queuing, "queues"),
                    queuing is null ? Cell.None : Cell.Number(queuing, "handSize"),
                    queuing is null ? Cell.None : Cell.Number(queuing, "queueLengthLimit"),
                    Cell.Age(level, now),
                ];
            }
        );

    /// <summary>The table of kinds of which nothing but the age is shown.</summary>
    public static TablePrinter NameAndAge { get; } =
        new([Cell.NameColumn, Cell.AgeColumn], static (obj, now) => [Cell.Name(obj), Cell.Age(obj, now)]);

    /// <summary>The table of ResourceClaims.</summary>
    public static TablePrinter ResourceClaims { get; } =
        new(
            [
                Cell.NameColumn,
                new("State") { Description = "A summary of the current state (allocated, pending, reserved, etc.)." },
                Cell.AgeColumn,
            ],
            static (claim, now) => [Cell.Name(claim), State(claim), Cell.Age(claim, now)]
        );

    /// <summary>The table of ResourceSlices.</summary>
    public static TablePrinter ResourceSlices { get; } =
        new(
            [Cell.NameColumn, new("Node"), new("Driver"), new("Pool"), Cell.AgeColumn],
            static (slice, now) =>
                [
                    Cell.Name(slice),
                    Cell.Text(slice.Spec, "nodeName"),
                    Cell.Text(slice.Spec, "driver"),
                    Cell.Text(slice.MapAt("spec", "pool"), "name"),
                    Cell.Age(slice, now),
                ]
        );

    private static Value State(KubeObject claim)
    {
        var allocated = claim.Status.Map("allocation") is not null;
        var reserved = claim.Status.List("reservedFor") is { Count: > 0 };
        return (claim.IsDeleting, allocated, reserved) switch
        {
            (true, false, _) => "deleted",
            (true, true, false) => "deleted,allocated",
            (true, true, true) => "deleted,allocated,reserved",
            (false, false, _) => "pending",
            (false, true, false) => "allocated",
            _ => "allocated,reserved",
        };
    }
}
