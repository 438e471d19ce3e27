using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Pangea.Kube.Client;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Fleet.Agent;

/// <summary>
/// Gets an agent's certificate from the hub: a new key, a certificate request, approval and signature by the hub. The first time with a bootstrap token, later
/// with the certificate before. The key never leaves the agent.
/// </summary>
internal static class CertificateOrder
{
    private const string Signer = "kubernetes.io/kube-apiserver-client";
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Orders a certificate and waits for it.</summary>
    /// <returns>The certificate and key as PEM, or why there are none.</returns>
    public static async ValueTask<(string CertificatePem, string PrivateKeyPem, string Error)> PlaceAsync(
        IClusterApi hub,
        AgentIdentity identity,
        TimeSpan patience,
        TimeProvider clock,
        CancellationToken cancellationToken
    )
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var order = Order(identity, key);
        var made = await hub.CreateAsync(AgentResources.SigningRequests, order, WriteOptions.None, cancellationToken);
        // The name follows from the key: what is there already is ours, from a try whose answer was lost.
        if (!made.IsSuccess && !made.Is(StatusReason.AlreadyExists))
            return ("", "", Refused(made.Error));
        var started = clock.GetTimestamp();
        for (var pause = FirstPause; ; pause = pause * 2 < LongestPause ? pause * 2 : LongestPause)
        {
            var seen = await hub.GetAsync(AgentResources.SigningRequests, order.Key, cancellationToken);
            if (!seen.IsSuccess && seen.Error.Code is not (429 or >= 500))
                return ("", "", Refused(seen.Error));
            if (seen.IsSuccess && Outcome(seen.Value) is var (certificate, error) && (certificate ?? error) is not null)
                return certificate is not null ? (certificate, key.ExportPkcs8PrivateKeyPem(), "") : ("", "", error!);
            if (clock.GetElapsedTime(started) > patience)
            {
                return (
                    "",
                    "",
                    string.Create(
                        CultureInfo.InvariantCulture,
                        $"the hub has not signed the certificate request {order.Name} within {patience.TotalSeconds:0} s"
                    )
                );
            }
            await Task.Delay(pause, clock, cancellationToken);
        }
    }

    private static KubeObject Order(AgentIdentity identity, ECDsa key)
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(key.ExportSubjectPublicKeyInfo()))[..16];
        var request = SigningRequest.Create(key, identity.Subject);
        return new(
            MapValue.Of(
                ("apiVersion", "certificates.k8s.io/v1"),
                ("kind", "CertificateSigningRequest"),
                ("metadata", MapValue.Of(("name", $"{AgentIdentity.RequestPrefix}{identity.Cluster}.{digest}"))),
                (
                    "spec",
                    MapValue.Of(
                        ("signerName", Signer),
                        ("request", Convert.ToBase64String(Encoding.ASCII.GetBytes(request))),
                        ("usages", ListValue.OfTexts(["digital signature", "client auth"]))
                    )
                )
            )
        );
    }

    /// <summary>The certificate, or why there will be none; neither as long as it is open.</summary>
    private static (string? Certificate, string? Error) Outcome(KubeObject order)
    {
        if (order.Status.Text("certificate") is { Length: > 0 } certificate)
            return (Encoding.ASCII.GetString(Convert.FromBase64String(certificate)), null);
        foreach (var condition in order.Status.Maps("conditions"))
        {
            if (condition.Text("type") is "Denied" or "Failed")
                return (null, $"the hub refuses: {condition.Text("message")}");
        }
        return (null, null);
    }

    private static string Refused(Status error) =>
        error.Code switch
        {
            401 => "the hub does not accept the token: it has expired or was deleted",
            403 => $"the token may not register clusters: {error.Message}",
            503 or 504 => $"the hub cannot be reached: {error.Message}",
            _ => $"the hub refuses the certificate request: {error.Message}",
        };
}
