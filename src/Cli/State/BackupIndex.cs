using System.Collections.Immutable;
using System.Globalization;
using Pangea.Kube.Objects;

namespace Pangea.Cli;

/// <summary>The state of a server in a backup.</summary>
/// <param name="Role">The server.</param>
/// <param name="Revision">The revision at which it was copied.</param>
internal sealed record BackedUpState(RoleName Role, long Revision);

/// <summary>What a backup is of: the first file in it, <c>backup.json</c>.</summary>
/// <param name="Made">When it was made.</param>
/// <param name="Program">The version of the program that made it.</param>
/// <param name="States">The servers' states.</param>
internal sealed record BackupIndex(DateTimeOffset Made, string Program, ImmutableArray<BackedUpState> States)
{
    // Raised when an older program could not restore what is written here.
    private const long FormatVersion = 1;

    /// <summary>The file's name.</summary>
    public const string FileName = "backup.json";

    /// <summary>Reads what <see cref="ToJson"/> writes.</summary>
    /// <exception cref="CommandFailedException">It is something else, or a newer program wrote it.</exception>
    public static BackupIndex Read(ReadOnlySpan<byte> json, string archive)
    {
        MapValue root;
        try
        {
            root = JsonText.ParseMap(json);
        }
        catch (Exception e) when (e is FormatException or System.Text.Json.JsonException)
        {
            throw new CommandFailedException($"{archive} is no backup of pangea ({FileName} in it: {e.Message})", e);
        }
        var version = root.Integer("formatVersion") ?? 0;
        if (version > FormatVersion)
            throw new CommandFailedException(
                $"{archive} was made by a newer pangea ({root.Text("program")}; its format is {version}, this one knows {FormatVersion}): restore it with that one"
            );
        var states = new List<BackedUpState>();
        foreach (var state in root.Maps("states"))
        {
            if (RoleName.TryParse(state.Text("role") ?? "", out var role))
                states.Add(new(role.Value, state.Integer("revision") ?? 0));
        }
        if (
            version < 1
            || states.Count == 0
            || !DateTimeOffset.TryParse(
                root.Text("made"),
                CultureInfo.InvariantCulture,
                DateTimeStyles.AssumeUniversal,
                out var made
            )
        )
            throw new CommandFailedException(
                $"{archive} is no backup of pangea ({FileName} in it says nothing of use)"
            );
        return new(made, root.Text("program") ?? "", [.. states]);
    }

    /// <summary>The file's content.</summary>
    public ReadOnlyMemory<byte> ToJson() =>
        MapValue
            .Of(
                ("formatVersion", FormatVersion),
                ("made", MadeText),
                ("program", Program),
                (
                    "states",
                    ListValue.From(
                        States.Select(Value (s) => MapValue.Of(("role", s.Role.ToString()), ("revision", s.Revision)))
                    )
                )
            )
            .ToJson();

    /// <summary>When it was made, as users read it.</summary>
    public string MadeText => Made.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
