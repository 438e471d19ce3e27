using Pangea.Kube.ApiServer.Kinds;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// What holds for the metadata of every object, in the words of apimachinery's <c>ValidateObjectMeta</c>. Managed fields are
/// server-side apply's business and not looked at.
/// </summary>
public static class ObjectMetaValidation
{
    /// <summary>
    /// Checks the metadata of an object that is to be created; a name has been generated before if one was to be.
    /// </summary>
    public static void Validate(ResourceDefinition definition, MapValue root, ICollection<FieldError> errors) =>
        Validate(definition.Namespaced, IsOutsideCore(definition), definition.Strategy, root, errors);

    internal static void Validate(
        bool namespaced,
        bool custom,
        ResourceStrategy strategy,
        MapValue root,
        ICollection<FieldError> errors
    )
    {
        var metadata = Part.Root(root, errors).Child("metadata");
        if (metadata.Text("generateName") is { Length: > 0 } prefix && strategy.NameError(Masked(prefix)) is { } e)
            metadata.Invalid("generateName", prefix, e);
        var name = metadata.Text("name");
        if (name.Length == 0)
            metadata.Required("name", "name or generateName is required");
        else if (strategy.NameError(name) is { } error)
            metadata.Invalid("name", name, error);
        if (namespaced)
            metadata.RequiredForm("namespace", Syntax.DnsLabelError);
        else if (metadata.Text("namespace").Length > 0)
            metadata.Forbidden("namespace", "not allowed on this type");
        metadata.NonNegative("generation");
        metadata.Labels("labels");
        metadata.Annotations("annotations");
        OwnerReferences(metadata);
        Finalizers(metadata, custom);
    }

    /// <summary>
    /// Checks a change of metadata: what never changes, and the form of what may. <see cref="KeepSystemFields"/> has run before.
    /// </summary>
    public static void ValidateUpdate(
        ResourceDefinition definition,
        MapValue root,
        MapValue old,
        ICollection<FieldError> errors
    ) => ValidateUpdate(IsOutsideCore(definition), root, old, errors);

    /// <summary>
    /// Custom resources and their definitions are not validated by the code of the core kinds, which knows the names of
    /// Kubernetes' own finalizers.
    /// </summary>
    private static bool IsOutsideCore(ResourceDefinition definition) =>
        definition.IsCustom || definition.Resource.Group == "apiextensions.k8s.io";

    internal static void ValidateUpdate(bool custom, MapValue root, MapValue old, ICollection<FieldError> errors)
    {
        var metadata = Part.Root(root, errors).Child("metadata");
        var before = old.Map("metadata") ?? MapValue.Empty;
        if (before.Text("deletionTimestamp") is not null)
            NoNewFinalizers(metadata, before);
        if (metadata.Whole("generation") < (before.Integer("generation") ?? 0))
            metadata.Invalid("generation", metadata.Whole("generation"), "must not be decremented");
        SameText(metadata, before, "name");
        SameText(metadata, before, "namespace");
        SameText(metadata, before, "uid");
        metadata.Unchanged("creationTimestamp", before);
        metadata.Unchanged("deletionTimestamp", before);
        metadata.Unchanged("deletionGracePeriodSeconds", before);
        // Equal parts are mostly the same reference; what did not change was checked when it came.
        if (!ReferenceEquals(metadata.Map["labels"], before["labels"]))
            metadata.Labels("labels");
        if (!ReferenceEquals(metadata.Map["annotations"], before["annotations"]))
            metadata.Annotations("annotations");
        OwnerReferences(metadata);
        Finalizers(metadata, custom);
    }

    /// <summary>
    /// A copy of an object to be updated in which the metadata that only the server sets is the old object's: generation and
    /// creationTimestamp always, the uid when it is left out, and what a begun deletion has set. The same map when nothing differs.
    /// </summary>
    public static MapValue KeepSystemFields(MapValue root, MapValue old)
    {
        var metadata = root.Map("metadata") ?? MapValue.Empty;
        var before = old.Map("metadata") ?? MapValue.Empty;
        var kept = metadata.With("generation", before["generation"]).With("selfLink", null);
        if (before["creationTimestamp"] is { } created)
            kept = kept.With("creationTimestamp", created);
        if (string.IsNullOrEmpty(metadata.Text("uid")))
            kept = kept.With("uid", before["uid"]);
        if (before["deletionTimestamp"] is { } deleted)
            kept = kept.With("deletionTimestamp", deleted);
        if (before["deletionGracePeriodSeconds"] is { } grace && metadata.Integer("deletionGracePeriodSeconds") is null)
            kept = kept.With("deletionGracePeriodSeconds", grace);
        return root.With("metadata", kept);
    }

