using System.Collections.Immutable;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Printing;

/// <summary>
/// How custom resources are printed: the name, and the columns that their definition names
/// (<c>additionalPrinterColumns</c>), or the age when it names none.
/// </summary>
public static class CustomColumns
{
    private static readonly MapValue Age = MapValue.Of(
        ("name", "Age"),
        ("type", "date"),
        ("jsonPath", ".metadata.creationTimestamp"),
        (
            "description",
            "CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set "
                + "in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 "
                + "form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: "
                + "https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata"
        )
    );

    /// <summary>
    /// A printer of columns as <c>CustomResourceColumnDefinition</c>s. A column whose path cannot be read is left empty: the definition
    /// was checked when it was written.
    /// </summary>
    public static TablePrinter Of(ListValue? additionalPrinterColumns)
    {
        IEnumerable<MapValue> definitions = additionalPrinterColumns is { Count: > 0 } list ? list.Maps : [Age];
        var columns = definitions.Select(d => new Column(d)).ToImmutableArray();
        return new(
            [Cell.NameColumn, .. columns.Select(c => c.Header)],
            (obj, now) =>
            {
                var cells = new Value[columns.Length + 1];
                cells[0] = Cell.Name(obj);
                for (var i = 0; i < columns.Length; i++)
                    cells[i + 1] = columns[i].Print(obj, now);
                return cells;
            }
        );
    }

    private sealed class Column
    {
        private readonly JsonPath? path;

        public Column(MapValue definition)
        {
            Header = new(
                definition.Text("name") ?? "",
                definition.Text("type") ?? "string",
                (int)(definition.Integer("priority") ?? 0)
            )
            {
                Format = definition.Text("format") ?? "",
                Description = definition.Text("description") ?? "",
            };
            _ = JsonPath.TryParse(definition.Text("jsonPath") ?? "", out path, out _);
        }

        public TableColumn Header { get; }

        /// <summary>The cell; JSON null (which kubectl shows as nothing) when nothing is found or its type is another.</summary>
        public Value Print(KubeObject obj, DateTimeOffset now) =>
            path?.First(obj.Root) is { } value and not NullValue ? Converted(value, now) : NullValue.Instance;

        private Value Converted(Value value, DateTimeOffset now) =>
            (Header.Type, value) switch
            {
                ("integer", NumberValue { IsInteger: true }) => value,
                ("integer", NumberValue number) => (long)number.Double,
                ("number", NumberValue) => value,
                ("boolean", BoolValue) => value,
                ("string", StringValue) => value,
                ("string", BoolValue flag) => flag.Flag ? "true" : "false",
                ("string", NumberValue number) => number.Digits,
                ("string", _) => value.ToString(),
                ("date", StringValue time) => Timestamps.TryParse(time.Text) is { } then
                    ? HumanDuration.Format(now - then)
                    : "<invalid>",
                _ => NullValue.Instance,
            };
    }
}
