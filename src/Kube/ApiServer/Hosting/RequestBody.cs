using System.Buffers;
using Microsoft.AspNetCore.Http;
using Pangea.Kube.Objects;

namespace Pangea.Kube.ApiServer;

/// <summary>Reads a request's body whole, within the API's limit.</summary>
internal static class RequestBody
{
    /// <summary>3 MiB, as kube-apiserver.</summary>
    public const int Limit = 3 * 1024 * 1024;

    /// <summary>The bytes; the error is 413 when there are too many.</summary>
    public static async ValueTask<(byte[] Bytes, Status? Error)> ReadAsync(HttpContext http)
    {
        if (http.Request.ContentLength > Limit)
            return ([], Status.RequestEntityTooLarge(Limit));
        var reader = http.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(http.RequestAborted);
            if (read.Buffer.Length > Limit)
            {
                reader.AdvanceTo(read.Buffer.End);
                return ([], Status.RequestEntityTooLarge(Limit));
            }
            if (read.IsCompleted)
            {
                var bytes = read.Buffer.ToArray();
                reader.AdvanceTo(read.Buffer.End);
                return (bytes, null);
            }
            reader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }
}
