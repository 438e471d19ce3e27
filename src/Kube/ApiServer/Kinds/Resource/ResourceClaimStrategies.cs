using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>What claims of devices and templates of them share: whoever asks for an exact number of devices asks for one.</summary>
internal static class DeviceRequests
{
    private const int Most = 32;

    /// <summary>The spec of a claim with its defaults.</summary>
    public static MapValue Default(MapValue spec) => spec.Edit("devices", static d => d.EditEach("requests", Request));

    private static MapValue Request(MapValue request) =>
        request.Edit("exactly", Counted).EditEach("firstAvailable", Counted);

    private static MapValue Counted(MapValue request) =>
        request.Text("allocationMode") == "ExactCount" ? request.WithDefaultNumber("count", 1) : request;

    /// <summary>Checks the spec of a claim.</summary>
    public static void Validate(Part spec)
    {
        var devices = spec.Child("devices");
        if (devices.Count("requests") > Most)
            devices.TooMany("requests", devices.Count("requests"), Most);
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var request in devices.Items("requests"))
        {
            Name(request, names);
            var exactly = request.Has("exactly");
            var alternatives = request.Count("firstAvailable") > 0;
            if (!exactly && !alternatives)
                request.Required(Part.Self, "exactly one of `exactly` or `firstAvailable` is required");
            if (exactly && alternatives)
            {
                request.Invalid(
                    Part.Self,
                    NullValue.Instance,
                    "exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set"
                );
            }
            if (exactly)
                Amount(request.Child("exactly"));
            var inner = new HashSet<string>(StringComparer.Ordinal);
            foreach (var alternative in request.Items("firstAvailable"))
            {
                Name(alternative, inner);
                Amount(alternative);
            }
        }
    }

    private static void Name(Part request, HashSet<string> names)
    {
        var name = request.Text("name");
        if (Syntax.DnsLabelError(name) is { } error)
            request.Invalid("name", name, error);
        if (!names.Add(name))
            request.Duplicate("name", name);
    }

    private static void Amount(Part request)
    {
        request.RequiredForm("deviceClassName", Syntax.DnsSubdomainError);
        var count = request.Whole("count");
        switch (request.Text("allocationMode"))
        {
            case "All":
                if (count != 0)
                    request.Invalid("count", count, "must not be specified when allocationMode is 'All'");
                break;
            case "ExactCount":
                if (count <= 0)
                    request.Invalid("count", count, "must be greater than zero");
                break;
            case var other:
                request.NotSupported("allocationMode", other, "All", "ExactCount");
                break;
        }
    }
}

/// <summary>ResourceClaims.</summary>
internal sealed class ResourceClaimStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.resource.v1.ResourceClaimStatus";

    /// <inheritdoc/>
    public override MapValue Default(MapValue root) => root.Edit("spec", DeviceRequests.Default);

    /// <inheritdoc/>
    protected override void Validate(Part root) => DeviceRequests.Validate(root.Child("spec"));

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old) => root.Unchanged("spec", old);
}

/// <summary>ResourceClaimTemplates.</summary>
internal sealed class ResourceClaimTemplateStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    public override MapValue Default(MapValue root) =>
        root.Edit("spec", static template => template.Edit("spec", DeviceRequests.Default));

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var template = root.Child("spec");
        template.Child("metadata").Labels("labels");
        template.Child("metadata").Annotations("annotations");
        DeviceRequests.Validate(template.Child("spec"));
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old) => root.Unchanged("spec", old);
}
