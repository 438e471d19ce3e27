using System.Collections.Immutable;
using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.ApiServer.CustomResources;

/// <summary>What a server serves of one CustomResourceDefinition, and what of that definition it was made from.</summary>
internal sealed class ServedCustomResource : IDisposable
{
    private readonly CancellationTokenSource ends = new();
    private readonly string uid;
    private long generation;
    private readonly MapValue names;

    /// <summary>Compiles a definition.</summary>
    public ServedCustomResource(
        KubeObject crd,
        CustomResourceNames accepted,
        Func<string, MapValue> schemas,
        ConversionWebhook? webhook
    )
    {
        uid = crd.Uid;
        generation = crd.Generation;
        names = accepted.ToValue();
        var all = CustomDefinitions.Of(crd, accepted, schemas, webhook, ends.Token);
        Storage = all.First(d => d.Resource.GroupVersion == d.StoredIn);
        var served = crd
            .Spec.Maps("versions")
            .Where(v => v.Flag("served") ?? false)
            .Select(v => v.Text("name"))
            .ToImmutableHashSet();
        Definitions = [.. all.Where(d => served.Contains(d.Resource.Version))];
        Violations = Check(crd);
    }

    /// <summary>The served versions.</summary>
    public ImmutableArray<ResourceDefinition> Definitions { get; private set; }

    /// <summary>The version that objects are stored in, served or not.</summary>
    public ResourceDefinition Storage { get; }

    /// <summary>What is not structural in the schemas; empty when they are.</summary>
    public string Violations { get; }

    /// <summary>Whether the objects are being removed.</summary>
    public bool IsTerminating { get; private set; }

    /// <summary>
    /// Whether it was made from this state of a definition. Status does not count, but for the names; nor does the beginning of a deletion, which
    /// is a generation of its own.
    /// </summary>
    public bool IsOf(KubeObject crd, CustomResourceNames accepted) =>
        uid == crd.Uid
        && (generation == crd.Generation || (crd.IsDeleting && !IsTerminating && generation + 1 == crd.Generation))
        && names.Equals(accepted.ToValue());

    /// <summary>Lets nothing be created any more.</summary>
    public void Terminate(long generation)
    {
        this.generation = generation;
        IsTerminating = true;
        Definitions = [.. Definitions.Select(CustomDefinitions.Terminating)];
    }

    /// <summary>Ends the watches, after it was withdrawn from the catalog.</summary>
    public void End(ServerParts parts)
    {
        ends.Cancel();
        parts.CacheOf(Storage).WakeAll();
    }

    /// <inheritdoc/>
    public void Dispose() => ends.Dispose();

    private static string Check(KubeObject crd)
    {
        var errors = new List<FieldError>();
        var i = 0;
        foreach (var version in crd.Spec.Maps("versions"))
        {
            if (version.At("schema", "openAPIV3Schema") is MapValue schema)
                StructuralCheck.Check(schema, $"spec.versions[{i}].schema.openAPIV3Schema", errors);
            i++;
        }
        return errors.Count switch
        {
            0 => "",
            1 => errors[0].Message,
            _ => $"[{string.Join(", ", errors.Select(e => e.Message))}]",
        };
    }
}
