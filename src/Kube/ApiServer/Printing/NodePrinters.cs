using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing;

/// <summary>Nodes.</summary>
internal static class NodePrinters
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    private static readonly Value Unknown = "<unknown>";

    /// <summary>The table of Nodes.</summary>
    public static TablePrinter Nodes { get; } =
        new(
            [
                Cell.NameColumn,
                new("Status") { Description = "The status of the node" },
                new("Roles") { Description = "The roles of the node" },
                Cell.AgeColumn,
                new("Version"),
                new("Internal-IP", Priority: 1),
                new("External-IP", Priority: 1),
                new("OS-Image", Priority: 1),
                new("Kernel-Version", Priority: 1),
                new("Container-Runtime", Priority: 1),
            ],
            static (node, now) =>
            {
                var info = node.MapAt("status", "nodeInfo");
                return
                [
                    Cell.Name(node),
                    StatusOf(node),
                    Cell.Or(string.Join(',', Roles(node.Labels)), Cell.None),
                    Cell.Age(node, now),
                    Cell.Text(info, "kubeletVersion"),
                    Address(node.Status, "InternalIP"),
                    Address(node.Status, "ExternalIP"),
                    Cell.Or(info.Text("osImage"), Unknown),
                    Cell.Or(info.Text("kernelVersion"), Unknown),
                    Cell.Or(info.Text("containerRuntimeVersion"), Unknown),
                ];
            }
        );

    private static Value StatusOf(KubeObject node)
    {
        var ready = node.Status.Maps("conditions").LastOrDefault(c => c.Text("type") == "Ready");
        var word =
            ready is null ? "Unknown"
            : ready.Text("status") == "True" ? "Ready"
            : "NotReady";
        return node.Spec.Flag("unschedulable") == true ? word + ",SchedulingDisabled" : word;
    }

    private static SortedSet<string> Roles(MapValue labels)
    {
        var roles = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var (key, value) in labels)
        {
            if (key.StartsWith(RolePrefix, StringComparison.Ordinal))
            {
                if (key.Length > RolePrefix.Length)
                    roles.Add(key[RolePrefix.Length..]);
            }
            else if (key == "kubernetes.io/role" && value is StringValue { Text: { Length: > 0 } role })
                roles.Add(role);
        }
        return roles;
    }

    private static Value Address(MapValue status, string type) =>
        status.Maps("addresses").FirstOrDefault(a => a.Text("type") == type)?["address"] as StringValue ?? Cell.None;
}
