using System.Buffers.Binary;
using System.Security.Cryptography;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>Compares what is wanted with what is there. Pure.</summary>
internal static class Coverage
{
    /// <summary>
    /// Whether an object has everything that is wanted of it. What it has besides (defaults, what the member added) does not matter, and nothing is
    /// as good as empty. A false alarm costs a write that changes nothing: quantities written in two ways, lists in another order.
    /// </summary>
    public static bool Covers(MapValue observed, MapValue wanted)
    {
        foreach (var (key, value) in wanted)
        {
            switch (key)
            {
                case "apiVersion" or "kind" or "status":
                    break;
                case "metadata":
                    var has = observed.Map(key) ?? MapValue.Empty;
                    if (
                        value is MapValue metadata
                        && !(Has(has["labels"], metadata["labels"]) && Has(has["annotations"], metadata["annotations"]))
                    )
                        return false;
                    break;
                default:
                    if (!Has(observed[key], value))
                        return false;
                    break;
            }
        }
        return true;
    }

    /// <summary>
    /// A digest of what of an object a client may set: equal as long as nobody changes more than its status.
    /// </summary>
    public static UInt128 Digest(KubeObject obj)
    {
        var metadata = (obj.Root.Map("metadata") ?? MapValue.Empty)
            .Without("managedFields")
            .Without("resourceVersion")
            .Without("generation");
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(obj.Root.Without("status").With("metadata", metadata).ToJson().Span, hash);
        return BinaryPrimitives.ReadUInt128LittleEndian(hash);
    }

    private static bool Has(Value? observed, Value? wanted)
    {
        switch (wanted)
        {
            case null or NullValue:
                return true;
            case MapValue { Count: 0 } or ListValue { Count: 0 } when observed is null or NullValue:
                return true;
            case MapValue map:
                if (observed is not MapValue has)
                    return false;
                foreach (var (key, value) in map)
                {
                    if (!Has(has[key], value))
                        return false;
                }
                return true;
            case ListValue list:
                if (observed is not ListValue items || items.Count != list.Count)
                    return false;
                for (var i = 0; i < list.Count; i++)
                {
                    if (!Has(items[i], list[i]))
                        return false;
                }
                return true;
            default:
                return wanted.Equals(observed);
        }
    }
}
