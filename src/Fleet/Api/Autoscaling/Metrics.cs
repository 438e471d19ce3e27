using Pangea.Kube.Objects;

namespace Pangea.Fleet.Api;

/// <summary>A metric to scale by; the part that type names is set.</summary>
[ApiType]
public sealed partial record MetricSpec
{
    /// <summary>Object, Pods, Resource, ContainerResource or External.</summary>
    [Required]
    public string Type { get; init; } = "";

    /// <summary>A metric of one object.</summary>
    public ObjectMetricSource? Object { get; init; }

    /// <summary>A metric of each pod, averaged.</summary>
    public PodsMetricSource? Pods { get; init; }

    /// <summary>CPU or memory of the pods.</summary>
    public ResourceMetricSource? Resource { get; init; }

    /// <summary>CPU or memory of one container of the pods.</summary>
    public ContainerResourceMetricSource? ContainerResource { get; init; }

    /// <summary>A metric of something outside.</summary>
    public ExternalMetricSource? External { get; init; }
}

/// <summary>A metric of one object.</summary>
[ApiType]
public sealed partial record ObjectMetricSource
{
    /// <summary>The object.</summary>
    [Required]
    public CrossVersionObjectReference DescribedObject { get; init; } = new();

    /// <summary>The value aimed at.</summary>
    [Required]
    public MetricTarget Target { get; init; } = new();

    /// <summary>The metric.</summary>
    [Required]
    public MetricIdentifier Metric { get; init; } = new();
}

/// <summary>A metric of each pod.</summary>
[ApiType]
public sealed partial record PodsMetricSource
{
    /// <summary>The metric.</summary>
    [Required]
    public MetricIdentifier Metric { get; init; } = new();

    /// <summary>The value aimed at.</summary>
    [Required]
    public MetricTarget Target { get; init; } = new();
}

/// <summary>A resource of the pods.</summary>
[ApiType]
public sealed partial record ResourceMetricSource
{
    /// <summary>The resource.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>The value aimed at.</summary>
    [Required]
    public MetricTarget Target { get; init; } = new();
}

/// <summary>A resource of one container of the pods.</summary>
[ApiType]
public sealed partial record ContainerResourceMetricSource
{
    /// <summary>The resource.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>The value aimed at.</summary>
    [Required]
    public MetricTarget Target { get; init; } = new();

    /// <summary>The container.</summary>
    [Required]
    public string Container { get; init; } = "";
}

/// <summary>A metric of something outside.</summary>
[ApiType]
public sealed partial record ExternalMetricSource
{
    /// <summary>The metric.</summary>
    [Required]
    public MetricIdentifier Metric { get; init; } = new();

    /// <summary>The value aimed at.</summary>
    [Required]
    public MetricTarget Target { get; init; } = new();
}

/// <summary>Names a metric.</summary>
[ApiType]
public sealed partial record MetricIdentifier
{
    /// <summary>The name.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Which series of that name.</summary>
    public LabelSelectorSpec? Selector { get; init; }
}

/// <summary>The value aimed at.</summary>
[ApiType]
public sealed partial record MetricTarget
{
    /// <summary>Utilization, Value or AverageValue.</summary>
    [Required]
    public string Type { get; init; } = "";

    /// <summary>The metric's value.</summary>
    public Quantity? Value { get; init; }

    /// <summary>The metric's value per pod.</summary>
    public Quantity? AverageValue { get; init; }

    /// <summary>Per cent of what the pods request.</summary>
    public int? AverageUtilization { get; init; }
}

/// <summary>A metric as last seen; the part that type names is set.</summary>
[ApiType]
public sealed partial record MetricStatus
{
    /// <summary>Object, Pods, Resource, ContainerResource or External.</summary>
    [Required]
    public string Type { get; init; } = "";

    /// <summary>A metric of one object.</summary>
    public ObjectMetricStatus? Object { get; init; }

    /// <summary>A metric of each pod, averaged.</summary>
    public MetricValueOf? Pods { get; init; }

    /// <summary>CPU or memory of the pods.</summary>
    public ResourceMetricStatus? Resource { get; init; }

    /// <summary>CPU or memory of one container of the pods.</summary>
    public ContainerResourceMetricStatus? ContainerResource { get; init; }

    /// <summary>A metric of something outside.</summary>
    public MetricValueOf? External { get; init; }
}

/// <summary>A metric of one object as last seen.</summary>
[ApiType]
public sealed partial record ObjectMetricStatus
{
    /// <summary>The metric.</summary>
    [Required]
    public MetricIdentifier Metric { get; init; } = new();

    /// <summary>Its value.</summary>
    [Required]
    public MetricValueStatus Current { get; init; } = new();

    /// <summary>The object.</summary>
    [Required]
    public CrossVersionObjectReference DescribedObject { get; init; } = new();
}

/// <summary>A metric and its value.</summary>
[ApiType]
public sealed partial record MetricValueOf
{
    /// <summary>The metric.</summary>
    [Required]
    public MetricIdentifier Metric { get; init; } = new();

    /// <summary>Its value.</summary>
    [Required]
    public MetricValueStatus Current { get; init; } = new();
}

/// <summary>A resource of the pods as last seen.</summary>
[ApiType]
public sealed partial record ResourceMetricStatus
{
    /// <summary>The resource.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Its value.</summary>
    [Required]
    public MetricValueStatus Current { get; init; } = new();
}

/// <summary>A resource of one container of the pods as last seen.</summary>
[ApiType]
public sealed partial record ContainerResourceMetricStatus
{
    /// <summary>The resource.</summary>
    [Required]
    public string Name { get; init; } = "";

    /// <summary>Its value.</summary>
    [Required]
    public MetricValueStatus Current { get; init; } = new();

    /// <summary>The container.</summary>
    [Required]
    public string Container { get; init; } = "";
}

/// <summary>A value as last seen.</summary>
[ApiType]
public sealed partial record MetricValueStatus
{
    /// <summary>The metric's value.</summary>
    public Quantity? Value { get; init; }

    /// <summary>The metric's value per pod.</summary>
    public Quantity? AverageValue { get; init; }

    /// <summary>Per cent of what the pods request.</summary>
    public int? AverageUtilization { get; init; }
}
