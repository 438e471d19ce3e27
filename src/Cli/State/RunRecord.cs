using System.Collections.Immutable;
using System.Text;
using Pangea.Kube.Objects;
using Pangea.Pki;

namespace Pangea.Cli;

/// <summary>A role as it runs.</summary>
/// <param name="Role">Which.</param>
/// <param name="Pid">The process it runs in; 0 while it has none.</param>
/// <param name="Restarts">How often it was started again.</param>
internal sealed record RunningRole(RoleName Role, int Pid, int Restarts);

/// <summary>
/// Which processes run a fleet (<c>run.json</c>). It counts only while the fleet's lock is held: a crash leaves it behind.
/// </summary>
/// <param name="Pid">The process that holds the fleet.</param>
/// <param name="Isolated">Whether each role has a process of its own.</param>
/// <param name="Started">When the fleet was started.</param>
/// <param name="Roles">The roles.</param>
internal sealed record RunRecord(int Pid, bool Isolated, DateTimeOffset Started, ImmutableArray<RunningRole> Roles)
{
    /// <summary>Reads the record; null when there is none that can be read.</summary>
    public static async Task<RunRecord?> ReadAsync(FleetDirectory directory, CancellationToken cancellationToken)
    {
        if (await SecretFile.ReadAsync(directory.RunFile, cancellationToken) is not { } text)
            return null;
        MapValue root;
        try
        {
            root = JsonText.ParseMap(Encoding.UTF8.GetBytes(text));
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException)
        {
            return null;
        }
        var roles = ImmutableArray.CreateBuilder<RunningRole>();
        foreach (var entry in root.Maps("roles"))
        {
            if (RoleName.TryParse(entry.Text("name") ?? "", out var role))
                roles.Add(new(role.Value, (int)(entry.Integer("pid") ?? 0), (int)(entry.Integer("restarts") ?? 0)));
        }
        return new(
            (int)(root.Integer("pid") ?? 0),
            root.Flag("isolated") ?? false,
            Timestamps.TryParse(root.Text("started")) ?? default,
            roles.ToImmutable()
        );
    }

    /// <summary>Writes the record.</summary>
    public Task WriteAsync(FleetDirectory directory, CancellationToken cancellationToken)
    {
        var root = MapValue.Of(
            ("pid", Pid),
            ("isolated", Isolated),
            ("started", Timestamps.Format(Started)),
            (
                "roles",
                ListValue.From(
                    Roles.Select(
                        Value (r) => MapValue.Of(("name", r.Role.ToString()), ("pid", r.Pid), ("restarts", r.Restarts))
                    )
                )
            )
        );
        return SecretFile.WriteAsync(directory.RunFile, root + "\n", cancellationToken);
    }
}
