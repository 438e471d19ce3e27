namespace Pangea.Kube.Client.Simulation;

/// <summary>Something that could run now: a posted continuation, or a timer that is due.</summary>
/// <param name="Owner">Whose it is.</param>
/// <param name="Callback">What to call; null for a timer.</param>
/// <param name="State">Its argument, or the timer.</param>
/// <param name="TimerVersion">The timer's version when it became due: a later change makes the step void.</param>
internal readonly record struct ReadyStep(
    ProcessContext Owner,
    SendOrPostCallback? Callback,
    object? State,
    int TimerVersion = 0
)
{
    /// <summary>The step's name for people: the async method that goes on, where it can be told.</summary>
    public string Describe()
    {
        var target = State switch
        {
            VirtualTimer timer => timer.Callback.Target ?? (object)timer.Callback.Method.Name,
            Delegate action => action.Target,
            _ => State,
        };
        var type = target as Type ?? target?.GetType();
        if (type is null)
            return Callback?.Method.Name ?? "?";
        if (target is string text)
            return text;
        // An async method's box is generic over its state machine, whose name holds the method's.
        foreach (var argument in type.GenericTypeArguments)
        {
            if (argument.Name.StartsWith('<') || argument.Name.Contains(">d", StringComparison.Ordinal))
                return $"{argument.DeclaringType?.Name}.{argument.Name}";
        }
        return $"{type.DeclaringType?.Name}.{type.Name}";
    }
}
