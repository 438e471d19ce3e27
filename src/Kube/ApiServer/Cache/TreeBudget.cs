using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Lets the objects written last keep their parsed trees, because controllers are about to read them, and drops the tree of
/// the oldest when there are more than a fixed number: objects stay in memory as bytes, not as trees.
/// </summary>
internal sealed class TreeBudget(int capacity)
{
    private readonly KubeObject?[] recent = new KubeObject?[capacity];
    private int next;

    public void Add(KubeObject obj)
    {
        recent[next]?.DropTree();
        recent[next] = obj;
        next = (next + 1) % recent.Length;
    }
}
