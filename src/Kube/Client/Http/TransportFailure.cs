using System.Net.Sockets;
using System.Security.Authentication;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>What a failed connection means to a caller.</summary>
internal static class TransportFailure
{
    /// <summary>Whether an exception says that the server was not reached, or its answer was lost.</summary>
    public static bool Is(Exception error) =>
        error is HttpRequestException or IOException or SocketException or AuthenticationException;

    /// <summary>Whether the request cannot have reached the server, so that even a write may be repeated.</summary>
    public static bool IsBeforeSending(Exception error) =>
        error
            is HttpRequestException
            {
                HttpRequestError: HttpRequestError.ConnectionError
                    or HttpRequestError.NameResolutionError
                    or HttpRequestError.ProxyTunnelError,
            };

    /// <summary>503, with the reasons down to the first cause: what somebody needs to find out what is wrong.</summary>
    public static Status ToStatus(Exception error, ServerLink server)
    {
        var refused = error is HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError };
        if (refused && server.Refusal.Length > 0)
            return Status.ServiceUnavailable($"the server {server.Server.Authority} is not trusted: {server.Refusal}");
        // A connection that took too long to make is reported as a cancellation with the reason inside.
        var why = error is OperationCanceledException { InnerException: { } inner } ? inner.Message : error.Message;
        for (var cause = error.InnerException; cause is not null; cause = cause.InnerException)
        {
            if (!why.Contains(cause.Message, StringComparison.Ordinal))
                why += ": " + cause.Message;
        }
        return Status.ServiceUnavailable($"{server.Server.Authority}: {why}");
    }
}
