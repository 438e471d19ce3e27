using System.Text;
using CsCheck;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client.Tests;

public sealed class ManagedFieldsTests
{
    [Theory]
    [InlineData(
        """{"kind":"A","metadata":{"managedFields":[{"a":{}}],"name":"x"}}""",
        """{"kind":"A","metadata":{"name":"x"}}"""
    )]
    [InlineData(
        """{"kind":"A","metadata":{"name":"x","managedFields":[]}}""",
        """{"kind":"A","metadata":{"name":"x"}}"""
    )]
    [InlineData("""{"kind":"A","metadata":{"managedFields":[1]}}""", """{"kind":"A","metadata":{}}""")]
    [InlineData(
        """{"metadata":{"a":1,"managedFields":[1,2],"z":{}},"kind":"A"}""",
        """{"metadata":{"a":1,"z":{}},"kind":"A"}"""
    )]
    [InlineData("""{"metadata": { "managedFields" : [1] , "z" : 1 } }""", """{"metadata": {  "z" : 1 } }""")]
    [InlineData("""{"metadata": { "a" : "{" , "managedFields" : [1] } }""", """{"metadata": { "a" : "{" } }""")]
    [InlineData(
        """{"kind":"A","metadata":{"name":"x"},"spec":{"managedFields":[1]}}""",
        """{"kind":"A","metadata":{"name":"x"},"spec":{"managedFields":[1]}}"""
    )]
    [InlineData(
        """{"spec":{"metadata":{"managedFields":[1]}},"metadata":{"name":"x"}}""",
        """{"spec":{"metadata":{"managedFields":[1]}},"metadata":{"name":"x"}}"""
    )]
    [InlineData("""{"metadata":null,"x":"managedFields"}""", """{"metadata":null,"x":"managedFields"}""")]
    public void They_are_cut_out_and_nothing_else(string json, string expected) =>
        Assert.Equal(
            expected,
            Encoding.UTF8.GetString(ManagedFields.Strip(KubeObject.FromJson(Encoding.UTF8.GetBytes(json))).Json.Span)
        );

    [Fact]
    public void An_object_without_them_stays_the_same()
    {
        var value = KubeObject.FromJson("""{"kind":"A","metadata":{"name":"x"}}"""u8.ToArray());
        Assert.Same(value, ManagedFields.Strip(value));
    }

    [Fact]
    public void What_is_left_is_the_object_without_them() =>
        Gen.Select(Gen.String[Gen.Char["ab\"\\{},: é"], 0, 5], Gen.Bool, Gen.Bool, Gen.Int[0, 3])
            .Sample(
                (text, before, after, fields) =>
                {
                    var metadata = MapValue.Of(
                        ("aa", before ? (Value)text : null),
                        ("managedFields", ListValue.From(Enumerable.Repeat((Value)MapValue.Of((text, text)), fields))),
                        ("name", after ? (Value)text : null)
                    );
                    var root = MapValue.Of(("kind", text), ("metadata", metadata), ("zz", text));
                    var stripped = ManagedFields.Strip(KubeObject.FromJson(root.ToJson().ToArray()));
                    Assert.Equal(
                        root.With("metadata", metadata.Without("managedFields")),
                        JsonText.ParseMap(stripped.Json.Span)
                    );
                }
            );
}
