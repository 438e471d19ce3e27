using Pangea.Kube.Objects;
using Pangea.Kube.Schema;

namespace Pangea.Kube.Apply;

/// <summary>An object in one of its kind's versions.</summary>
/// <param name="ApiVersion">Its <c>apiVersion</c>.</param>
/// <param name="Schema">The schema of the kind in that version.</param>
/// <param name="Object">The object.</param>
public readonly record struct VersionedObject(string ApiVersion, StructuralSchema Schema, MapValue Object);

/// <summary>
/// Converts objects between the versions of a kind, so that ownership recorded in one version is held against writes in another.
/// </summary>
public interface IVersionConverter
{
    /// <summary>The object in another version; null when that version is no longer there, which ends all ownership recorded in it.</summary>
    VersionedObject? Convert(VersionedObject source, string apiVersion);
}
