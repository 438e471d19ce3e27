using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing;

/// <summary>How kinds without a table of their own are printed.</summary>
public static class DefaultPrinters
{
    /// <summary>Name, and when the object was created.</summary>
    public static TablePrinter NameAndCreation { get; } =
        new(
            [Cell.NameColumn, new("Created At", "date")],
            static (obj, _) => [Cell.Name(obj), obj.Metadata["creationTimestamp"] ?? NullValue.Instance]
        );
}
