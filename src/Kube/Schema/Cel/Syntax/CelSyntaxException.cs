namespace Pangea.Kube.Schema.Cel;

/// <summary>Ends the reading of an expression that is none; it does not leave <see cref="CelProgram.TryCompile"/>.</summary>
internal sealed class CelSyntaxException(int at, string message) : Exception(message)
{
    /// <summary>Where in the text.</summary>
    public int At { get; } = at;
}
