using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Pangea.Cli;

/// <summary>Logs as lines: time, level, category, message; an exception follows indented.</summary>
internal sealed class LineLog : ILoggerProvider
{
    private const long LargestFile = 16 << 20;

    private readonly Lock outputLock = new();
    private readonly TextWriter output;
    private readonly TimeProvider clock;
    private string origin = "";

    private LineLog(TextWriter output, TimeProvider clock)
    {
        this.output = output;
        this.clock = clock;
    }

    /// <summary>Loggers that write lines; the framework's own only warn.</summary>
    public static ILoggerFactory CreateFactory(TextWriter output, TimeProvider clock) =>
        CreateFactory(new LineLog(output, clock));

    private static LoggerFactory CreateFactory(LineLog log)
    {
        var filter = new LoggerFilterOptions { MinLevel = LogLevel.Information };
        filter.Rules.Add(new(null, "Microsoft", LogLevel.Warning, null));
        return new([log], filter);
    }

    /// <summary>
    /// Loggers that write lines and say first whose they are: for processes whose lines end in one log.
    /// </summary>
    public static ILoggerFactory CreateFactory(TextWriter output, TimeProvider clock, RoleName role) =>
        CreateFactory(new LineLog(output, clock) { origin = $" [{role}]" });

    /// <summary>Puts a log aside that has grown large, in place of the one put aside before.</summary>
    public static void Rotate(string path)
    {
        if (File.Exists(path) && new FileInfo(path).Length > LargestFile)
            File.Move(path, path + ".1", overwrite: true);
    }

    /// <summary>Opens a log to be added to; several processes may write to it.</summary>
    public static StreamWriter OpenFile(string path) =>
        new(new FileStream(Native.OpenToAppend(path), FileAccess.Write, bufferSize: 0)) { AutoFlush = true };

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Lines(this, categoryName);

    /// <inheritdoc/>
    public void Dispose() { }

    private void Write(LogLevel level, string category, string message, Exception? exception)
    {
        var time = clock.GetUtcNow().ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        lock (outputLock)
        {
            output.WriteLine($"{time} {level.ToString().ToLowerInvariant(), -11}{origin} {category}: {message}");
            if (exception is not null)
                output.WriteLine("    " + exception.ToString().ReplaceLineEndings("\n    "));
        }
    }

    private sealed class Lines(LineLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

        public void Log<TState>(
            LogLevel logLevel,
            EventId eventId,
            TState state,
            Exception? exception,
            Func<TState, Exception?, string> formatter
        ) => log.Write(logLevel, category, formatter(state, exception), exception);
    }
}
