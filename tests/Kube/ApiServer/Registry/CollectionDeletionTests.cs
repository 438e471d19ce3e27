using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests.Registry;

public class CollectionDeletionTests
{
    private const string ConfigMaps = "v1/configmaps";
    private readonly WholeServer server = new();

    private void Create(string name, string more = "") =>
        server.Create(
            ConfigMaps,
            $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"default"{{{more}}}}}"""
        );

    private ApiResult<KubeList> Delete(ListOptions selection, DeleteOptions? options = null) =>
        server.Try(api =>
            api.DeleteCollectionAsync(
                WholeServer.Resource(ConfigMaps),
                "default",
                selection,
                options ?? DeleteOptions.Background,
                default
            )
        );

    private string Left() =>
        string.Join(' ', server.List(ConfigMaps).Where(c => c.Namespace == "default").Select(c => c.Name));

    [Fact]
    public void What_is_selected_goes_and_nothing_else()
    {
        for (var i = 0; i < 100; i++)
            Create($"a{i:00}", ""","labels":{"go":"yes"}""");
        Create("stays");

        Assert.True(LabelSelector.TryParse("go=yes", out var labels, out _));
        var deleted = Delete(new() { Labels = labels }).Value!;

        Assert.Equal(100, deleted.Items.Count);
        Assert.Equal("stays", Left());
    }

    [Fact]
    public void What_is_held_stays_marked_and_a_dry_run_changes_nothing()
    {
        Create("free");
        Create("held", ""","finalizers":["example.com/hold"]""");

        Assert.True(Delete(new(), new() { DryRun = true }).IsSuccess);
        Assert.Equal("free held", Left());

        Assert.True(Delete(new()).IsSuccess);
        Assert.Equal("held", Left());
        Assert.True(server.List(ConfigMaps).Single(c => c.Name == "held").IsDeleting);
    }

    [Fact]
    public void The_first_refusal_is_the_answer()
    {
        var picky = new WholeServer(options: o => o with { Admission = _ => [new Keeper()] });
        foreach (var name in new[] { "a", "kept", "z" })
            picky.Create(
                ConfigMaps,
                $$$"""{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"{{{name}}}","namespace":"default"}}"""
            );

        var deleted = picky.Try(api =>
            api.DeleteCollectionAsync(
                WholeServer.Resource(ConfigMaps),
                "default",
                new(),
                DeleteOptions.Background,
                default
            )
        );

        Assert.Equal("configmaps \"kept\" is forbidden: it is kept", deleted.Error!.Message);
        Assert.Contains(picky.List(ConfigMaps), c => c.Name == "kept");
    }

    [Fact]
    public void What_has_taken_a_name_meanwhile_is_left_alone()
    {
        // It is replaced after it was listed: when its deletion is admitted.
        WholeServer? racing = null;
        var swap = new Swap(() => racing!);
        racing = new WholeServer(options: o => o with { Admission = _ => [swap] });
        racing.Create(
            ConfigMaps,
            """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default"}}"""
        );

        var deleted = racing.Try(api =>
            api.DeleteCollectionAsync(
                WholeServer.Resource(ConfigMaps),
                "default",
                new(),
                DeleteOptions.Background,
                default
            )
        );

        Assert.True(deleted.IsSuccess, deleted.Error?.ToString());
        Assert.Equal("new", racing.List(ConfigMaps).Single(c => c.Name == "a").Labels.Text("is"));
    }

    private sealed class Keeper : IAdmissionPlugin
    {
        public ValueTask<Status?> ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken) =>
            new(
                request is { Operation: "DELETE", Key.Name: "kept" }
                    ? Status.Forbidden(request.Definition.Resource.GroupResource, "kept", "it is kept")
                    : null
            );
    }

    private sealed class Swap(Func<WholeServer> server) : IAdmissionPlugin
    {
        private bool done;

        public async ValueTask<Status?> ValidateAsync(AdmissionRequest request, CancellationToken cancellationToken)
        {
            if (done || request.Operation != "DELETE")
                return null;
            done = true;
            var api = server().Api;
            var maps = WholeServer.Resource(ConfigMaps);
            await api.DeleteAsync(maps, request.Key, DeleteOptions.Background, cancellationToken);
            await api.CreateAsync(
                maps,
                WholeServer.Parse(
                    """{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a","namespace":"default","labels":{"is":"new"}}}"""
                ),
                WriteOptions.None,
                cancellationToken
            );
            return null;
        }
    }
}
