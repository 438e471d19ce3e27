using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds.Tests;

public sealed class ObjectMetaTests
{
    private static readonly ConfigMapStrategy Strategy = new();

    private static List<string> Errors(string metadata, bool namespaced = true, bool custom = false)
    {
        var errors = new List<FieldError>();
        ObjectMetaValidation.Validate(
            namespaced,
            custom,
            Strategy,
            Registry.Parse($$"""{"metadata":{{metadata}}}"""),
            errors
        );
        return [.. errors.Select(e => e.Message)];
    }

    private static List<string> Change(string metadata, string old)
    {
        var errors = new List<FieldError>();
        ObjectMetaValidation.ValidateUpdate(
            custom: false,
            Registry.Parse($$"""{"metadata":{{metadata}}}"""),
            Registry.Parse($$"""{"metadata":{{old}}}"""),
            errors
        );
        return [.. errors.Select(e => e.Message)];
    }

    [Theory]
    [InlineData("""{"namespace":"a"}""", "metadata.name: Required value: name or generateName is required")]
    [InlineData("""{"name":"a"}""", "metadata.namespace: Required value")]
    [InlineData("""{"name":"a-x","generateName":"a-","namespace":"d"}""")]
    [InlineData(
        """{"name":"a","namespace":"d","labels":{"a/b/c":"x"}}""",
        "metadata.labels: Invalid value: \"a/b/c\": a valid label key must consist of alphanumeric characters, '-', '_' or '.', and must "
            + "start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
            + "'([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')"
    )]
    [InlineData("""{"name":"a","namespace":"d","annotations":{"Example.COM/Key":"x"}}""")]
    [InlineData(
        """{"name":"a","namespace":"d","finalizers":["mine"]}""",
        "metadata.finalizers[0]: Invalid value: \"mine\": name is neither a standard finalizer name nor is it fully qualified"
    )]
    [InlineData(
        """{"name":"a","namespace":"d","ownerReferences":[{"apiVersion":"v1","kind":"Pod","name":"p","uid":""}]}""",
        "metadata.ownerReferences.uid: Invalid value: \"\": must not be empty"
    )]
    public void Metadata_is_checked(string metadata, params string[] errors) => Assert.Equal(errors, Errors(metadata));

    [Fact]
    public void An_object_has_one_controller()
    {
        var owner = """{"apiVersion":"v1","kind":"Pod","name":"p","uid":"1","controller":true}""";
        var error = Assert.Single(
            Errors(
                $$"""{"name":"a","namespace":"d","ownerReferences":[{{owner}},{{owner.Replace("\"p\"", "\"q\"")}}]}"""
            )
        );
        Assert.EndsWith(
            ": Only one reference can have Controller set to true. Found \"true\" in references for Pod/p and Pod/q",
            error,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void Annotations_are_bounded_together()
    {
        var fits = new string('x', (256 * 1024) - 1);
        Assert.Empty(
            Errors(
                """{"name":"a","namespace":"d","annotations":{"k":"V"}}""".Replace("V", fits, StringComparison.Ordinal)
            )
        );
        Assert.Equal(
            ["metadata.annotations: Too long: may not be more than 262144 bytes"],
            Errors(
                """{"name":"a","namespace":"d","annotations":{"k":"Vx"}}""".Replace("V", fits, StringComparison.Ordinal)
            )
        );
    }

    [Fact]
    public void A_cluster_object_is_in_no_namespace() =>
        Assert.Equal(
            ["metadata.namespace: Forbidden: not allowed on this type"],
            Errors("""{"name":"a","namespace":"d"}""", namespaced: false)
        );

    [Fact]
    public void Custom_resources_name_their_finalizers_freely() =>
        Assert.Empty(Errors("""{"name":"a","namespace":"d","finalizers":["mine"]}""", custom: true));

    [Theory]
    [InlineData("""{"uid":"2"}""", """{"uid":"1"}""", "metadata.uid: Invalid value: \"2\": field is immutable")]
    [InlineData("""{"name":"b"}""", """{"name":"a"}""", "metadata.name: Invalid value: \"b\": field is immutable")]
    [InlineData(
        """{"deletionTimestamp":"2026-01-01T00:00:00Z","finalizers":["a.b/c","a.b/d"]}""",
        """{"deletionTimestamp":"2026-01-01T00:00:00Z","finalizers":["a.b/c"]}""",
        "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers "
            + "[]string{\"a.b/d\"}"
    )]
    public void What_the_server_sets_does_not_change(string metadata, string old, string error) =>
        Assert.Equal([error], Change(metadata, old));

    [Fact]
    public void An_update_keeps_what_only_the_server_sets()
    {
        var old = Registry.Parse(
            """{"metadata":{"name":"a","uid":"1","generation":3,"creationTimestamp":"2026-01-01T00:00:00Z"}}"""
        );
        Assert.Equal(
            old,
            ObjectMetaValidation.KeepSystemFields(Registry.Parse("""{"metadata":{"name":"a","generation":9}}"""), old)
        );
        Assert.Same(old, ObjectMetaValidation.KeepSystemFields(old, old));
    }
}
