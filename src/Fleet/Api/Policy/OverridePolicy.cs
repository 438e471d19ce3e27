using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>Changes resources of its namespace on their way to some clusters.</summary>
[ApiKind(
    "policy.karmada.io",
    "v1alpha1",
    "overridepolicies",
    Namespaced = true,
    ShortNames = "op",
    Categories = "karmada-io"
)]
[PrintedColumn("AGE", ".metadata.creationTimestamp", Type = "date")]
public sealed partial record OverridePolicy
{
    /// <summary>What is changed, and for which clusters.</summary>
    [Required]
    public OverrideSpec Spec { get; init; } = new();
}

/// <summary>Changes resources of the whole fleet or of any namespace on their way to some clusters.</summary>
[ApiKind("policy.karmada.io", "v1alpha1", "clusteroverridepolicies", ShortNames = "cop", Categories = "karmada-io")]
[PrintedColumn("AGE", ".metadata.creationTimestamp", Type = "date")]
public sealed partial record ClusterOverridePolicy
{
    /// <summary>What is changed, and for which clusters.</summary>
    [Required]
    public OverrideSpec Spec { get; init; } = new();
}

/// <summary>What an override policy changes.</summary>
[ApiType]
public sealed partial record OverrideSpec
{
    /// <summary>The resources that are changed; all when absent.</summary>
    public IReadOnlyList<ResourceSelector> ResourceSelectors { get; init; } = [];

    /// <summary>The changes, in order; a later one sees the result of an earlier one.</summary>
    public IReadOnlyList<RuleWithCluster> OverrideRules { get; init; } = [];

    /// <summary>Deprecated: use overrideRules. The clusters that overriders is for.</summary>
    public ClusterAffinity? TargetCluster { get; init; }

    /// <summary>Deprecated: use overrideRules. The changes for targetCluster.</summary>
    public Overriders Overriders { get; init; } = new();
}

/// <summary>Changes for some clusters.</summary>
[ApiType]
public sealed partial record RuleWithCluster
{
    /// <summary>The clusters; all when absent.</summary>
    public ClusterAffinity? TargetCluster { get; init; }

    /// <summary>The changes.</summary>
    [Required]
    public Overriders Overriders { get; init; } = new();
}

/// <summary>
/// Changes to an object. They are made in this order, whatever the order in the text: image, command, args, labels, annotations,
/// field, plaintext.
/// </summary>
[ApiType]
public sealed partial record Overriders
{
    /// <summary>Changes of single fields by path.</summary>
    public IReadOnlyList<PlaintextOverrider> Plaintext { get; init; } = [];

    /// <summary>Changes of image names.</summary>
    public IReadOnlyList<ImageOverrider> ImageOverrider { get; init; } = [];

    /// <summary>Changes of containers' commands.</summary>
    public IReadOnlyList<CommandArgsOverrider> CommandOverrider { get; init; } = [];

    /// <summary>Changes of containers' arguments.</summary>
    public IReadOnlyList<CommandArgsOverrider> ArgsOverrider { get; init; } = [];

    /// <summary>Changes of labels.</summary>
    public IReadOnlyList<LabelAnnotationOverrider> LabelsOverrider { get; init; } = [];

    /// <summary>Changes of annotations.</summary>
    public IReadOnlyList<LabelAnnotationOverrider> AnnotationsOverrider { get; init; } = [];

    /// <summary>Changes inside a text field that holds JSON or YAML.</summary>
    public IReadOnlyList<FieldOverrider> FieldOverrider { get; init; } = [];
}

/// <summary>Changes one field: an operation of JSON Patch.</summary>
[ApiType]
public sealed partial record PlaintextOverrider
{
    /// <summary>The field, as a JSON Pointer: /spec/replicas.</summary>
    [Required]
    public string Path { get; init; } = "";

