using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>What a pod spec does that its author may not have meant; printed by kubectl, refused by nobody.</summary>
internal static class PodWarnings
{
    private static readonly string[] ContainerKeys = ["initContainers", "containers"];

    /// <summary>Warnings about a pod spec that stands at a path.</summary>
    public static IEnumerable<string> Of(MapValue spec, string path)
    {
        foreach (var key in ContainerKeys)
        {
            var containers = spec.List(key) ?? ListValue.Empty;
            for (var i = 0; i < containers.Count; i++)
            {
                if (containers[i] is not MapValue container)
                    continue;
                foreach (var warning in Container(container, $"{path}.{key}[{i}]"))
                    yield return warning;
            }
        }
    }

    private static IEnumerable<string> Container(MapValue container, string path)
    {
        var variables = container.List("env") ?? ListValue.Empty;
        for (var i = 1; i < variables.Count; i++)
        {
            if (variables[i] is not MapValue variable || variable.Text("name") is not { } name)
                continue;
            if (variables.Maps.Take(i).Any(v => v.Text("name") == name))
                yield return $"{path}.env[{i}]: hides previous definition of \"{name}\", which may be dropped when using apply";
        }
        foreach (var key in (string[])["limits", "requests"])
        {
            var value = container.Map("resources")?.Map(key)?["memory"];
            if (Quantity.FromValue(value) is { } memory && memory.MilliValue % 1000 != 0)
                yield return $"{path}.resources.{key}[memory]: fractional byte value \"{memory}\" is invalid, must be an integer";
        }
    }
}
