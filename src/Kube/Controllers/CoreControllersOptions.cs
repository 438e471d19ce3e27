using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Controllers;

/// <summary>What the controllers that every control plane needs are made from.</summary>
public sealed record CoreControllersOptions
{
    /// <summary>
    /// The API with the identity of a component, by the name that its service account in kube-system and its bootstrap role
    /// (<c>system:controller:NAME</c>) have: <c>namespace-controller</c>, <c>generic-garbage-collector</c>, ….
    /// </summary>
    public required Func<string, IClusterApi> Api { get; init; }

    /// <summary>
    /// The API as an administrator: creates what kubeadm creates in a cluster it sets up, and the controllers' own roles do not cover.
    /// </summary>
    public required IClusterApi Administrator { get; init; }

    /// <summary>Whether every namespace gets a ServiceAccount <c>default</c>.</summary>
    public bool DefaultAccounts { get; init; } = true;

    /// <summary>
    /// Whether the status of resource quotas is kept, by which they come into force. A hub's are templates for its members.
    /// </summary>
    public bool Quotas { get; init; } = true;

    /// <summary>The roots (PEM) that the ConfigMap <c>kube-root-ca.crt</c> of every namespace says; empty for no such ConfigMaps.</summary>
    public string RootCertificates { get; init; } = "";

    /// <summary>
    /// Makes the token of a service account for a Secret of this name, which lasts as long as the Secret; null when nobody issues such tokens here.
    /// </summary>
    public Func<KubeObject, string, string>? SecretTokens { get; init; }

    /// <summary>By what approved certificate requests are signed; null when nobody signs here.</summary>
    public CertificateSigning? Signing { get; init; }

    /// <summary>What joining clients are told in <c>kube-public/cluster-info</c>; null for nothing.</summary>
    public ClusterInfo? ClusterInfo { get; init; }

    /// <summary>Where they log.</summary>
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;
}
