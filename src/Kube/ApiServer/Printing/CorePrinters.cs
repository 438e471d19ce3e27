using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing;

/// <summary>Small kinds of the core group.</summary>
internal static class CorePrinters
{
    /// <summary>The table of Namespaces.</summary>
    public static TablePrinter Namespaces { get; } =
        new(
            [Cell.NameColumn, new("Status") { Description = "The status of the namespace" }, Cell.AgeColumn],
            static (ns, now) => [Cell.Name(ns), Cell.Text(ns.Status, "phase"), Cell.Age(ns, now)]
        );

    /// <summary>The table of Secrets: how many entries, never which.</summary>
    public static TablePrinter Secrets { get; } =
        new(
            [Cell.NameColumn, new("Type"), new("Data"), Cell.AgeColumn],
            static (secret, now) =>
                [
                    Cell.Name(secret),
                    Cell.Text(secret.Root, "type"),
                    Cell.Count(secret.Root, "data"),
                    Cell.Age(secret, now),
                ]
        );

    /// <summary>The table of ConfigMaps.</summary>
    public static TablePrinter ConfigMaps { get; } =
        new(
            [Cell.NameColumn, new("Data"), Cell.AgeColumn],
            static (map, now) =>
                [
                    Cell.Name(map),
                    (map.Root.Map("data")?.Count ?? 0) + (map.Root.Map("binaryData")?.Count ?? 0),
                    Cell.Age(map, now),
                ]
        );

    /// <summary>The table of ServiceAccounts.</summary>
    public static TablePrinter ServiceAccounts { get; } =
        new(
            [Cell.NameColumn, new("Secrets"), Cell.AgeColumn],
            static (account, now) => [Cell.Name(account), Cell.Count(account.Root, "secrets"), Cell.Age(account, now)]
        );

    /// <summary>The table of ResourceQuotas: what is used of what there is, requests and limits apart.</summary>
    public static TablePrinter ResourceQuotas { get; } =
        new(
            [
                Cell.NameColumn,
                new("Request")
                {
                    Description = "Request represents a minimum amount of cpu/memory that a container may consume.",
                },
                new("Limit")
                {
                    Description =
                        "Limits control the maximum amount of cpu/memory that a container may use independent of contention on the "
                        + "node.",
                },
                Cell.AgeColumn,
            ],
            static (quota, now) =>
                [
                    Cell.Name(quota),
                    Used(quota.Status, limits: false),
                    Used(quota.Status, limits: true),
                    Cell.Age(quota, now),
                ]
        );

    /// <summary>The table of ComponentStatuses.</summary>
    public static TablePrinter ComponentStatuses { get; } =
        new(
            [
                Cell.NameColumn,
                new("Status") { Description = "Status of the component conditions" },
                new("Message") { Description = "Message of the component conditions" },
                new("Error") { Description = "Error of the component conditions" },
            ],
            static (component, _) =>
            {
                var healthy = component.Root.Maps("conditions").FirstOrDefault(c => c.Text("type") == "Healthy");
                return healthy is null
                    ? [Cell.Name(component), "Unknown", "", ""]
                    :
                    [
                        Cell.Name(component),
                        healthy.Text("status") == "True" ? "Healthy" : "Unhealthy",
                        Cell.Text(healthy, "message"),
                        Cell.Text(healthy, "error"),
                    ];
            }
        );

    private static Value Used(MapValue status, bool limits)
    {
        var text = new StringBuilder();
        var used = status.Map("used");
        foreach (var (name, _) in status.Map("hard") ?? MapValue.Empty)
        {
            if (name.StartsWith("limits.", StringComparison.Ordinal) != limits)
                continue;
            text.Append(text.Length == 0 ? "" : ", ").Append(name).Append(": ");
            text.Append(Cell.Quantity(used, name)).Append('/').Append(Cell.Quantity(status.Map("hard"), name));
        }
        return text.ToString();
    }
}
