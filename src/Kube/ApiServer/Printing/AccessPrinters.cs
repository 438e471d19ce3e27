using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing;

/// <summary>Who may do what: bindings of roles, and requests for certificates.</summary>
internal static class AccessPrinters
{
    /// <summary>The table of RoleBindings.</summary>
    public static TablePrinter RoleBindings { get; } = Bindings("roleBinding");

    /// <summary>The table of ClusterRoleBindings.</summary>
    public static TablePrinter ClusterRoleBindings { get; } = Bindings("clusterRoleBinding");

    /// <summary>The table of CertificateSigningRequests.</summary>
    public static TablePrinter SigningRequests { get; } =
        new(
            [
                Cell.NameColumn,
                Cell.AgeColumn,
                new("SignerName"),
                new("Requestor"),
                new("RequestedDuration"),
                new("Condition"),
            ],
            static (request, now) =>
                [
                    Cell.Name(request),
                    Cell.Age(request, now),
                    Cell.Or(request.Spec.Text("signerName"), Cell.None),
                    Cell.Text(request.Spec, "username"),
                    request.Spec.Integer("expirationSeconds") is { } seconds
                        ? HumanDuration.Format(TimeSpan.FromSeconds(Math.Min(seconds, int.MaxValue)))
                        : Cell.None,
                    Condition(request.Status),
                ]
        );

    private static TablePrinter Bindings(string kind) =>
        new(
            [
                Cell.NameColumn,
                new("Role"),
                Cell.AgeColumn,
                new("Users", Priority: 1) { Description = $"Users in the {kind}" },
                new("Groups", Priority: 1) { Description = $"Groups in the {kind}" },
                new("ServiceAccounts", Priority: 1) { Description = $"ServiceAccounts in the {kind}" },
            ],
            static (binding, now) =>
            {
                var role = binding.Root.Map("roleRef") ?? MapValue.Empty;
                return
                [
                    Cell.Name(binding),
                    $"{role.Text("kind")}/{role.Text("name")}",
                    Cell.Age(binding, now),
                    Subjects(binding, "User"),
                    Subjects(binding, "Group"),
                    Subjects(binding, "ServiceAccount"),
                ];
            }
        );

    private static Value Subjects(KubeObject binding, string kind) =>
        string.Join(
            ", ",
            binding
                .Root.Maps("subjects")
                .Where(s => s.Text("kind") == kind)
                .Select(s =>
                    kind == "ServiceAccount" ? $"{s.Text("namespace")}/{s.Text("name")}" : s.Text("name") ?? ""
                )
        );

    private static Value Condition(MapValue status)
    {
        bool Has(string type) => status.Maps("conditions").Any(c => c.Text("type") == type);
        var decision =
            Has("Denied") ? "Denied"
            : Has("Approved") ? "Approved"
            : "Pending";
        if (Has("Failed"))
            decision += ",Failed";
        return status.Text("certificate") is { Length: > 0 } ? decision + ",Issued" : decision;
    }
}
