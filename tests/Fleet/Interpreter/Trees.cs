using Pangea.Fleet.Api;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Interpreter.Tests;

/// <summary>Short ways to write objects down.</summary>
internal static class Trees
{
    public static MapValue Map(string json) => JsonText.ParseMap(System.Text.Encoding.UTF8.GetBytes(json));

    public static KubeObject Object(string apiVersion, string kind, string rest) =>
        new(Map(rest).With("apiVersion", apiVersion).With("kind", kind));

    public static AggregatedStatusItem Item(string cluster, string? status) =>
        new() { ClusterName = cluster, Status = status is null ? null : Map(status) };
}
