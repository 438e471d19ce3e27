namespace Pangea.Kube.Schema.Cel;

/// <summary>A variable and those outside of it.</summary>
internal sealed class CelScope(CelScope? outer, string name, object? value)
{
    public static bool TryFind(CelScope? scope, string name, out object? value)
    {
        for (; scope is not null; scope = scope.Outer)
        {
            if (scope.Name == name)
            {
                value = scope.Value;
                return true;
            }
        }
        value = null;
        return false;
    }

    private CelScope? Outer => outer;

    private string Name => name;

    /// <summary>Its value; loops set it anew for each item.</summary>
    public object? Value { get; set; } = value;
}
