using System.Text;
using CsCheck;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client.Tests;

/// <summary>The readers of lists and watches, on their own.</summary>
public sealed class ReaderTests
{
    private static readonly Gen<string> Texts = Gen.String[Gen.Char["ab\"\\{}[],: \n\té€"], 0, 8];

    private static readonly Gen<Value> Values = Gen.Recursive<Value>(
        (depth, inner) =>
            depth > 2
                ? Texts.Select(t => (Value)t)
                : Gen.OneOf(
                    Texts.Select(t => (Value)t),
                    Gen.Long.Select(n => (Value)n),
                    Gen.Bool.Select(b => (Value)b),
                    Gen.Const((Value)NullValue.Instance),
                    Gen.Select(Texts, inner)
                        .Array[0, 3]
                        .Select(e =>
                            (Value)MapValue.From(e.Select(p => new KeyValuePair<string, Value>(p.Item1, p.Item2)))
                        ),
                    inner.Array[0, 3].Select(i => (Value)ListValue.From(i))
                )
    );

    private static readonly Gen<MapValue> Objects = Gen.Select(
        Values,
        Texts,
        Gen.Int[1, 1_000_000],
        (spec, name, version) =>
            MapValue.Of(
                ("apiVersion", "v1"),
                ("kind", "Thing"),
                ("metadata", MapValue.Of(("name", name), ("resourceVersion", $"{version}"))),
                ("spec", spec)
            )
    );

    private static readonly Gen<(string Type, MapValue Object)> Events = Gen.Select(
        Gen.OneOf(Gen.Const("ADDED"), Gen.Const("MODIFIED"), Gen.Const("DELETED"), Gen.Const("BOOKMARK")),
        Objects
    );

    /// <summary>A stream that gives its bytes in pieces of the given sizes.</summary>
    private sealed class Pieces(byte[] bytes, int[] sizes) : MemoryStream(bytes)
    {
        private int turn;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var size = Math.Min(buffer.Length, sizes[turn++ % sizes.Length]);
            return new(Read(buffer.Span[..size]));
        }
    }

    private static List<WatchEvent> Read(byte[] bytes, int[] sizes, int longest = 1 << 20)
    {
        var events = new List<WatchEvent>();
        var reading = ReadAsync();
        Assert.True(reading.IsCompleted);
        reading.GetAwaiter().GetResult();
        return events;

        async Task ReadAsync()
        {
            await foreach (var one in WatchReader.ReadAsync(new Pieces(bytes, sizes), longest, CancellationToken.None))
                events.Add(one);
        }
    }

    [Fact]
    public void Events_are_read_whatever_pieces_they_come_in() =>
        Gen.Select(Events.Array[0, 8], Gen.Int[1, 4000].Array[1, 5], Gen.Bool, Gen.Bool)
            .Sample(
                (events, sizes, objectFirst, endsLine) =>
                {
                    var text = string.Join(
                        '\n',
                        events.Select(e =>
                            objectFirst
                                ? $$"""{"object":{{e.Object}},"type":"{{e.Type}}"}"""
                                : $$"""{"type":"{{e.Type}}","object":{{e.Object}}}"""
                        )
                    );
                    if (endsLine)
                        text += "\n";
                    var read = Read(Encoding.UTF8.GetBytes(text), sizes);
                    Assert.Equal(
                        events.Select(e => (e.Type, (Value)e.Object)),
                        read.Select(e => (e.Type.ToString().ToUpperInvariant(), (Value)e.Object!.Root))
                    );
                }
            );

    [Theory]
    [InlineData(
        "{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"code\":410,\"reason\":\"Expired\",\"message\":\"m\"}}\n",
        410,
        "m"
    )]
    [InlineData("{\"kind\":\"Status\",\"code\":403,\"reason\":\"Forbidden\",\"message\":\"m\"}\n", 403, "m")]
    [InlineData("{\"type\":\"ERROR\",\"object\":{\"kind\":\"Status\",\"message\":\"m\"}}\n", 500, "m")]
    [InlineData("{\"type\":\"ERROR\",\"object\":{}}\n", 500, "without saying why")]
    [InlineData("{\"type\":\"STRANGE\",\"object\":{}}\n", 503, "no event")]
    [InlineData("{\"type\":\"ADDED\"}\n", 503, "no event")]
    [InlineData("[]\n", 503, "no event")]
    [InlineData("<html>\n", 503, "cannot be read")]
    [InlineData("{\"type\":\"ADDED\",\"object\":{\"metadata\":}}\n", 503, "cannot be read")]
    public void What_is_no_event_ends_the_watch_with_an_error(string text, int code, string message)
    {
        var read = Assert.Single(Read(Encoding.UTF8.GetBytes(text + "{\"type\":\"ADDED\",\"object\":{}}\n"), [100]));
        Assert.Equal((WatchEventType.Error, code), (read.Type, read.Error!.Code));
        Assert.Contains(message, read.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_last_line_that_is_cut_says_nothing() =>
        Assert.Empty(Read("""{"type":"ADDED","object":{"kind":"Pod","metadata":{}"""u8.ToArray(), [7]));

    [Fact]
    public void An_event_above_the_limit_ends_the_watch()
    {
        var text = $$"""{"type":"ADDED","object":{"x":"{{new string('x', 5000)}}"} }""" + "\n";
        Assert.Equal(WatchEventType.Added, Assert.Single(Read(Encoding.UTF8.GetBytes(text), [100], 8000)).Type);
        var error = Assert.Single(Read(Encoding.UTF8.GetBytes(text), [100], 4000));
        Assert.Contains("longer than 4000 bytes", error.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_list_is_read_in_any_order_of_its_members_and_items_without_a_kind_get_the_lists() =>
        Gen.Select(Objects.Array[0, 6], Gen.Bool, Gen.Shuffle(new[] { 0, 1, 2, 3 }))
            .Sample(
                (objects, bare, order) =>
                {
                    var items = objects.Select(o => bare ? o.Without("kind").Without("apiVersion") : o).ToArray();
                    string[] members =
                    [
                        "\"apiVersion\":\"v1\"",
                        "\"kind\":\"ThingList\"",
                        "\"metadata\":{\"resourceVersion\":\"7\",\"continue\":\"c\"}",
                        $"\"items\": [{string.Join(" , ", items.Select(i => i.ToString()))}]",
                    ];
                    var text = "{" + string.Join(",", order.Select(i => members[i])) + "}";
                    var list = ListReader.Read(Encoding.UTF8.GetBytes(text));
                    Assert.Equal(("7", "c"), (list.ResourceVersion, list.Continue));
                    Assert.Equal(objects, list.Items.Select(i => i.Root));
                    Assert.All(list.Items, i => Assert.Equal(("v1", "Thing"), (i.ApiVersion, i.Kind)));
                }
            );

    [Theory]
    [InlineData("""{"kind":"PodList","apiVersion":"v1","items":null}""")]
    [InlineData("""{"kind":"PodList","apiVersion":"v1","metadata":null}""")]
    public void An_empty_list_has_no_items(string json) =>
        Assert.Empty(ListReader.Read(Encoding.UTF8.GetBytes(json)).Items);
}
