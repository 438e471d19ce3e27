using CsCheck;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

/// <summary>What holds for every built-in kind.</summary>
public sealed class LawTests
{
    private const int Iterations = 100;

    public static TheoryData<string, string> Resources => Samples.Resources;

    [Fact]
    public void Every_resource_is_stored_or_answered_by_a_function() =>
        Assert.Equal(
            [
                "bindings",
                "componentstatuses",
                "localsubjectaccessreviews",
                "selfsubjectaccessreviews",
                "selfsubjectreviews",
                "selfsubjectrulesreviews",
                "subjectaccessreviews",
                "tokenreviews",
            ],
            BuiltinDefinitions.Virtuals.Select(r => r.Resource.Resource).Order(StringComparer.Ordinal)
        );

    [Theory]
    [MemberData(nameof(Resources))]
    public void A_plain_object_is_valid_once_it_has_its_defaults(string version, string resource)
    {
        var registry = Registry.Of(version, resource);
        Assert.Empty(registry.CreateErrors(Samples.Of(registry.Definition)));
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public void What_has_its_defaults_is_returned_as_it_is(string version, string resource)
    {
        var registry = Registry.Of(version, resource);
        var root = registry.Create(Samples.Of(registry.Definition));
        Assert.Same(root, registry.Strategy.Default(root));
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public void What_does_not_change_may_be_updated(string version, string resource)
    {
        var registry = Registry.Of(version, resource);
        var root = registry.Create(Samples.Of(registry.Definition));
        Assert.Empty(registry.UpdateErrors(root, root));
        Assert.Equal(root, registry.Strategy.PrepareForUpdate(root, root));
        Assert.False(registry.Strategy.BumpsGeneration(root, root));
        if (!registry.Definition.HasStatus)
            return;
        Assert.Empty(registry.StatusErrors(root, root));
        Assert.Equal(root, registry.Strategy.PrepareForStatusUpdate(root, root));
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public void What_is_created_is_as_the_decoder_would_write_it(string version, string resource)
    {
        var registry = Registry.Of(version, resource);
        var root = registry.Create(Samples.Of(registry.Definition));
        Assert.Equal(root, Registry.Decode(root, registry.Definition));
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public void Defaults_are_given_once(string version, string resource)
    {
        var registry = Registry.Of(version, resource);
        GenPruned
            .Of(registry.Definition)
            .Sample(
                root =>
                {
                    var once = registry.Strategy.Default(root);
                    Assert.Equal(once, registry.Strategy.Default(once));
                },
                iter: Iterations,
                threads: 1
            );
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public void Nothing_throws_on_senseless_objects(string version, string resource)
    {
        var registry = Registry.Of(version, resource);
        var now = new DateTimeOffset(2026, 11, 23, 3, 0, 0, TimeSpan.Zero);
        Gen.Select(GenPruned.Of(registry.Definition), GenPruned.Of(registry.Definition))
            .Sample(
                (root, old) =>
                {
                    var created = registry.Create(root);
                    _ = registry.CreateErrors(root);
                    _ = registry.UpdateErrors(root, registry.Create(old));
                    _ = registry.StatusErrors(root, registry.Create(old));
                    _ = registry.Strategy.Warnings(root, old).ToList();
                    _ = registry.Strategy.BumpsGeneration(root, old);
                    var obj = new KubeObject(created);
                    Assert.All(registry.Strategy.SelectableFields, f => registry.Strategy.FieldValue(obj, f));
                    var cells = registry.Definition.Printer.Cells(obj, now);
                    Assert.Equal(registry.Definition.Printer.Columns.Length, cells.Count);
                },
                iter: Iterations,
                threads: 1
            );
    }

    [Theory]
    [MemberData(nameof(Resources))]
    public void Another_view_of_a_stored_object_loses_nothing(string version, string resource)
    {
        var registry = Registry.Of(version, resource);
        if (registry.Definition.FromStored is not { } from || registry.Definition.ToStored is not { } to)
            return;
        GenPruned
            .Of(registry.Definition)
            .Sample(
                root =>
                {
                    var seen = from(to(root));
                    Assert.Equal(seen, from(to(seen)));
                },
                iter: Iterations,
                threads: 1
            );
    }
}
