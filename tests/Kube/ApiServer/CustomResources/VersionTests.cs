namespace Pangea.Kube.ApiServer.CustomResources.Tests;

public sealed class VersionTests
{
    private const string Two = """
        versions:
        - name: v1alpha1
          served: true
          storage: STORE1
          deprecated: true
          schema:
            openAPIV3Schema:
              type: object
              properties: {spec: {type: object, properties: {size: {type: integer}, old: {type: string}}}}
        - name: v1
          served: true
          storage: STORE2
          schema:
            openAPIV3Schema:
              type: object
              properties: {spec: {type: object, properties: {size: {type: integer}, color: {type: string, default: red}}}}
        """;

    private readonly CustomServer server = new();

    private static string Versions(bool first) =>
        CustomServer.Widget(
            Two.Replace("STORE1", first ? "true" : "false", StringComparison.Ordinal)
                .Replace("STORE2", first ? "false" : "true", StringComparison.Ordinal)
        );

    private const string Alpha = """
        apiVersion: example.com/v1alpha1
        kind: Widget
        metadata: {name: a, namespace: default}
        spec: {size: 1, old: x}
        """;

    private const string Alphas = "example.com/v1alpha1/widgets";

    [Fact]
    public void Each_version_shows_an_object_by_its_own_schema()
    {
        server.Define(Versions(first: true));
        server.Make(Alpha, Alphas);
        var shown = server.Get(CustomServer.Widgets, "a");
        Assert.Equal("example.com/v1", shown.ApiVersion);
        Assert.Equal("""{"color":"red","size":1}""", shown.Spec.ToString());
        Assert.Equal("""{"old":"x","size":1}""", server.Get(Alphas, "a").Spec.ToString());
    }

    [Fact]
    public void Objects_are_stored_in_the_marked_version_from_their_next_write_on()
    {
        server.Define(Versions(first: true));
        var made = server.Make(Alpha, Alphas);
        server.Redefine(Versions(first: false));
        Assert.Equal("""["v1alpha1","v1"]""", server.Read("widgets.example.com").Status["storedVersions"]!.ToString());
        // A write that changes nothing stores it anew; another one does nothing.
        var first = server.Whole.Patch(CustomServer.Widgets, made.Key, "{}");
        Assert.NotEqual(made.ResourceVersion, first.ResourceVersion);
        Assert.Equal(first.ResourceVersion, server.Whole.Patch(CustomServer.Widgets, made.Key, "{}").ResourceVersion);
        // With that what only the old version had is gone.
        Assert.Equal("""{"size":1}""", server.Get(Alphas, "a").Spec.Without("color").ToString());
    }

    [Fact]
    public void A_default_that_comes_later_is_seen_on_what_is_stored()
    {
        server.Define(
            CustomServer.Widget(CustomServer.V1("{type: object, x-kubernetes-preserve-unknown-fields: true}"))
        );
        server.Make(Alpha.Replace("v1alpha1", "v1", StringComparison.Ordinal));
        server.Redefine(Versions(first: false));
        Assert.Equal("""{"color":"red","size":1}""", server.Get(CustomServer.Widgets, "a").Spec.ToString());
    }

    [Fact]
    public void A_version_that_is_served_no_more_is_not_found()
    {
        server.Define(Versions(first: false));
        Assert.True(server.TryMake(Alpha, Alphas).IsSuccess);
        server.Redefine(
            Versions(first: false)
                .Replace(
                    "served: true\n    storage: false",
                    "served: false\n    storage: false",
                    StringComparison.Ordinal
                )
        );
        Assert.Equal(404, server.TryMake(Alpha, Alphas).Error!.Code);
        Assert.Equal("v1", server.Get(CustomServer.Widgets, "a").ApiVersion[^2..]);
    }
}
