using System.Text;

namespace Pangea.Kube.Storage.Tests.Conformance;

/// <summary>Compares by bytes what records compare by reference, and prints what differs.</summary>
internal static class Same
{
    public static void Entries(IEnumerable<StoredEntry> expected, IEnumerable<StoredEntry> actual) =>
        Assert.Equal(expected.Select(Text), actual.Select(Text));

    public static void Changes(IEnumerable<StoreChange> expected, IEnumerable<StoreChange> actual) =>
        Assert.Equal(expected.Select(Text), actual.Select(Text));

    public static void Range(RangeResult expected, RangeResult actual)
    {
        Entries(expected.Entries, actual.Entries);
        Assert.Equal(expected.Revision, actual.Revision);
        Assert.Equal(expected.Count, actual.Count);
    }

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);

    public static string Text(StoredEntry e) =>
        $"{e.Key}={Text(e.Value)} created {e.CreateRevision} modified {e.ModRevision}";

    public static string Text(StoreChange c) =>
        $"{c.Revision}: {c.Key}{(c.Value is { } value ? "=" + Text(value) : " removed")} created {c.CreateRevision}";
}
