using Pangea.Kube.ApiServer.CustomResources;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Kinds;

/// <summary>CustomResourceDefinitions as objects; what they define is compiled elsewhere.</summary>
internal sealed class CrdStrategy : BuiltinStrategy
{
    /// <inheritdoc/>
    protected override string StatusType =>
        "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.CustomResourceDefinitionStatus";

    /// <inheritdoc/>
    public override bool HasGeneration => true;

    /// <inheritdoc/>
    public override bool AllowsUnconditionalUpdate => false;

    /// <inheritdoc/>
    public override MapValue Default(MapValue root) =>
        root.Edit("spec", static spec => spec.Edit("names", Names))
            .Edit("status", static s => s.Edit("acceptedNames", Accepted));

    private static MapValue Names(MapValue names)
    {
        if (names.Text("kind") is not { Length: > 0 } kind)
            return names;
        if (!names.Has("singular"))
            names = names.With("singular", kind.ToLowerInvariant());
        return names.Has("listKind") ? names : names.With("listKind", kind + "List");
    }

    private static MapValue Accepted(MapValue names) => names.Text("kind") is { Length: > 0 } ? Names(names) : names;

    /// <inheritdoc/>
    public override MapValue PrepareForCreate(MapValue root) => WithStoredVersion(base.PrepareForCreate(root));

    /// <inheritdoc/>
    public override MapValue PrepareForUpdate(MapValue root, MapValue old) =>
        WithStoredVersion(base.PrepareForUpdate(root, old));

    /// <summary>A definition stays until its objects are gone.</summary>
    public override MapValue PrepareForDelete(MapValue root)
    {
        var metadata = root.Map("metadata")!;
        var finalizers = metadata.List("finalizers") ?? ListValue.Empty;
        if (!finalizers.Contains(InstanceRemoval.Finalizer))
            root = root.With("metadata", metadata.With("finalizers", finalizers.Add(InstanceRemoval.Finalizer)));
        return root.With(
            "status",
            DefinitionConditions.Set(
                root.Map("status") ?? MapValue.Empty,
                DefinitionConditions.Terminating,
                true,
                "InstanceDeletionPending",
                "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
                metadata.Text("deletionTimestamp")!
            )
        );
    }

    /// <summary>From now on there may be objects in the version that is marked for storage.</summary>
    private static MapValue WithStoredVersion(MapValue root)
    {
        var version = root.Map("spec")?.Maps("versions").FirstOrDefault(v => v.Flag("storage") == true)?["name"];
        var stored = root.Map("status")?.List("storedVersions") ?? ListValue.Empty;
        return version is null || stored.Contains(version)
            ? root
            : root.WithAt(stored.Add(version), "status", "storedVersions");
    }

    /// <inheritdoc/>
    protected override void Validate(Part root)
    {
        var spec = root.Child("spec");
        var metadata = root.Child("metadata");
        var name = metadata.Text("name");
        if (name != $"{spec.Child("names").Text("plural")}.{spec.Text("group")}")
            metadata.Invalid("name", name, "must be spec.names.plural+\".\"+spec.group");
        CrdValidation.Spec(spec);
        Approval(spec.Text("group"), metadata);
        StoredVersions(root.Child("status"), spec);
    }

    private static void Approval(string group, Part metadata)
    {
        var annotation = metadata.Map.Map("annotations")?.Text(ApprovalPolicy.Annotation) ?? "";
        if (!ApprovalPolicy.IsProtected(group) || ApprovalPolicy.Error(annotation) is not { } error)
            return;
        if (annotation.Length == 0)
            metadata.RequiredEntry("annotations", ApprovalPolicy.Annotation, error);
        else
            metadata.InvalidEntry("annotations", ApprovalPolicy.Annotation, annotation, error);
    }

    private static void StoredVersions(Part status, Part spec)
    {
        var stored = status.Map.List("storedVersions") ?? ListValue.Empty;
        if (stored.Count == 0)
        {
            status.Invalid(
                "storedVersions",
                status["storedVersions"] ?? NullValue.Instance,
                "must have at least one stored version"
            );
        }
        for (var i = 0; i < stored.Count; i++)
        {
            var version = (stored[i] as StringValue)?.Text ?? "";
            if (spec.Map.Maps("versions").Any(v => v.Text("name") == version))
                continue;
            status.InvalidItem(
                "storedVersions",
                i,
                version,
                $"missing from spec.versions; {version} was previously a storage version, and must remain in spec.versions until a "
                    + $"storage migration ensures no data remains persisted in {version} and removes {version} from "
                    + "status.storedVersions"
            );
        }
    }

    /// <inheritdoc/>
    protected override void ValidateUpdate(Part root, MapValue old)
    {
        // What was let in once does not hold up who only takes a finalizer away.
        if (!Checks.Same(root["spec"], old["spec"]))
            Validate(root);
        var spec = root.Child("spec");
        var before = old.Map("spec") ?? MapValue.Empty;
        var names = before.Map("names") ?? MapValue.Empty;
        if (IsEstablished(old))
        {
            spec.Unchanged("scope", before);
            spec.Child("names").Unchanged("kind", names);
        }
        spec.Unchanged("group", before);
        spec.Child("names").Unchanged("plural", names);
    }

    private static bool IsEstablished(MapValue root) =>
        DefinitionConditions.IsTrue(root.Map("status"), DefinitionConditions.Established);

    /// <inheritdoc/>
    protected override void ValidateStatus(Part status, MapValue root, MapValue old) =>
        StoredVersions(status, Part.Root(root, status.Errors).Child("spec"));
}
