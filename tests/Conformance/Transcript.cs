using System.Text;
using System.Text.RegularExpressions;

namespace Pangea.Conformance.Tests;

/// <summary>One command of a transcript and what it is to print.</summary>
/// <param name="Line">Where it stands in the file, from 1.</param>
/// <param name="Command">The command line; here-documents make it several lines.</param>
/// <param name="Expected">The lines it prints.</param>
/// <param name="ExitCode">The code it ends with.</param>
internal sealed record Step(int Line, string Command, IReadOnlyList<string> Expected, int ExitCode);

/// <summary>
/// A session at a terminal, written down: what is typed and what the answer is. Indented by two, <c>$ </c> begins a command, <c>&gt; </c>
/// goes on with it, <c>[1]</c> at the end of the answer is its exit code (0 is left out), and the rest is the answer; what is not indented is
/// for the reader.
/// </summary>
/// <remarks>
/// In an answer, a word in angle brackets stands for what differs from run to run (<see cref="Words"/>), <c>&lt;?…&gt;</c> is said by some
/// versions of the client only, and a line <c>...</c> stands for any number of lines. Runs of spaces inside a line match runs of any length, as columns move with their content; the indentation counts.
/// </remarks>
internal sealed partial class Transcript(IReadOnlyList<string> lines)
{
    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["<age>"] = "[0-9]+(ms|s|m|m[0-9]+s)",
        ["<uid>"] = "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}",
        ["<rv>"] = "[0-9]+",
        ["<time>"] = "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{6})?Z",
        ["<date>"] =
            "(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9]{2}:[0-9]{2}:[0-9]{2} [+]0000",
        ["<ip>"] = "[0-9]+\\.[0-9]+\\.[0-9]+\\.[0-9]+",
        ["<port>"] = "[0-9]{2,5}",
        ["<id>"] = "[0-9a-z]+",
        ["<any>"] = ".*",
    };

    public IReadOnlyList<string> Lines => lines;

    public IReadOnlyList<Step> Steps { get; } = Read(lines);

    /// <summary>Whether every version of the clients runs it, also in short runs.</summary>
    public bool ForAllVersions => lines[0].Contains("(every version)", StringComparison.Ordinal);

    public static Transcript Load(string path) => new(File.ReadAllLines(path));

    /// <summary>Whether an answer is what a step expects.</summary>
    public static bool Matches(IReadOnlyList<string> expected, string output)
    {
        var pattern = new StringBuilder("\\A");
        var count = expected.Count;
        while (count > 0 && expected[count - 1].Length == 0)
            count--;
        foreach (var line in expected.Take(count))
        {
            if (line == "...")
                pattern.Append("(?:.*\\n)*?");
            else
                pattern.Append(PatternOf(line)).Append("[ ]*\\n");
        }
        var text = output.TrimEnd() is { Length: > 0 } said ? said + "\n" : "";
        return Regex.IsMatch(text, pattern.Append("\\z").ToString(), RegexOptions.CultureInvariant);
    }

    /// <summary>The text of the file with other answers, for <c>PANGEA_TEST_UPDATE=1</c>.</summary>
    public string With(IReadOnlyList<(Step Step, int ExitCode, string Output)> answers)
    {
        var text = new StringBuilder();
        var at = 0;
        foreach (var (step, exitCode, output) in answers)
        {
            var answer = step.Line + step.Command.Count(c => c == '\n');
            for (; at < answer; at++)
                text.Append(lines[at]).Append('\n');
            var end = at;
            while (end < lines.Count && IsAnswer(lines[end]))
                end++;
            if (exitCode == step.ExitCode && Matches(step.Expected, output))
            {
                for (; at < end; at++)
                    text.Append(lines[at]).Append('\n');
                continue;
            }
            at = end;
            foreach (var line in output.TrimEnd('\n').Split('\n').Where(_ => output.Length > 0))
                text.Append("  ").Append(Generalized(line)).Append('\n');
            if (exitCode != 0)
                text.Append("  [").Append(exitCode).Append("]\n");
        }
        for (; at < lines.Count; at++)
            text.Append(lines[at]).Append('\n');
        return text.ToString();
    }

    private static List<Step> Read(IReadOnlyList<string> lines)
    {
        var steps = new List<Step>();
        for (var at = 0; at < lines.Count; at++)
        {
            if (!lines[at].StartsWith("  $ ", StringComparison.Ordinal))
                continue;
            var line = at + 1;
            var command = new StringBuilder(lines[at][4..]);
            for (; at + 1 < lines.Count && lines[at + 1].StartsWith("  >", StringComparison.Ordinal); at++)
                command.Append('\n').Append(lines[at + 1].Length > 4 ? lines[at + 1][4..] : "");
            var expected = new List<string>();
            for (; at + 1 < lines.Count && IsAnswer(lines[at + 1]); at++)
                expected.Add(lines[at + 1].TrimEnd() is { Length: > 2 } answer ? answer[2..] : "");
            var code = 0;
            if (expected.Count > 0 && ExitCodeLine().Match(expected[^1]) is { Success: true } match)
            {
                code = int.Parse(match.Groups[1].ValueSpan, null);
                expected.RemoveAt(expected.Count - 1);
            }
            steps.Add(new(line, command.ToString(), expected, code));
        }
        return steps;
    }

    private static bool IsAnswer(string line) =>
        line.StartsWith("  ", StringComparison.Ordinal) && !line.StartsWith("  $ ", StringComparison.Ordinal);

    private static string PatternOf(string line)
    {
        var pattern = new StringBuilder();
        var inside = false;
        for (var i = 0; i < line.Length; )
        {
            if (line.AsSpan(i).StartsWith("<?") && line.IndexOf('>', i) is > 0 and var end)
            {
                pattern.Append("(?:").Append(Regex.Escape(line[(i + 2)..end])).Append(")?");
                i = end + 1;
            }
            else if (
                line[i] == '<'
                && Words.FirstOrDefault(w => line.AsSpan(i).StartsWith(w.Key)) is { Key: { } word } known
            )
            {
                pattern.Append(known.Value);
                i += word.Length;
                inside = true;
            }
            else if (line[i] is ' ' or '\t' && inside)
            {
                var start = i;
                while (i < line.Length && line[i] is ' ' or '\t')
                    i++;
                pattern.Append(i - start == 1 ? "[ \t]+" : "[ \t]{2,}");
            }
            else
            {
                inside |= line[i] is not (' ' or '\t');
                pattern.Append(Regex.Escape(line.AsSpan(i, 1).ToString()));
                i++;
            }
        }
        return pattern.ToString();
    }

    private static string Generalized(string line)
    {
        line = Uid().Replace(line.TrimEnd(), "<uid>");
        line = Time().Replace(line, "<time>");
        line = Date().Replace(line, "<date>");
        line = ResourceVersion().Replace(line, "$1<rv>$3");
        return Age().Replace(line, "$1<age>");
    }

    [GeneratedRegex(@"^\[([0-9]+)\]$")]
    private static partial Regex ExitCodeLine();

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")]
    private static partial Regex Uid();

    [GeneratedRegex(@"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{6})?Z")]
    private static partial Regex Time();

    [GeneratedRegex("(Mon|Tue|Wed|Thu|Fri|Sat|Sun), [0-9]{2} [A-Z][a-z]{2} [0-9]{4} [0-9:]{8} [+]0000")]
    private static partial Regex Date();

    [GeneratedRegex("(resourceVersion\"?: ?\"?)([0-9]+)(\"?)")]
    private static partial Regex ResourceVersion();

    [GeneratedRegex("(  )[0-9]+(s|ms)(?=$|  )")]
    private static partial Regex Age();
}
