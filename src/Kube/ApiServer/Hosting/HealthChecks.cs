using System.Text;

namespace Pangea.Kube.ApiServer;

/// <summary>The answer of a health path.</summary>
/// <param name="Healthy">Whether all checks passed.</param>
/// <param name="Text">What is sent.</param>
internal readonly record struct HealthAnswer(bool Healthy, string Text);

/// <summary>
/// <c>/livez</c>, <c>/readyz</c>, <c>/healthz</c> and their single checks. Source: "Kubernetes API health endpoints" in the
/// Kubernetes documentation.
/// </summary>
internal sealed class HealthChecks
{
    private readonly List<(string Name, bool OnlyReady, Func<bool> Passes)> checks = [];

    /// <summary>Adds a check; one that only concerns readiness does not make the server look dead.</summary>
    public void Add(string name, bool onlyReady, Func<bool> passes) => checks.Add((name, onlyReady, passes));

    public HealthAnswer? Answer(string path, bool verbose, IEnumerable<string> exclude)
    {
        var parts = path.Trim('/').Split('/');
        if (parts is not (["livez" or "readyz" or "healthz"] or ["livez" or "readyz" or "healthz", _]))
            return null;
        var ready = parts[0] == "readyz";
        var relevant = checks.Where(c => ready || !c.OnlyReady).ToList();
        if (parts.Length == 2)
        {
            var single = relevant.FindIndex(c => c.Name == parts[1]);
            if (single < 0)
                return null;
            return relevant[single].Passes()
                ? new(true, "ok")
                : new(false, $"internal server error: {parts[1]}: reason withheld\n");
        }
        var skipped = exclude.ToHashSet(StringComparer.Ordinal);
        var text = new StringBuilder();
        var healthy = true;
        foreach (var (name, _, passes) in relevant)
        {
            if (skipped.Contains(name))
            {
                text.Append("[+]").Append(name).Append(" excluded: ok\n");
                continue;
            }
            var passed = passes();
            healthy &= passed;
            text.Append(passed ? "[+]" : "[-]").Append(name).Append(passed ? " ok\n" : " failed: reason withheld\n");
        }
        text.Append(parts[0]).Append(healthy ? " check passed\n" : " check failed\n");
        if (healthy)
            return new(true, verbose ? text.ToString() : "ok");
        return new(false, text.ToString());
    }
}
