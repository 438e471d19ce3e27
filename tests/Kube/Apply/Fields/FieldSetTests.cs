using System.Buffers;
using System.Text;
using static Pangea.Kube.Apply.Tests.Samples;

namespace Pangea.Kube.Apply.Tests.Fields;

public class FieldSetTests
{
    [Theory]
    [InlineData("{}", "{}")]
    [InlineData("null", "{}")]
    [InlineData("{'f:a':null}", "{'f:a':{}}")]
    [InlineData("{'f:a':{'.':{}}}", "{'f:a':{}}")]
    [InlineData("{'.':{},'f:a':{}}", "{'f:a':{}}")]
    [InlineData("{'x:new':{},'f:a':{'y:new':{}}}", "{'f:a':{}}")]
    public void What_says_the_same_reads_as_the_same_set(string fieldsV1, string canonical) =>
        Assert.Equal(Map(canonical), Set(fieldsV1).ToFieldsV1());

    [Fact]
    public void Keys_are_written_in_one_form()
    {
        var set = Set("""{"f:ports":{"k:{ \"protocol\": \"TCP\", \"port\" : 80 }":{"f:name":{}}}}""");
        Assert.Equal(
            """{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{"f:name":{}}}}""",
            set.ToFieldsV1().ToString()
        );
        Assert.Equal(".ports[port=80,protocol=\"TCP\"].name", set.ToString());
    }

    [Theory]
    [InlineData("{'a':{}}", "key must be 2 characters long:")]
    [InlineData("{'abc':{}}", "missing colon: abc")]
    [InlineData("{'i:x':{}}", "strconv.Atoi: parsing \"x\": invalid syntax")]
    [InlineData("{'k:[1]':{}}", "invalid path element: k:[1]")]
    [InlineData("{'v:{':{}}", "invalid path element: v:{")]
    [InlineData("{'f:a':1}", "expected a map, got 1")]
    [InlineData("[]", "expected a map, got []")]
    public void What_is_no_field_set_is_refused(string document, string why)
    {
        Assert.False(FieldSet.TryRead(Json(document), out _, out var error));
        Assert.Equal(why, error);
    }

    [Fact]
    public void Members_are_listed_and_written_in_the_originals_order()
    {
        var set = FieldSet.Of(
            FieldPath.Of(PathElement.Field("list"), PathElement.Item(10)),
            FieldPath.Of(PathElement.Field("list"), PathElement.Item(9)),
            FieldPath.Of(PathElement.Field("list"), PathElement.Item("9")),
            FieldPath.Of(PathElement.Field("list"), PathElement.At(3)),
            FieldPath.Of(PathElement.Field("list"), PathElement.Key(("port", 443))),
            FieldPath.Of(PathElement.Field("list"), PathElement.Key(("port", 80))),
            FieldPath.Of(PathElement.Field("list"), PathElement.Key(("port", 80)), PathElement.Field("name")),
            FieldPath.OfFields("list"),
            FieldPath.OfFields("alpha", "beta")
        );
        Assert.Equal(
            """
            .list
            .alpha.beta
            .list[port=80]
            .list[port=443]
            .list[=9]
            .list[=10]
            .list[="9"]
            .list[3]
            .list[port=80].name
            """,
            set.ToString()
        );
        var written = new ArrayBufferWriter<byte>();
        set.WriteFieldsV1(written);
        Assert.Equal(
            """{"f:alpha":{"f:beta":{}},"f:list":{".":{},"k:{\"port\":80}":{".":{},"f:name":{}},"k:{\"port\":443}":{},"v:9":{},"v:10":{},"v:\"9\"":{},"i:3":{}}}""",
            Encoding.UTF8.GetString(written.WrittenSpan)
        );
    }

    [Theory]
    [InlineData("f:name", ".name")]
    [InlineData("f:a.b/c", ".a.b/c")]
    [InlineData("k:{'name':'x','on':true}", "[name=\"x\",on=true]")]
    [InlineData("v:'x'", "[=\"x\"]")]
    [InlineData("v:1", "[=1]")]
    [InlineData("i:0", "[0]")]
    public void Path_elements_read_and_print(string text, string printed)
    {
        text = text.Replace('\'', '"');
        Assert.True(PathElement.TryParse(text, out var element, out _));
        Assert.Equal(text, element!.Text);
        Assert.Equal(printed, element.ToString());
    }

    [Fact]
    public void A_key_escapes_what_gos_encoder_escapes() =>
        Assert.Equal(
            "k:{\"name\":\"\\u003ca\\u0026b\\u003e \\\"q\\\"\"}",
            PathElement.Key(("name", "<a&b> \"q\"")).Text
        );

    [Fact]
    public void Named_fields_join_the_set_but_map_keys_and_items_do_not()
    {
        var set = Set(
            "{'f:spec':{'f:labels':{'f:a':{}},'f:items':{'k:{\\'name\\':\\'x\\'}':{'f:nested':{'f:a':{}}}}}}".Replace(
                "\\'",
                "\\\""
            )
        );
        Assert.Equal(
            """
            .spec
            .spec.items
            .spec.labels
            .spec.items[name="x"].nested
            .spec.items[name="x"].nested.a
            .spec.labels.a
            """,
            set.WithNamedFields(SampleSchema).ToString()
        );
    }
}
