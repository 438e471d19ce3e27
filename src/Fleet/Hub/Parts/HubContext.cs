using Microsoft.Extensions.Logging;
using Pangea.Fleet.Interpreter;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Hub;

/// <summary>What the hub's controllers get from outside.</summary>
/// <param name="Executor">Runs them.</param>
/// <param name="Identities">Uids and permanent ids.</param>
/// <param name="Interpreter">Reads kinds.</param>
/// <param name="Logger">Gets what they log.</param>
internal sealed record HubContext(
    IExecutor Executor,
    IIdentitySource Identities,
    ResourceInterpreter Interpreter,
    ILogger Logger
)
{
    /// <summary>The time they go by.</summary>
    public TimeProvider Clock => Executor.Clock;
}
