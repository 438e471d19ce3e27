using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Rules of Cluster.</summary>
internal sealed class ClusterRules : KindRules
{
    // 15 characters are left for what goes before the name in that of the execution namespace.
    private const int MaxNameLength = 48;

    private const string EndpointForm = "; desired format: hostname, hostname:port, IP or IP:port";

    public static string? ClusterNameError(string name) =>
        name.Length == 0 ? "must be not empty"
        : name.Length > MaxNameLength ? $"must be no more than {MaxNameLength} characters"
        : Syntax.DnsLabelError(name);

    public override string? NameError(string name) => ClusterNameError(name);

    public override MapValue Default(MapValue root)
    {
        var models = (root.At("spec", "resourceModels") as ListValue)?.Maps.Select(ResourceModel.From).ToList();
        return models is not { Count: > 0 }
            ? root.WithAt(DefaultResourceModels.All.ToValue(), "spec", "resourceModels")
            : root.WithAt(Standardized(models).ToValue(), "spec", "resourceModels");
    }

    public override MapValue Stamp(MapValue root, MapValue? old, DateTimeOffset now)
    {
        if (root.At("spec", "taints") is not ListValue { Count: > 0 } taints)
            return root;
        var stamped = taints.Select(item =>
            item is MapValue taint && taint.Text("effect") == TaintEffects.NoExecute && taint.Text("timeAdded") is null
                ? taint.With("timeAdded", Timestamps.Format(now))
                : item
        );
        return root.WithAt(ListValue.From(stamped), "spec", "taints");
    }

    protected override void Check(MapValue root, MapValue? old, List<FieldError> errors)
    {
        var spec = ClusterSpec.From(root.Map("spec") ?? MapValue.Empty);
        if (spec.SyncMode.Length == 0)
            errors.Add(FieldError.Required("spec.syncMode"));
        if (spec.SyncMode is not (SyncModes.Pull or SyncModes.Push))
            errors.Add(FieldError.NotSupported("spec.syncMode", spec.SyncMode, [SyncModes.Pull, SyncModes.Push]));
        if (spec.ApiEndpoint.Length > 0)
            CheckEndpoint(spec.ApiEndpoint, "spec.apiEndpoint", errors);
        CheckSecret(spec.SecretRef, "spec.secretRef", errors);
        CheckSecret(spec.ImpersonatorSecretRef, "spec.impersonatorSecretRef", errors);
        if (spec.ProxyUrl.Length > 0)
            CheckProxy(spec.ProxyUrl, "spec.proxyURL", errors);
        CheckLabelValue(spec.Provider, "spec.provider", errors);
        CheckLabelValue(spec.Region, "spec.region", errors);
        CheckLabelValue(spec.Zone, "spec.zone", errors);
        for (var i = 0; i < spec.Zones.Count; i++)
            CheckLabelValue(spec.Zones[i], $"spec.zones[{i}]", errors);
        if (spec.Zone.Length > 0 && spec.Zones.Count > 0)
            errors.Add(FieldError.Invalid("spec.zone", spec.Zone, "zone and zones can not co-exist"));
        TolerationRules.Check(spec.Taints, "spec.taints", errors);
        CheckModels(spec.ResourceModels, "spec.resourceModels", errors);
    }

    // Sorted by grade; the first begins at nothing and the last has no end.
    private static List<ResourceModel> Standardized(List<ResourceModel> models)
    {
        var sorted = models.OrderBy(m => m.Grade).ToList();
        sorted[0] = sorted[0] with { Ranges = [.. sorted[0].Ranges.Select(r => r with { Min = Quantity.Zero })] };
        var infinite = Quantity.Parse(DefaultResourceModels.Infinite);
        sorted[^1] = sorted[^1] with { Ranges = [.. sorted[^1].Ranges.Select(r => r with { Max = infinite })] };
        return sorted;
    }

    private static void CheckModels(IReadOnlyList<ResourceModel> models, string path, List<FieldError> errors)
    {
        for (var i = 0; i < models.Count; i++)
        {
            var model = models[i];
            void Add(string why) => errors.Add(FieldError.Invalid($"{path}[{i}]", model.ToValue(), why));
            if (i > 0 && models[i - 1].Grade == model.Grade)
                Add("The grade of the models should not be the same");
            if (i > 0 && models[i - 1].Ranges.Count != model.Ranges.Count)
                Add("The number of resource types should be the same");
            for (var j = 0; j < model.Ranges.Count; j++)
            {
                var range = model.Ranges[j];
                if (range.Min >= range.Max)
                    Add("The max value of each resource must be greater than the min value");
                if (i == 0 || j >= models[i - 1].Ranges.Count)
                    continue;
                var before = models[i - 1].Ranges[j];
                if (before.Name != range.Name)
                    Add("The resource names and their order should be the same in all models");
                else if (before.Max != range.Min)
                    Add("Model intervals for resources must be contiguous and non-overlapping");
            }
        }
    }

    private static void CheckSecret(LocalSecretReference? secret, string path, List<FieldError> errors)
    {
        if (secret is null)
            return;
        if (secret.Namespace.Length == 0)
            errors.Add(FieldError.Required($"{path}.namespace"));
        if (secret.Name.Length == 0)
            errors.Add(FieldError.Required($"{path}.name"));
    }

    private static void CheckEndpoint(string text, string path, List<FieldError> errors)
    {
        if (!Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri))
        {
            errors.Add(FieldError.Invalid(path, text, "apiEndpoint must be a valid URL" + EndpointForm));
            return;
        }
        if (!uri.IsAbsoluteUri || uri.Host.Length == 0)
        {
            errors.Add(FieldError.Invalid(path, "", "host must be provided" + EndpointForm));
            return;
        }
        if (uri.UserInfo.Length > 0)
            errors.Add(FieldError.Invalid(path, uri.UserInfo, "user information is not permitted in the URL"));
        if (uri.Fragment.Length > 0)
            errors.Add(FieldError.Invalid(path, uri.Fragment[1..], "fragments are not permitted in the URL"));
        if (uri.Query.Length > 0)
            errors.Add(FieldError.Invalid(path, uri.Query[1..], "query parameters are not permitted in the URL"));
    }

    private static void CheckProxy(string text, string path, List<FieldError> errors)
    {
        var scheme = Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri.Scheme : "";
        if (scheme is not ("http" or "https" or "socks5"))
        {
            errors.Add(
                FieldError.Invalid(path, text, $"unsupported scheme {(Value)scheme}, must be http, https, or socks5")
            );
        }
    }

    private static void CheckLabelValue(string text, string path, List<FieldError> errors)
    {
        if (Syntax.LabelValueError(text) is { } bad)
            errors.Add(FieldError.Invalid(path, text, bad));
    }
}
