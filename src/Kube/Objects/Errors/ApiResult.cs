using System.Diagnostics.CodeAnalysis;

namespace Pangea.Kube.Objects;

/// <summary>What an API call gave: a value, or the Status that says why not.</summary>
public readonly struct ApiResult<T>
    where T : class
{
    private ApiResult(T? value, Status? error)
    {
        Value = value;
        Error = error;
    }

    /// <summary>The value; null on failure.</summary>
    public T? Value { get; }

    /// <summary>The failure; null on success.</summary>
    public Status? Error { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(true, nameof(Value))]
    [MemberNotNullWhen(false, nameof(Error))]
    public bool IsSuccess => Error is null;

    /// <summary>Whether the call failed with this reason (see <see cref="StatusReason"/>).</summary>
    public bool Is(string reason) => Error?.Reason == reason;

    /// <summary>Whether the object is not there.</summary>
    public bool IsNotFound => Error is { Code: 404 };

    /// <summary>A success.</summary>
    public static implicit operator ApiResult<T>(T value) => new(value, null);

    /// <summary>A failure.</summary>
    public static implicit operator ApiResult<T>(Status error) => new(null, error);
}
