namespace Pangea.Kube.Client.Simulation;

/// <summary>A run that cannot go on or must not count: a crashed loop, a livelock, work that left the simulation.</summary>
public sealed class SimulationException : Exception
{
    /// <summary>A failure with its reason.</summary>
    public SimulationException(string message)
        : base(message) { }

    /// <summary>A failure with its reason and cause.</summary>
    public SimulationException(string message, Exception innerException)
        : base(message, innerException) { }
}
