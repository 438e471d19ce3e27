using Microsoft.Extensions.Time.Testing;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Kube.ApiServer.Tests;

/// <summary>What the tests of authentication start from: a clock that stands still, an authority, and short ways to ask.</summary>
internal sealed class Given
{
    public static readonly DateTimeOffset Start = new(2031, 5, 1, 12, 0, 0, TimeSpan.Zero);
    public static readonly TimeSpan Day = TimeSpan.FromDays(1);

    public Given()
    {
        Environment = new(Clock, new Random(1).NextBytes);
        Authority = CertificateAuthority.CreateRoot("clients", 365 * Day, Environment);
    }

    public FakeTimeProvider Clock { get; } = new(Start);

    public PkiEnvironment Environment { get; }

    public CertificateAuthority Authority { get; }

    public static async Task<AuthenticationResult> Ask(IAuthenticator authenticator, string token) =>
        await authenticator.AuthenticateAsync(new(null, token), CancellationToken.None);

    public static async Task<AuthenticationResult> Ask(IAuthenticator authenticator, CertificateWithKey certificate) =>
        // As a server gets it: without the key, and a new object for every connection.
        await authenticator.AuthenticateAsync(
            new(PemText.ReadCertificates(certificate.CertificatePem)[0], ""),
            CancellationToken.None
        );

    public static void AssertRefused(AuthenticationResult result)
    {
        Assert.Null(result.User);
        Assert.Equal(
            (401, "Unauthorized", "Unauthorized"),
            (result.Error?.Code, result.Error?.Reason, result.Error?.Message)
        );
    }

    public static void AssertNone(AuthenticationResult result) => Assert.Equal(AuthenticationResult.None, result);

    public static KubeObject Object(string kind, string @namespace, string name, string uid) =>
        new(
            MapValue.Of(
                ("apiVersion", "v1"),
                ("kind", kind),
                (
                    "metadata",
                    MapValue.Of(
                        ("name", name),
                        ("namespace", @namespace.Length == 0 ? null : (Value)@namespace),
                        ("uid", uid)
                    )
                )
            )
        );

    public static KubeObject Deleting(KubeObject obj, DateTimeOffset when) =>
        obj.With(Timestamps.Format(when), "metadata", "deletionTimestamp");
}
