using System.Reflection;
using Marketplace.Modularity;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace Marketplace.Tests.House;

/// <summary>compose.yaml is tried by nobody here, so what can be checked of it is: services, ports, volumes, and that the site knows every key it is given.</summary>
public sealed class TheComposeFileFits
{
    private static readonly string Folder = Path.Combine(Architecture.FindRoot(), "src", "Marketplace.Web");
    private readonly Dictionary<object, object> file;

    public TheComposeFileFits()
    {
        using var text = File.OpenText(Path.Combine(Folder, "compose.yaml"));
        file = new DeserializerBuilder().Build().Deserialize<Dictionary<object, object>>(new MergingParser(new Parser(text)));
    }

    private Dictionary<object, object> Services => (Dictionary<object, object>)file["services"];

    private Dictionary<object, object> Service(string name) => (Dictionary<object, object>)Services[name];

    private static Dictionary<object, object> Environment(Dictionary<object, object> service) => (Dictionary<object, object>)service["environment"];

    [Fact]
    public void All_services_of_several_hosts_are_there_and_only_the_door_is_open()
    {
        Assert.Equal(["certificates", "door", "elasticsearch-1", "elasticsearch-2", "elasticsearch-3", "postgres", "redis", "site-1", "site-2"], Services.Keys.Cast<string>().Order(StringComparer.Ordinal));
        Assert.Equal(["door"], Services.Where(s => ((Dictionary<object, object>)s.Value).ContainsKey("ports")).Select(s => (string)s.Key));
        Assert.All(Services.Keys.Cast<string>().Where(s => s is not ("door" or "certificates")), s => Assert.Contains("healthcheck", Service(s).Keys));
    }

    [Fact]
    public void Both_hosts_are_alike_and_each_address_names_a_service()
    {
        var (first, second) = (Environment(Service("site-1")), Environment(Service("site-2")));
        Assert.Equal(first, second);
        var urls = ((string)first["Search__Elasticsearch__Url"]).Split(',').Select(u => new Uri(u)).ToList();
        Assert.Equal(3, urls.Count);
        Assert.All(urls, u => Assert.Equal((9200, true), (u.Port, Services.ContainsKey(u.Host))));
        Assert.True(Services.ContainsKey(((string)first["Redis__ConnectionString"]).Split(':')[0]));
        Assert.Contains("Host=postgres;", (string)first["ConnectionStrings__Marketplace"]);
        var door = (string)((Dictionary<object, object>)((Dictionary<object, object>)file["configs"])["door"])["content"];
        Assert.All((string[])["site-1", "site-2"], host => Assert.Contains($"server {host}:{new Uri(((string)first["Urls"]).Replace("+", "any")).Port};", door));
    }

    [Fact]
    public void Every_volume_and_every_service_waited_for_is_declared()
    {
        var volumes = ((Dictionary<object, object>)file["volumes"]).Keys.Cast<string>().ToHashSet();
        foreach (var service in Services.Values.Cast<Dictionary<object, object>>())
        {
            foreach (var volume in service.TryGetValue("volumes", out var list) ? (List<object>)list : []) { Assert.Contains(((string)volume).Split(':')[0], volumes); }
            var waits = !service.TryGetValue("depends_on", out var needs) ? [] : needs is List<object> names ? names : [.. ((Dictionary<object, object>)needs).Keys];
            Assert.All(waits, w => Assert.True(Services.ContainsKey(w), $"{w} is no service."));
        }
        Assert.True(File.Exists(Path.Combine(Folder, "Dockerfile")));
    }

    [Fact]
    public void The_site_knows_every_key_that_it_is_given()
    {
        var known = KnownKeys().ToHashSet(StringComparer.OrdinalIgnoreCase);
        Assert.Empty(Environment(Service("site-1")).Keys.Cast<string>().Select(k => k.Replace("__", ":")).Where(k => !known.Contains(k)));
    }

    /// <summary>Properties of the options classes, and keys that are read where they are needed.</summary>
    private static IEnumerable<string> KnownKeys()
    {
        foreach (var type in ModuleCatalog.Discover().Assemblies.SelectMany(a => a.GetTypes()))
        {
            if (type.GetField("Section", BindingFlags.Public | BindingFlags.Static)?.GetRawConstantValue() is not string section) { continue; }
            foreach (var property in type.GetProperties()) { yield return $"{section}:{property.Name}"; }
        }
        foreach (var key in (string[])["Database:Provider", "ConnectionStrings:Marketplace", "Redis:ConnectionString", "ForwardedHeaders_Enabled", "Urls"]) { yield return key; }
    }
}