    /// <summary>add, remove or replace.</summary>
    [Required, Allowed(OverriderOperators.Add, OverriderOperators.Remove, OverriderOperators.Replace)]
    public string Operator { get; init; } = "";

    /// <summary>The new value; none for remove.</summary>
    public Value? Value { get; init; }
}

/// <summary>Changes a part of an image's name.</summary>
[ApiType]
public sealed partial record ImageOverrider
{
    /// <summary>
    /// The image that is changed; when absent, those of all containers of a Pod, ReplicaSet, Deployment, DaemonSet, StatefulSet
    /// or Job.
    /// </summary>
    public ImagePredicate? Predicate { get; init; }

    /// <summary>The part: Registry, Repository or Tag (also the digest).</summary>
    [Required, Allowed("Registry", "Repository", "Tag")]
    public string Component { get; init; } = "";

    /// <summary>add appends to the part, remove empties it, replace sets it.</summary>
    [Required, Allowed(OverriderOperators.Add, OverriderOperators.Remove, OverriderOperators.Replace)]
    public string Operator { get; init; } = "";

    /// <summary>What is appended or set; none for remove.</summary>
    public string Value { get; init; } = "";
}

/// <summary>Where an image's name stands.</summary>
[ApiType]
public sealed partial record ImagePredicate
{
    /// <summary>The field, as a JSON Pointer.</summary>
    [Required]
    public string Path { get; init; } = "";
}

/// <summary>Changes the command or the arguments of a container.</summary>
[ApiType]
public sealed partial record CommandArgsOverrider
{
    /// <summary>The container's name.</summary>
    [Required]
    public string ContainerName { get; init; } = "";

    /// <summary>add appends, remove drops equal items.</summary>
    [Required, Allowed(OverriderOperators.Add, OverriderOperators.Remove)]
    public string Operator { get; init; } = "";

    /// <summary>The items.</summary>
    public IReadOnlyList<string> Value { get; init; } = [];
}

/// <summary>Changes labels or annotations.</summary>
[ApiType]
public sealed partial record LabelAnnotationOverrider
{
    /// <summary>add sets, replace sets what is there, remove drops what is there.</summary>
    [Required, Allowed(OverriderOperators.Add, OverriderOperators.Remove, OverriderOperators.Replace)]
    public string Operator { get; init; } = "";

    /// <summary>Keys and values.</summary>
    [Texts]
    public MapValue Value { get; init; } = MapValue.Empty;
}

/// <summary>Changes a document that stands as text in a field. Exactly one of json and yaml is needed.</summary>
[ApiType]
public sealed partial record FieldOverrider
{
    /// <summary>The field with the text, as a JSON Pointer: /data/config.yaml.</summary>
    [Required]
    public string FieldPath { get; init; } = "";

    /// <summary>Changes when the text is JSON.</summary>
    [JsonName("json")]
    public IReadOnlyList<DocumentPatchOperation> Json { get; init; } = [];

    /// <summary>Changes when the text is YAML.</summary>
    [JsonName("yaml")]
    public IReadOnlyList<DocumentPatchOperation> Yaml { get; init; } = [];
}

/// <summary>One change inside a document.</summary>
[ApiType]
public sealed partial record DocumentPatchOperation
{
    /// <summary>The place in the document, as a JSON Pointer.</summary>
    [Required]
    public string SubPath { get; init; } = "";

    /// <summary>add, remove or replace.</summary>
    [Required, Allowed(OverriderOperators.Add, OverriderOperators.Remove, OverriderOperators.Replace)]
    public string Operator { get; init; } = "";

    /// <summary>The new value; none for remove.</summary>
    public Value? Value { get; init; }
}

/// <summary>What an overrider does.</summary>
public static class OverriderOperators
{
    /// <summary>Adds or appends.</summary>
    public const string Add = "add";

    /// <summary>Removes.</summary>
    public const string Remove = "remove";

    /// <summary>Replaces what is there.</summary>
    public const string Replace = "replace";
}
