using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>
/// Sees custom kinds come and go in the member, and has discovery read when they do: whoever waits for a kind need not wait for the next probe. Keeps no
/// copies, as schemas are large: only what each definition serves.
/// </summary>
internal sealed class MemberDefinitions
{
    private const string Discovery = "discovery";

    private readonly AgentContext agent;
    private readonly Lock knownLock = new();
    private readonly SortedDictionary<string, Definition> known = new(StringComparer.Ordinal);

    public MemberDefinitions(AgentContext agent)
    {
        this.agent = agent;
        Controller = new(
            $"discovery {agent.Cluster}",
            agent.Executor,
            (_, stop) => ReconcileAsync(stop),
            agent.Logger,
            new() { Workers = 1 }
        );
        Stream = new(agent, AgentResources.Definitions, Set, n => Remove(n.Name), Keep);
    }

    private sealed record Definition(
        string Uid,
        long Generation,
        string Group,
        string Plural,
        string Kind,
        string Versions,
        bool IsEstablished
    );

    /// <summary>Reads discovery; its only key is that.</summary>
    public Controller<string> Controller { get; }

    /// <summary>Follows the definitions.</summary>
    public MemberStream Stream { get; }

    /// <summary>Called when the definition of a resource has changed. To be set before anything runs.</summary>
    public Action<GroupResource> Redefined { get; set; } = static _ => { };

    /// <summary>Called when what is defined is served, after something changed. To be set before anything runs.</summary>
    public Action Served { get; set; } = static () => { };

    private void Set(KubeObject crd)
    {
        var now = new Definition(
            crd.Uid,
            crd.Generation,
            crd.Spec.Text("group") ?? "",
            crd.Spec.Map("names")?.Text("plural") ?? "",
            crd.Spec.Map("names")?.Text("kind") ?? "",
            string.Join(
                ' ',
                crd.Spec.Maps("versions").Where(v => v.Flag("served") == true).Select(v => v.Text("name"))
            ),
            !crd.IsDeleting
                && crd.Status.Maps("conditions").Any(c => c.Text("type") == "Established" && c.Text("status") == "True")
        );
        Definition? before;
        lock (knownLock)
        {
            if (known.TryGetValue(crd.Name, out before) && before == now)
                return;
            known[crd.Name] = now;
        }
        // Another schema shows the same objects otherwise.
        if (before is not null && (before.Uid != now.Uid || before.Generation != now.Generation))
            Redefined(new(now.Group, now.Plural));
        Controller.Enqueue(Discovery);
    }

    private void Remove(string name)
    {
        lock (knownLock)
        {
            if (!known.Remove(name))
                return;
        }
        Controller.Enqueue(Discovery);
    }

    private void Keep(HashSet<NamespacedName> names)
    {
        lock (knownLock)
        {
            var gone = known.Keys.Where(n => !names.Contains(new("", n))).ToList();
            if (gone.Count == 0)
                return;
            foreach (var name in gone)
                known.Remove(name);
        }
        Controller.Enqueue(Discovery);
    }

    private async ValueTask<Reconcile> ReconcileAsync(CancellationToken cancellationToken)
    {
        if (await agent.Kinds.RefreshAsync(cancellationToken) is { } failed)
            return Reconcile.Retry(failed);
        // A definition says that it is established a moment before everything of the server knows it.
        var missing = Missing();
        Served();
        return missing is null ? Reconcile.Done : Reconcile.Retry($"{missing} is defined and not served yet");
    }

    private GroupVersionKind? Missing()
    {
        var served = agent.Kinds.Current.Kinds;
        lock (knownLock)
        {
            foreach (var definition in known.Values.Where(d => d.IsEstablished))
            {
                foreach (var version in definition.Versions.Split(' ', StringSplitOptions.RemoveEmptyEntries))
                {
                    var kind = new GroupVersion(definition.Group, version).Kind(definition.Kind);
                    if (!served.ContainsKey(kind))
                        return kind;
                }
            }
            return null;
        }
    }
}
