using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>Jobs. Unless the selector is manual, it and the labels of the pods are made from the uid and the name.</summary>
internal sealed class JobStrategy : BuiltinStrategy
{
    /// <summary>The labels of a Job's pods that name the Job.</summary>
    public static readonly string[] NameLabels = ["batch.kubernetes.io/job-name", "job-name"];

    /// <summary>The labels of a Job's pods with its uid.</summary>
    public static readonly string[] UidLabels = ["batch.kubernetes.io/controller-uid", "controller-uid"];

    /// <inheritdoc/>
    protected override string StatusType => "io.k8s.api.batch.v1.JobStatus";

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override string DefaultPropagationPolicy => "Orphan";

    /// <inheritdoc/>
    public override MapValue Default(MapValue root)
    {
        root = root.Edit("spec", Spec);
        return Labelled(root);
    }

    private static MapValue Labelled(MapValue root) =>
        root.At("metadata", "labels") is not MapValue { Count: > 0 }
        && root.At("spec", "template", "metadata", "labels") is MapValue { Count: > 0 } labels
            ? root.WithAt(labels, "metadata", "labels")
            : root;

    private static MapValue Spec(MapValue spec)
    {
        if (!spec.Has("parallelism"))
        {
            if (!spec.Has("completions"))
                spec = spec.With("completions", 1);
            spec = spec.With("parallelism", 1);
        }
        if (!spec.Has("backoffLimit"))
            spec = spec.With("backoffLimit", spec.Has("backoffLimitPerIndex") ? int.MaxValue : 6);
        if (!spec.Has("podReplacementPolicy"))
            spec = spec.With("podReplacementPolicy", spec.Has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed");
        return spec.Edit("template", PodDefaults.Template);
    }

    /// <inheritdoc/>
    public override MapValue PrepareForCreate(MapValue root)
    {
        root = base.PrepareForCreate(root);
        if (root.Map("spec")?.Flag("manualSelector") == true)
            return root;
        var metadata = root.Map("metadata") ?? MapValue.Empty;
        var labels = root.At("spec", "template", "metadata", "labels") as MapValue ?? MapValue.Empty;
        foreach (var label in NameLabels)
            labels = labels.ContainsKey(label) ? labels : labels.With(label, metadata["name"]);
        foreach (var label in UidLabels)
            labels = labels.ContainsKey(label) ? labels : labels.With(label, metadata["uid"]);
        root = root.WithAt(labels, "spec", "template", "metadata", "labels");
        var selected = root.At("spec", "selector", "matchLabels") as MapValue;
        if (selected?.ContainsKey(UidLabels[0]) != true)
            root = root.WithAt(metadata["uid"], "spec", "selector", "matchLabels", UidLabels[0]);
        return Labelled(root);
    }

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        JobValidation.GeneratedSelector(root);
        var spec = root.Child("spec");
        JobValidation.SpecWithSelector(spec);
        if (spec.Text("completionMode") != "Indexed" || spec.Map.Integer("completions") is not { } completions)
            return;
        var metadata = root.Child("metadata");
        var host = string.Create(CultureInfo.InvariantCulture, $"{metadata.Text("name")}-{completions - 1}");
        if (completions > 0 && Syntax.DnsLabelError(host) is not null)
        {
            metadata.Invalid(
                "name",
                metadata.Text("name"),
                $"will not able to create pod with invalid DNS label: {host}"
            );
        }
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        JobValidation.SpecWithSelector(root.Child("spec"));
        JobUpdateValidation.Spec(root.Child("spec"), old);
    }

    /// <inheritdoc/>
    protected override void ValidateStatus(Part status, MapValue root, MapValue old)
    {
        AppsRules.Counts(status, "active", "succeeded", "failed", "ready", "terminating");
        var uncounted = status.Child("uncountedTerminatedPods");
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var key in (string[])["succeeded", "failed"])
        {
            var uids = uncounted.Map.List(key) ?? ListValue.Empty;
            for (var i = 0; i < uids.Count; i++)
            {
                if (uids[i] is not StringValue { Text.Length: > 0 } uid)
                    uncounted.InvalidItem(key, i, uids[i], "must not be empty");
                else if (!seen.Add(uid.Text))
                    uncounted.DuplicateItem(key, i, uid);
            }
        }
    }

    /// <inheritdoc/>
    public override IEnumerable<string> Warnings(MapValue root, MapValue? old) =>
        PodWarnings.Of(root.At("spec", "template", "spec") as MapValue ?? MapValue.Empty, "spec.template.spec");

    /// <inheritdoc/>
    public override IReadOnlyList<string> SelectableFields { get; } = ["status.successful"];

    /// <inheritdoc/>
    public override string FieldValue(KubeObject obj, string field) =>
        field == "status.successful"
            ? (obj.Status.Integer("succeeded") ?? 0).ToString(CultureInfo.InvariantCulture)
            : "";
}
