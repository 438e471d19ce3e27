using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer.Tests.Admission;

/// <summary>Webhooks that answer in the process, by the host of their address.</summary>
internal sealed class FakeWebhooks : IWebhookTransport
{
    private readonly Dictionary<string, Func<MapValue, WebhookAnswer>> answers = [];

    /// <summary>What was asked, in order: the host and the request.</summary>
    public List<(string Host, MapValue Request)> Asked { get; } = [];

    /// <summary>How long everybody thinks.</summary>
    public TimeSpan Delay { get; set; }

    public TimeProvider Clock { get; set; } = TimeProvider.System;

    public void Answer(string host, Func<MapValue, WebhookAnswer> answer) => answers[host] = answer;

    public void Answer(string host, string response) => Answer(host, request => Review(request, response));

    /// <summary>Adds a JSON patch to whatever is asked.</summary>
    public void Patch(string host, string patch) =>
        Answer(
            host,
            $$""" "allowed":true,"patchType":"JSONPatch","patch":"{{Convert.ToBase64String(
                Encoding.UTF8.GetBytes(patch)
            )}}" """
        );

    public static WebhookAnswer Review(MapValue request, string response) =>
        new(
            JsonText.ParseMap(
                Encoding.UTF8.GetBytes(
                    $$$"""
                    {"apiVersion":"admission.k8s.io/v1","kind":"AdmissionReview","response":{"uid":"{{{request.Text(
                        "uid"
                    )}}}",{{{response}}}}}
                    """
                )
            ),
            ""
        );

    public async ValueTask<WebhookAnswer> PostAsync(
        WebhookTarget target,
        MapValue body,
        TimeSpan timeout,
        CancellationToken cancellationToken
    )
    {
        var request = body.Map("request")!;
        Asked.Add((target.Address.Host, request));
        if (Delay > TimeSpan.Zero)
            await Task.Delay(Delay, Clock, cancellationToken);
        return answers.TryGetValue(target.Address.Host, out var answer)
            ? answer(request)
            : WebhookAnswer.Failed($"Post \"{target.Address}\": nobody is there");
    }
}
