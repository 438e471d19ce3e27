namespace Pangea.Fleet.Api;

/// <summary>Teaches the fleet, by web services, how to read and change objects.</summary>
[ApiKind("config.karmada.io", "v1alpha1", "resourceinterpreterwebhookconfigurations", Categories = "karmada-io")]
[PrintedColumn("AGE", ".metadata.creationTimestamp", Type = "date")]
public sealed partial record ResourceInterpreterWebhookConfiguration
{
    /// <summary>The services, and what they are asked about.</summary>
    [Required]
    public IReadOnlyList<ResourceInterpreterWebhook> Webhooks { get; init; } = [];
}

/// <summary>A web service, and what it is asked about.</summary>
[ApiType]
public sealed partial record ResourceInterpreterWebhook
{
    /// <summary>A full name such as interpreter.example.io; differs from that of every other one in the configuration.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Where the service is.</summary>
    [Required]
    public WebhookClientConfig ClientConfig { get; init; } = new();

    /// <summary>What it is asked about.</summary>
    public IReadOnlyList<RuleWithOperations> Rules { get; init; } = [];

    /// <summary>How long to wait for an answer, in seconds.</summary>
    [Default("10")]
    public int? TimeoutSeconds { get; init; }

    /// <summary>The versions of ResourceInterpreterContext that it understands, best first; v1alpha1 is the one there is.</summary>
    [Required]
    public IReadOnlyList<string> InterpreterContextVersions { get; init; } = [];
}

/// <summary>Where a web service is: by url or by service.</summary>
[ApiType]
public sealed partial record WebhookClientConfig
{
    /// <summary>The service's URL, https.</summary>
    public string Url { get; init; } = "";

    /// <summary>The Service in the hub's or the host's cluster. Goes before url.</summary>
    public ServiceReference? Service { get; init; }

    /// <summary>The certificates that its own is checked against, PEM.</summary>
    [Base64]
    public string CaBundle { get; init; } = "";
}

/// <summary>Points at a Service.</summary>
[ApiType]
public sealed partial record ServiceReference
{
    /// <summary>The Service's namespace.</summary>
    [Required]
    public string Namespace { get; init; } = "";

    /// <summary>The Service's name.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>The path of requests.</summary>
    public string Path { get; init; } = "";

    /// <summary>The port; 443 when absent.</summary>
    public int? Port { get; init; }
}

/// <summary>Which operations on which kinds.</summary>
[ApiType]
public sealed partial record RuleWithOperations
{
    /// <summary>The operations, or * alone for all.</summary>
    [Required]
    public IReadOnlyList<string> Operations { get; init; } = [];

    /// <summary>The API groups, or * alone for all.</summary>
    [Required]
    public IReadOnlyList<string> ApiGroups { get; init; } = [];

    /// <summary>The API versions, or * alone for all.</summary>
    [Required]
    public IReadOnlyList<string> ApiVersions { get; init; } = [];

    /// <summary>The kinds, or * alone for all.</summary>
    [Required]
    public IReadOnlyList<string> Kinds { get; init; } = [];
}

/// <summary>What an interpreter can be asked.</summary>
public static class InterpreterOperations
{
    /// <summary>Every operation.</summary>
    public const string All = "*";

    /// <summary>How many replicas, and what one needs.</summary>
    public const string InterpretReplica = "InterpretReplica";

    /// <summary>The pod templates of a workload that has several.</summary>
    public const string InterpretComponent = "InterpretComponent";

    /// <summary>The object with another number of replicas.</summary>
    public const string ReviseReplica = "ReviseReplica";

    /// <summary>What of the member's object is kept when it is written.</summary>
    public const string Retain = "Retain";

    /// <summary>The object with the status made from those of all clusters.</summary>
    public const string AggregateStatus = "AggregateStatus";

    /// <summary>What the object refers to.</summary>
    public const string InterpretDependency = "InterpretDependency";

    /// <summary>What of the status is reported.</summary>
    public const string InterpretStatus = "InterpretStatus";

    /// <summary>Whether the object does what it is for.</summary>
    public const string InterpretHealth = "InterpretHealth";

    /// <summary>What is cut from an object on its way to a member; only done by the fleet itself.</summary>
    public const string Prune = "Prune";

    /// <summary>All of them but <see cref="All"/>.</summary>
    public static IReadOnlyList<string> Every { get; } =
    [
        InterpretReplica,
        InterpretComponent,
        ReviseReplica,
        Retain,
        AggregateStatus,
        InterpretDependency,
        InterpretStatus,
        InterpretHealth,
        Prune,
    ];
}