    /// <summary>
    /// A prefix is checked as a name that goes on: its last character may be a hyphen.
    /// </summary>
    private static string Masked(string prefix) => prefix.Length > 1 && prefix[^1] == '-' ? prefix[..^1] + "a" : prefix;

    private static void SameText(Part metadata, MapValue before, string key)
    {
        if (metadata.Text(key) != (before.Text(key) ?? ""))
            metadata.Invalid(key, metadata.Text(key), Checks.FieldIsImmutable);
    }

    private static void OwnerReferences(Part metadata)
    {
        if (metadata.Map.List("ownerReferences") is not { Count: > 0 } list)
            return;
        // The original names the list, not its item.
        var first = "";
        var references = metadata.Child("ownerReferences");
        foreach (var reference in list.Maps)
        {
            var part = references with { Map = reference };
            var apiVersion = part.Text("apiVersion");
            if (GroupVersion.Parse(apiVersion).Version.Length == 0)
                part.Invalid("apiVersion", apiVersion, "version must not be empty");
            NotEmpty(part, "kind");
            NotEmpty(part, "name");
            NotEmpty(part, "uid");
            if (apiVersion == "v1" && part.Text("kind") == "Event")
                part.Invalid(Part.Self, reference, "/v1, Kind=Event is disallowed from being an owner");
            if (!part.Flag("controller"))
                continue;
            var current = $"{part.Text("kind")}/{part.Text("name")}";
            if (first.Length == 0)
                first = current;
            else
                metadata.Invalid(
                    "ownerReferences",
                    list,
                    "Only one reference can have Controller set to true. Found \"true\" in references for "
                        + $"{first} and {current}"
                );
        }
    }

    private static void NotEmpty(Part part, string key)
    {
        if (part.Text(key).Length == 0)
            part.Invalid(key, "", "must not be empty");
    }

    private static void Finalizers(Part metadata, bool custom)
    {
        if (metadata.Map.List("finalizers") is not { Count: > 0 } list)
            return;
        var orphan = false;
        var foreground = false;
        for (var i = 0; i < list.Count; i++)
        {
            if (list[i] is not StringValue { Text: var name })
                continue;
            if (Syntax.QualifiedNameError(name) is { } error)
                metadata.Invalid("finalizers", name, error);
            if (!custom && FinalizerNameError(name) is { } unknown)
                metadata.InvalidItem("finalizers", i, name, unknown);
            orphan |= name == "orphan";
            foreground |= name == "foregroundDeletion";
        }
        if (orphan && foreground)
            metadata.Invalid("finalizers", list, "finalizer orphan and foregroundDeletion cannot be both set");
    }

    /// <summary>Why a finalizer of a built-in kind is unknown, or null: names without a domain are Kubernetes' own.</summary>
    internal static string? FinalizerNameError(string name) =>
        name.Contains('/', StringComparison.Ordinal) || name is "kubernetes" or "orphan" or "foregroundDeletion"
            ? null
            : "name is neither a standard finalizer name nor is it fully qualified";

    private static void NoNewFinalizers(Part metadata, MapValue before)
    {
        if (ReferenceEquals(metadata.Map["finalizers"], before["finalizers"]))
            return;
        var extra = metadata.Map.Texts("finalizers").Except(before.Texts("finalizers")).Order(StringComparer.Ordinal);
        var quoted = string.Join(", ", extra.Select(f => $"\"{f}\""));
        if (quoted.Length > 0)
            metadata.Forbidden(
                "finalizers",
                "no new finalizers can be added if the object is being deleted, found new finalizers "
                    + $"[]string{{{quoted}}}"
            );
    }
}
