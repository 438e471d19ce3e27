using System.Globalization;
using System.Text.Json.Nodes;

namespace Pangea.Walkthrough.Tests;

/// <summary>
/// What a fleet has come to, as text that two fleets can be compared by: the template's status, what the hub derived from it, and what each member
/// holds, with the owners of everything that is owned.
/// </summary>
internal static class FleetState
{
    public static readonly IReadOnlyList<string> Clusters = ["ap", "eu", "us"];

    /// <summary>Waits for the only state there is to come to.</summary>
    /// <param name="fleet">The fleet.</param>
    /// <param name="isBound">Whether a policy ever placed the template.</param>
    /// <param name="replicas">The replicas of <c>hello</c> in each member; none when the Deployment is nowhere.</param>
    public static async Task ConvergesAsync(LocalFleet fleet, bool isBound, params int[] replicas)
    {
        var total = replicas.Sum();
        await fleet.UntilAsync(
            "kubectl get deployment hello --no-headers --ignore-not-found | awk '{print $2, $3, $4}'",
            isBound
                ? replicas.Length == 0
                    ? ""
                    : $"{total}/{total} {total} {total}"
                : "0/3 0 0"
        );
        await fleet.UntilAsync(
            "kubectl get rb -A -o jsonpath='{range .items[*]}{.metadata.name} {end}'",
            isBound
                ? replicas.Length == 0
                    ? "hello-service"
                    : "hello-deployment hello-service"
                : ""
        );
        for (var i = 0; i < Clusters.Count; i++)
        {
            await fleet.UntilAsync(
                $"kubectl get work -n karmada-es-{Clusters[i]} -o json",
                o =>
                    Works(o)
                    == (
                        isBound
                            ? replicas.Length == 0
                                ? "Service"
                                : "Deployment Service"
                            : ""
                    ),
                o => $"Works of {Clusters[i]}: {Works(o)}"
            );
            var expected = isBound && replicas.Length > 0 ? replicas[i] : -1;
            await fleet.UntilAsync(
                $"kubectl --kubeconfig $C-{Clusters[i]} get deployments,replicasets,pods -n default -o json",
                o => Wrong(o, expected).Length == 0,
                o => $"{Clusters[i]}: {Wrong(o, expected)}"
            );
        }
    }

    private static string Works(string json) =>
        string.Join(
            ' ',
            Items(json)
                .Where(w => !Text(w, "metadata", "name").StartsWith("karmada-impersonator-", StringComparison.Ordinal))
                .Select(w => Text(w["spec"]!["workload"]!["manifests"]![0]!, "kind"))
                .Order(StringComparer.Ordinal)
        );

    /// <summary>What is wrong with a member that is to hold so many replicas (-1: no Deployment); empty when nothing is.</summary>
    private static string Wrong(string json, int replicas)
    {
        var items = Items(json);
        var ids = items.Select(i => Text(i, "metadata", "uid")).ToHashSet(StringComparer.Ordinal);
        foreach (var item in items.Where(i => Text(i, "kind") != "Deployment"))
        {
            if (!ids.Contains(Text(item["metadata"]!["ownerReferences"]?[0] ?? item, "uid")))
                return $"{Text(item, "kind")} {Text(item, "metadata", "name")} is an orphan";
        }
        var pods = items.Where(i => Text(i, "kind") == "Pod").ToList();
        var isRunning = pods.All(p =>
            Text(p, "status", "phase") == "Running" && p["metadata"]!["deletionTimestamp"] is null
        );
        var deployments = items.Where(i => Text(i, "kind") == "Deployment").ToList();
        if (replicas < 0)
            return items.Count == 0 ? "" : $"{deployments.Count} Deployments, {pods.Count} Pods";
        var found =
            $"{Count(deployments, "spec", "replicas")}/{Count(deployments, "status", "readyReplicas")} replicas, {pods.Count} Pods";
        return deployments.Count == 1 && isRunning && found == $"{replicas}/{replicas} replicas, {replicas} Pods"
            ? ""
            : $"{found}, {deployments.Count} Deployments";
    }

    private static List<JsonNode> Items(string json) => [.. JsonNode.Parse(json)!["items"]!.AsArray().Select(i => i!)];

    private static string Count(List<JsonNode> items, params string[] path) =>
        items
            .Sum(i => path.Aggregate((JsonNode?)i, (n, p) => n?[p])?.GetValue<int>() ?? 0)
            .ToString(CultureInfo.InvariantCulture);

    private static string Text(JsonNode node, params string[] path) =>
        path.Aggregate((JsonNode?)node, (n, p) => n?[p])?.GetValue<string>() ?? "";
}
