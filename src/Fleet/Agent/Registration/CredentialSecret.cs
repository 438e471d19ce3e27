using System.Text;
using Pangea.Fleet.Api;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;

namespace Pangea.Fleet.Agent;

/// <summary>Keeps an agent's credentials in a Secret of its member: where an agent that runs in the member has nothing of its own to write to.</summary>
public static class CredentialSecret
{
    private static readonly GroupVersionResource Secrets = new("", "v1", "secrets");

    /// <summary>Writes the credentials; the Secret is made when it is not there. The failure, or null.</summary>
    public static async ValueTask<Status?> StoreAsync(
        IClusterApi member,
        AgentCredentials credentials,
        CancellationToken cancellationToken,
        string @namespace = FleetNamespaces.System
    )
    {
        var secret = AgentManifest.Secret(credentials, @namespace);
        var written = await member.PatchAsync(
            Secrets,
            secret.Key,
            new(PatchType.Apply, secret.Root),
            new() { FieldManager = AgentContext.Manager, Force = true },
            cancellationToken
        );
        return written.Error;
    }

    /// <summary>Reads the credentials; null with the reason when there are none.</summary>
    public static async ValueTask<(AgentCredentials? Credentials, string Error)> LoadAsync(
        IClusterApi member,
        CancellationToken cancellationToken,
        string @namespace = FleetNamespaces.System
    )
    {
        var key = new NamespacedName(@namespace, AgentManifest.SecretName);
        var read = await member.GetAsync(Secrets, key, cancellationToken);
        if (!read.IsSuccess)
            return (null, $"the Secret {key} cannot be read: {read.Error.Message}");
        try
        {
            var text = read.Value.Root.Map("data")?.Text(AgentManifest.SecretName) ?? "";
            var yaml = Encoding.UTF8.GetString(Convert.FromBase64String(text));
            return
                Kubeconfig.TryParse(yaml, "", out var kubeconfig, out var error)
                && AgentCredentials.From(kubeconfig) is { } credentials
                ? (credentials, "")
                : (null, $"the Secret {key} holds no credentials of an agent: {error}");
        }
        catch (FormatException e)
        {
            return (null, $"the Secret {key} holds no credentials of an agent: {e.Message}");
        }
    }
}
