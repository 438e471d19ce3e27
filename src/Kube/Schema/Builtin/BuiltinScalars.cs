namespace Pangea.Kube.Schema;

/// <summary>The schemas of Go's own scalars.</summary>
internal static class BuiltinScalars
{
    private static readonly StructuralSchema Text = new() { Type = SchemaType.Text, GoType = "string" };
    private static readonly StructuralSchema Flag = new() { Type = SchemaType.Boolean, GoType = "bool" };
    private static readonly StructuralSchema Int32 = Make(SchemaType.Whole, ValueForm.Int32, "int32", "int32");
    private static readonly StructuralSchema Int64 = Make(SchemaType.Whole, ValueForm.Int64, "int64", "int64");
    private static readonly StructuralSchema Double = Make(SchemaType.Number, ValueForm.Double, "double", "float64");
    private static readonly StructuralSchema Bytes = Make(SchemaType.Text, ValueForm.Bytes, "byte", "[]uint8");

    /// <summary>A scalar by its name in the table, or null.</summary>
    public static StructuralSchema? Find(string name) =>
        name switch
        {
            "string" => Text,
            "bool" => Flag,
            "int32" => Int32,
            "int64" => Int64,
            "double" => Double,
            "bytes" => Bytes,
            _ => null,
        };

    private static StructuralSchema Make(SchemaType type, ValueForm form, string format, string goType) =>
        new()
        {
            Type = type,
            Form = form,
            Format = format,
            GoType = goType,
        };
}
