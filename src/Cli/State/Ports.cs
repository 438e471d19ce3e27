using System.Net;
using System.Net.Sockets;

namespace Pangea.Cli;

/// <summary>Finds ports to listen on, once in a fleet's life, and tells whether one is taken.</summary>
internal static class Ports
{
    /// <summary>Where the search for the hub's port starts.</summary>
    public const int FirstOfHub = 32443;

    /// <summary>The next free port from a given one on.</summary>
    /// <param name="first">Where to start.</param>
    /// <param name="address">The address to listen at.</param>
    /// <param name="promised">Ports that are free and promised to somebody.</param>
    public static int NextFree(int first, IPAddress address, IReadOnlyCollection<int> promised)
    {
        for (var port = first; port <= IPEndPoint.MaxPort; port++)
        {
            if (!promised.Contains(port) && IsFree(new(address, port)))
                return port;
        }
        throw new CommandFailedException($"no port from {first} on is free");
    }

    /// <summary>Whether one could listen there now.</summary>
    public static bool IsFree(IPEndPoint endpoint)
    {
        using var socket = new Socket(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endpoint);
            socket.Listen(1);
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            return false;
        }
        catch (SocketException e)
        {
            throw new CommandFailedException($"nobody can listen at {endpoint}: {e.Message}", e);
        }
    }

    /// <summary>
    /// Held from the choice of ports until something listens there, so that two fleets of a user that are made at the same time do not choose
    /// the same ones. Null when it cannot be had: then a collision shows as a port that is taken.
    /// </summary>
    public static async Task<IDisposable?> ChooseAloneAsync(TimeProvider clock, CancellationToken cancellationToken)
    {
        var path = Path.Combine(Path.GetTempPath(), $"pangea-ports-{Native.UserId()}.lock");
        for (var tries = 0; tries < 300; tries++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (UnauthorizedAccessException)
            {
                return null;
            }
            catch (IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(50), clock, cancellationToken);
            }
        }
        return null;
    }
}
