using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing;

/// <summary>Webhooks, policies, and the services behind parts of the API.</summary>
internal static class AdmissionPrinters
{
    /// <summary>The table of webhook configurations of both kinds.</summary>
    public static TablePrinter Webhooks { get; } =
        new(
            [
                Cell.NameColumn,
                new("Webhooks", "integer")
                {
                    Description = "Webhooks indicates the number of webhooks registered in this configuration",
                },
                Cell.AgeColumn,
            ],
            static (hooks, now) => [Cell.Name(hooks), Cell.Count(hooks.Root, "webhooks"), Cell.Age(hooks, now)]
        );

    /// <summary>The table of ValidatingAdmissionPolicies.</summary>
    public static TablePrinter ValidatingPolicies { get; } =
        Policies(
            new("Validations", "integer")
            {
                Description = "Validations indicates the number of validation rules defined in this configuration",
            },
            "validations"
        );

    /// <summary>The table of MutatingAdmissionPolicies.</summary>
    public static TablePrinter MutatingPolicies { get; } =
        Policies(
            new("Mutations", "integer")
            {
                Description = "Mutation indicates the number of mutations rules defined in this configuration",
            },
            "mutations"
        );

    /// <summary>The table of policy bindings of both kinds.</summary>
    public static TablePrinter PolicyBindings { get; } =
        new(
            [
                Cell.NameColumn,
                new("PolicyName")
                {
                    Description = "PolicyName indicates the policy definition which the policy binding binded to",
                },
                new("ParamRef")
                {
                    Description = "ParamRef indicates the param resource which sets the configration param",
                },
                Cell.AgeColumn,
            ],
            static (binding, now) =>
                [
                    Cell.Name(binding),
                    Cell.Text(binding.Spec, "policyName"),
                    Parameters(binding.Spec.Map("paramRef")),
                    Cell.Age(binding, now),
                ]
        );

    /// <summary>The table of APIServices.</summary>
    public static TablePrinter ApiServices { get; } =
        new(
            [
                Cell.NameColumn,
                new("Service") { Description = "The reference to the service that hosts this API endpoint." },
                new("Available") { Description = "Whether this service is available." },
                Cell.AgeColumn,
            ],
            static (api, now) =>
            {
                var service = api.Spec.Map("service");
                return
                [
                    Cell.Name(api),
                    service is null ? "Local" : $"{service.Text("namespace")}/{service.Text("name")}",
                    Available(api.Status),
                    Cell.Age(api, now),
                ];
            }
        );

    private static TablePrinter Policies(TableColumn column, string rules) =>
        new(
            [
                Cell.NameColumn,
                column,
                new("ParamKind")
                {
                    Description = "ParamKind specifies the kind of resources used to parameterize this policy",
                },
                Cell.AgeColumn,
            ],
            (policy, now) =>
            {
                var parameters = policy.Spec.Map("paramKind");
                return
                [
                    Cell.Name(policy),
                    Cell.Count(policy.Spec, rules),
                    parameters is null ? Cell.Unset : $"{parameters.Text("apiVersion")}/{parameters.Text("kind")}",
                    Cell.Age(policy, now),
                ];
            }
        );

    private static Value Parameters(MapValue? reference)
    {
        if (reference?.Text("name") is { Length: > 0 } name)
        {
            // Whether a parameter has a namespace cannot be told from here.
            return reference.Text("namespace") is { Length: > 0 } ns ? $"{ns}/{name}" : $"*/{name}";
        }
        return reference?.Map("selector") is { } selector ? Cell.SelectorText(selector) : Cell.Unset;
    }

    private static Value Available(MapValue status)
    {
        var condition = status.Maps("conditions").FirstOrDefault(c => c.Text("type") == "Available");
        var word = condition?.Text("status") ?? "Unknown";
        return word != "True" && condition?.Text("reason") is { Length: > 0 } reason ? $"{word} ({reason})" : word;
    }
}
