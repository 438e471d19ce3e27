using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

/// <summary>One plain, valid object of every built-in resource, as a user would write it.</summary>
internal static class Samples
{
    private static readonly MapValue All = Registry.Fixture("samples");

    /// <summary>The resources, each by version and name.</summary>
    public static TheoryData<string, string> Resources
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var definition in BuiltinDefinitions.All)
                data.Add(definition.Resource.GroupVersion.ToString(), definition.Resource.Resource);
            return data;
        }
    }

    public static MapValue Of(ResourceDefinition definition) =>
        All.Maps("items")
            .Single(o =>
                o.Text("kind") == definition.Kind && o.Text("apiVersion") == definition.Resource.GroupVersion.ToString()
            );
}
