using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Pangea.Kube.ApiServer;

/// <summary>
/// Users by tokens that were given at start: lines of <c>token,user,uid,"group1,group2"</c>, as in kube-apiserver's token file.
/// </summary>
public sealed class StaticTokenAuthenticator : IAuthenticator
{
    private readonly Dictionary<Digest, AuthenticationResult> users = [];

    /// <summary>An authenticator of these tokens; of a repeated token the last user counts.</summary>
    public StaticTokenAuthenticator(IEnumerable<KeyValuePair<string, UserInfo>> tokens)
    {
        foreach (var (token, user) in tokens)
            users[Digest.Of(token)] = new(user, null);
    }

    /// <inheritdoc/>
    public ValueTask<AuthenticationResult> AuthenticateAsync(
        Credentials credentials,
        CancellationToken cancellationToken
    ) =>
        new(
            credentials.BearerToken is { Length: > 0 } token && users.TryGetValue(Digest.Of(token), out var user)
                ? user
                : AuthenticationResult.None
        );

    /// <summary>
    /// Reads a token file. Empty lines are passed over; a line has at least a token, a user and a uid, and fields may stand in quotes.
    /// </summary>
    /// <param name="text">The file's content.</param>
    /// <param name="tokens">Each token with its user, in the order of the lines.</param>
    /// <param name="error">What is wrong, with the number of the line.</param>
    public static bool TryParse(
        string text,
        [NotNullWhen(true)] out IReadOnlyList<KeyValuePair<string, UserInfo>>? tokens,
        out string error
    )
    {
        tokens = null;
        error = "";
        var read = new List<KeyValuePair<string, UserInfo>>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var content = line.TrimEnd('\r');
            if (content.Length == 0)
                continue;
            if (!TrySplit(content, out var fields))
                error = $"line {number}: a quote is not closed or has text after it";
            else if (fields.Count < 3)
                error =
                    $"line {number}: token file must have at least 3 columns (token, user name, user uid), found {fields.Count}";
            else if (fields[0].Length == 0)
                error = $"line {number}: the token is empty";
            if (error.Length > 0)
                return false;
            var groups = fields.Count > 3 ? fields[3].Split(',', StringSplitOptions.RemoveEmptyEntries) : [];
            read.Add(new(fields[0], UserInfo.Of(fields[1], groups) with { Uid = fields[2] }));
        }
        tokens = read;
        return true;
    }

    /// <summary>Splits a line of comma-separated fields (RFC 4180): a quoted field may hold commas, and quotes twice.</summary>
    private static bool TrySplit(string line, out List<string> fields)
    {
        fields = [];
        var field = new StringBuilder();
        var at = 0;
        while (true)
        {
            field.Clear();
            if (at < line.Length && line[at] == '"')
            {
                at++;
                while (true)
                {
                    if (at == line.Length)
                        return false;
                    if (line[at] != '"')
                        field.Append(line[at++]);
                    else if (at + 1 < line.Length && line[at + 1] == '"')
                        (field, at) = (field.Append('"'), at + 2);
                    else
                        break;
                }
                at++;
                if (at < line.Length && line[at] != ',')
                    return false;
            }
            else
            {
                while (at < line.Length && line[at] != ',')
                    field.Append(line[at++]);
            }
            fields.Add(field.ToString());
            if (at == line.Length)
                return true;
            at++;
        }
    }
}
