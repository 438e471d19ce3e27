namespace Pangea.Cli;

/// <summary>What a user asked for cannot be done; the message says why in one line, and what to do where that helps.</summary>
internal sealed class CommandFailedException(string message, Exception? inner = null) : Exception(message, inner);
