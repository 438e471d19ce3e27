using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>
/// A field that became a list: both stay, and the old one is the list's first item. An old client sets only the one it knows.
/// </summary>
internal static class PairedField
{
    /// <summary>
    /// Settles the two. The single field wins where they differ. Items are maps with an <c>ip</c> for addresses, else plain texts.
    /// </summary>
    public static MapValue Settle(MapValue map, string single, string plural, bool plainItems = false)
    {
        var one = map.Text(single) ?? "";
        var list = map.List(plural) ?? ListValue.Empty;
        var first = list.Count == 0 ? "" : Text(list[0]);
        if (one == first)
            return map;
        if (one.Length == 0)
            return map.With(single, first);
        return map.With(plural, ListValue.Create([plainItems ? one : MapValue.Of(("ip", one))]));
    }

    private static string Text(Value item) =>
        item switch
        {
            StringValue text => text.Text,
            MapValue map => map.Text("ip") ?? "",
            _ => "",
        };
}
