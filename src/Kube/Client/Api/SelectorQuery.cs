using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>Selectors as they are sent.</summary>
internal static class SelectorQuery
{
    private const string NothingAtAll = "pangea.io/nothing,!pangea.io/nothing";

    /// <summary>
    /// The query form. The selector that matches nothing has none (an empty one matches everything): it is sent as one that cannot be met.
    /// </summary>
    public static string ToQuery(this LabelSelector selector) =>
        selector.Requirements.IsEmpty && !selector.IsEverything ? NothingAtAll : selector.ToString();
}
