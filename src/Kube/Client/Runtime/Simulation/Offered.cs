namespace Pangea.Kube.Client.Simulation;

/// <summary>
/// What a simulated process offers to others, such as its API: there from when the process sets it until that life of the process ends, as an open
/// port is. What an earlier life offered is never given for the present one's.
/// </summary>
/// <param name="process">Who offers it.</param>
public sealed class Offered<T>(SimulatedProcess process)
    where T : class
{
    private T? value;
    private int life;

    /// <summary>What is offered now; null while there is nothing. To be set by the process itself.</summary>
    public T? Value
    {
        get => process.IsRunning && life == process.Starts ? value : null;
        set => (this.value, life) = (value, process.Starts);
    }
}
