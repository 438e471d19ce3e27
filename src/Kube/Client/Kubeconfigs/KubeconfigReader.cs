using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using Pangea.Kube.Objects;

namespace Pangea.Kube.Client;

/// <summary>Reads kubeconfig files. Unknown fields are passed over, as kubectl does.</summary>
internal sealed class KubeconfigReader(string directory)
{
    public bool TryRead(string text, [NotNullWhen(true)] out Kubeconfig? kubeconfig, out string error)
    {
        kubeconfig = null;
        error = "";
        try
        {
            var root = YamlText.Parse(text) switch
            {
                MapValue map => map,
                NullValue => MapValue.Empty,
                _ => throw new FormatException("it is no map"),
            };
            if (root.Text("kind") is { } kind && kind != "Config")
                throw new FormatException($"kind is \"{kind}\" and not \"Config\"");
            if (root.Text("apiVersion") is { } version && version != "v1")
                throw new FormatException($"apiVersion is \"{version}\" and not \"v1\"");
            kubeconfig = new()
            {
                CurrentContext = root.Text("current-context") ?? "",
                Clusters = Read(root, "clusters", "cluster", ReadCluster),
                Users = Read(root, "users", "user", ReadUser),
                Contexts = Read(root, "contexts", "context", ReadContext),
            };
            return true;
        }
        catch (FormatException e)
        {
            error = e.Message;
            return false;
        }
    }

    private static ImmutableArray<T> Read<T>(MapValue root, string list, string member, Func<string, MapValue, T> read)
    {
        var entries = ImmutableArray.CreateBuilder<T>();
        foreach (var entry in root.Maps(list))
        {
            var name =
                entry.Text("name") ?? throw new FormatException($"an entry of {list} has no name that is a text");
            try
            {
                entries.Add(read(name, entry.Map(member) ?? MapValue.Empty));
            }
            catch (FormatException e)
            {
                throw new FormatException($"{member} \"{name}\": {e.Message}", e);
            }
        }
        return entries.ToImmutable();
    }

    private KubeconfigCluster ReadCluster(string name, MapValue map) =>
        new(name, map.Text("server") ?? "")
        {
            AuthorityPem = Data(map, "certificate-authority-data"),
            AuthorityFile = File(map, "certificate-authority"),
            InsecureSkipTlsVerify = map.Flag("insecure-skip-tls-verify") ?? false,
            TlsServerName = map.Text("tls-server-name") ?? "",
            ProxyUrl = map.Text("proxy-url") ?? "",
            DisableCompression = map.Flag("disable-compression") ?? false,
        };

    private KubeconfigUser ReadUser(string name, MapValue map) =>
        new(name)
        {
            CertificatePem = Data(map, "client-certificate-data"),
            CertificateFile = File(map, "client-certificate"),
            KeyPem = Data(map, "client-key-data"),
            KeyFile = File(map, "client-key"),
            Token = map.Text("token") ?? "",
            TokenFile = File(map, "tokenFile"),
            Username = map.Text("username") ?? "",
            Password = map.Text("password") ?? "",
            Impersonate = ReadImpersonation(map),
            Refused = ReadRefused(map),
        };

    private static Impersonation? ReadImpersonation(MapValue map)
    {
        if (map.Text("as") is not { Length: > 0 } user)
            return null;
        var extra = ImmutableArray.CreateBuilder<KeyValuePair<string, ImmutableArray<string>>>();
        foreach (var (name, values) in map.Map("as-user-extra") ?? MapValue.Empty)
            extra.Add(new(name, [.. (values as ListValue)?.Texts ?? []]));
        return new(user)
        {
            Uid = map.Text("as-uid") ?? "",
            Groups = [.. map.Texts("as-groups")],
            Extra = extra.ToImmutable(),
        };
    }

    private static string ReadRefused(MapValue map)
    {
        const string Instead =
            "use a client certificate, a token or a tokenFile, for instance of a ServiceAccount, instead";
        if (map.Map("exec") is { } exec)
            return $"its credentials come from the program \"{exec.Text("command")}\" (exec), which is not run; {Instead}";
        if (map.Map("auth-provider") is { } provider)
            return $"its credentials come from the plugin \"{provider.Text("name")}\" (auth-provider), which there is none of; {Instead}";
        return "";
    }

    private static KubeconfigContext ReadContext(string name, MapValue map) =>
        new(name, map.Text("cluster") ?? "", map.Text("user") ?? "") { Namespace = map.Text("namespace") ?? "" };

    private static string Data(MapValue map, string field)
    {
        if (map.Text(field) is not { Length: > 0 } text)
            return "";
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(text));
        }
        catch (FormatException e)
        {
            throw new FormatException($"{field} is not base64", e);
        }
    }

    private string File(MapValue map, string field) =>
        map.Text(field) is { Length: > 0 } path ? Path.Combine(directory, path) : "";
}
