using System.Runtime.CompilerServices;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.ApiServer.CustomResources;

/// <summary>
/// Stored objects as one version of a custom resource shows them: in its apiVersion, pruned and with the defaults of its present schema, which may
/// be younger than the object. What was stored since the definition last changed, in this version, is so already; of the rest each is
/// made once.
/// </summary>
/// <param name="version">The version that is shown.</param>
/// <param name="kind">The kind.</param>
/// <param name="schema">Its schema.</param>
/// <param name="since">The revision of the definition: what was stored later was prepared by this schema.</param>
internal sealed class StoredView(GroupVersion version, string kind, StructuralSchema schema, long since)
{
    /// <summary>The version that is shown.</summary>
    public GroupVersion Version => version;

    private readonly string apiVersion = version.ToString();
    private readonly ConditionalWeakTable<KubeObject, KubeObject> made = [];

    /// <summary>An object as it is shown; the same instance when it is stored so.</summary>
    public KubeObject Of(KubeObject stored) =>
        stored.ApiVersion == apiVersion && stored.Revision > since ? stored : made.GetValue(stored, Make);

    /// <summary>
    /// An object in the form of the schema. One that its schema does not fit any more is shown as it is: reading must not fail for it.
    /// </summary>
    public MapValue Fit(MapValue root) => ObjectDecoder.Decode(root, schema, DecodeOptions.Default).Object ?? root;

    private KubeObject Make(KubeObject stored)
    {
        var fitted = Fit(stored.Root.With("apiVersion", apiVersion).With("kind", kind));
        return fitted.Equals(stored.Root) ? stored : new KubeObject(fitted).Compact();
    }
}
