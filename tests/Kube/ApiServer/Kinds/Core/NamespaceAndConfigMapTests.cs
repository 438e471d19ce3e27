using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class NamespaceAndConfigMapTests
{
    private static readonly Registry Namespaces = Registry.Of("v1", "namespaces");
    private static readonly Registry ConfigMaps = Registry.Of("v1", "configmaps");

    private static MapValue Map(string fields) =>
        Registry.Parse($$"""{"metadata":{"name":"a","namespace":"default"},{{fields}}}""");

    [Fact]
    public void A_namespace_carries_its_name_and_waits_to_be_emptied()
    {
        var root = Namespaces.Create(Registry.Parse("""{"metadata":{"name":"team"}}"""));
        Assert.Equal("""{"kubernetes.io/metadata.name":"team"}""", root.At("metadata", "labels")!.ToString());
        Assert.Equal("""{"finalizers":["kubernetes"]}""", root["spec"]!.ToString());
        Assert.Equal("""{"phase":"Active"}""", root["status"]!.ToString());
        Assert.Empty(Namespaces.CreateErrors(root));
    }

    [Fact]
    public void Finalizers_of_a_namespace_change_only_by_finalize()
    {
        var old = Namespaces.Create(Registry.Parse("""{"metadata":{"name":"team"}}"""));
        Assert.Equal(old["spec"], Namespaces.Strategy.PrepareForUpdate(old.With("spec", MapValue.Empty), old)["spec"]);
        Assert.Equal(
            MapValue.Empty,
            Namespaces.Strategy.PrepareForPartUpdate("finalize", old.With("spec", MapValue.Empty), old)["spec"]
        );
    }

    [Fact]
    public void A_namespace_has_a_label_for_a_name() =>
        Assert.Equal(
            ["metadata.name: Invalid value: \"a.b\": must not contain dots"],
            Namespaces
                .CreateErrors(
                    Registry.Parse("""{"metadata":{"name":"a.b","labels":{"kubernetes.io/metadata.name":"x"}}}""")
                )
                .Where(e => e.StartsWith("metadata.name", StringComparison.Ordinal))
        );

    [Fact]
    public void Keys_are_checked_and_data_is_bounded()
    {
        Assert.Equal(
            [
                "data[a b]: Invalid value: \"a b\": a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. "
                    + "'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
            ],
            ConfigMaps.CreateErrors(Map("\"data\":{\"a b\":\"x\"}"))
        );
        Assert.Equal(
            ["data[k]: Invalid value: \"k\": duplicate of key present in binaryData"],
            ConfigMaps.CreateErrors(Map("\"data\":{\"k\":\"x\"},\"binaryData\":{\"k\":\"AAAA\"}"))
        );
        Assert.Equal(
            ["[]: Too long: may not be more than 1048576 bytes"],
            ConfigMaps.CreateErrors(Map($"\"data\":{{\"k\":\"{new string('x', 1048577)}\"}}"))
        );
    }

    [Fact]
    public void Frozen_data_does_not_thaw()
    {
        var root = Map("\"data\":{\"k\":\"x\"},\"immutable\":true");
        Assert.Equal(
            ["data: Forbidden: field is immutable when `immutable` is set"],
            ConfigMaps.ChangeErrors(root, "y", "data", "k")
        );
        Assert.Equal(
            ["immutable: Forbidden: field is immutable when `immutable` is set"],
            ConfigMaps.ChangeErrors(root, null, "immutable")
        );
    }
}
