using Pangea.Kube.Apply;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>What came of asking a webhook.</summary>
internal sealed record WebhookVerdict
{
    /// <summary>Its refusal, or null.</summary>
    public Status? Refusal { get; init; }

    /// <summary>Why it could not be asked, or gave no answer that can be used; else null.</summary>
    public string? Failure { get; init; }

    /// <summary>Its changes, or null.</summary>
    public JsonPatch? Patch { get; init; }

    /// <summary>What the client is to be told.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];
}
