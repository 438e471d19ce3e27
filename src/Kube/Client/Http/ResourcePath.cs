using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>
/// Builds the address of a resource: <c>/api/v1/namespaces/NS/pods/NAME/status?…</c> or <c>/apis/GROUP/VERSION/…</c>.
/// </summary>
internal ref struct ResourcePath
{
    private readonly StringBuilder text = new(128);
    private bool hasQuery;

    public ResourcePath(GroupVersionResource resource, string @namespace, string name = "", string subresource = "")
    {
        if (resource.Group.Length == 0)
            text.Append("/api");
        else
            Segment("apis").Segment(resource.Group);
        Segment(resource.Version);
        if (@namespace.Length > 0)
            Segment("namespaces").Segment(@namespace);
        Segment(resource.Resource);
        if (name.Length > 0)
            Segment(name);
        if (subresource.Length > 0)
        {
            // A proxy's subresource has a path of its own behind it.
            foreach (var part in subresource.Split('/'))
                Segment(part);
        }
    }

    private readonly ResourcePath Segment(string segment)
    {
        text.Append('/').Append(Uri.EscapeDataString(segment));
        return this;
    }

    /// <summary>Adds a parameter; none when the value is empty.</summary>
    public void Query(string name, string value)
    {
        if (value.Length == 0)
            return;
        text.Append(hasQuery ? '&' : '?').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        hasQuery = true;
    }

    public override readonly string ToString() => text.ToString();
}
