using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>What the table of built-in resources does not say of one.</summary>
/// <param name="Strategy">Its rules.</param>
/// <param name="Printer">Its table.</param>
internal sealed record BuiltinKind(ResourceStrategy Strategy, TablePrinter Printer)
{
    /// <summary>The resource under which objects are stored, when it is another one.</summary>
    public GroupResource? StoredAs { get; init; }

    /// <summary>The version that objects are stored in, when it is another one.</summary>
    public GroupVersion? StoredIn { get; init; }

    /// <summary>Makes an object of this version from a stored one.</summary>
    public Func<MapValue, MapValue>? FromStored { get; init; }

    /// <summary>Makes a stored object from one of this version.</summary>
    public Func<MapValue, MapValue>? ToStored { get; init; }
}
