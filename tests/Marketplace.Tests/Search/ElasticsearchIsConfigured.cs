using System.Net;
using System.Net.Sockets;
using System.Text;
using Marketplace.Search;
using Marketplace.Search.Elasticsearch;
using Marketplace.Web;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Marketplace.Tests.Search;

public sealed class ElasticsearchIsConfigured : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("marketplace-configured-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("Url", "search.example.org:9200")]
    [InlineData("Url", "")]
    [InlineData("Url", "https://user:secret@search.example.org")]
    [InlineData("Username", "elastic")]
    [InlineData("Password", "secret")]
    [InlineData("ApiKey", "not base64!")]
    [InlineData("CertificateFingerprint", "12:34")]
    [InlineData("Index", "Upper_Case")]
    public async Task A_setting_that_cannot_work_stops_the_start_and_is_named(string key, string value)
    {
        var wrong = await Assert.ThrowsAsync<OptionsValidationException>(() => StartAsync([$"--Search:Engine=Elasticsearch", $"--Search:Elasticsearch:{key}={value}"]));
        Assert.Contains($"Search:Elasticsearch:{key}", wrong.Message);
        Assert.DoesNotContain("secret", wrong.Message);
    }

    [Fact]
    public async Task An_engine_that_is_none_stops_the_start_and_is_named()
    {
        var wrong = await Assert.ThrowsAsync<InvalidOperationException>(() => StartAsync(["--Search:Engine=Solr"]));
        Assert.Contains("Search:Engine is 'Solr'", wrong.Message);
    }

    private async Task StartAsync(string[] settings)
    {
        await using var app = Site.Build(["--environment=Production", "--urls=http://127.0.0.1:0", $"--Marketplace:DataDirectory={folder}", "--Logging:LogLevel:Default=None", .. settings], serving: true);
        await Site.PrepareAsync(app, default);
        await app.StartAsync();
    }

    [Theory]
    [InlineData("ApiKey", "aWQ6a2V5", "ApiKey aWQ6a2V5")]
    [InlineData("Username", "elastic", "Basic ZWxhc3RpYzpzZWNyZXQtMTIz")]
    public async Task Who_asks_is_said_with_every_request(string key, string value, string header)
    {
        var options = new ElasticsearchOptions();
        if (key == "ApiKey") { options.ApiKey = value; } else { (options.Username, options.Password) = (value, "secret-123"); }
        var (heads, refused) = await RefusedAsync(options);
        Assert.All(heads, head => Assert.Contains($"\r\nAuthorization: {header}\r\n", head, StringComparison.OrdinalIgnoreCase));
        Assert.Contains("Search:Elasticsearch:Username", refused.Message);
        Assert.DoesNotContain("aWQ6a2V5", refused.ToString());
        Assert.DoesNotContain("secret-123", refused.ToString());
    }

    /// <summary>Asks a listener that refuses everybody; the heads of the requests, and what is told of it.</summary>
    private static async Task<(List<string> Heads, SearchUnavailableException Refused)> RefusedAsync(ElasticsearchOptions options)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        options.Url = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        var heads = new List<string>();
        using var stop = new CancellationTokenSource();
        var answering = AnswerAsync(listener, heads, stop.Token);
        using var engine = ElasticsearchServer.Engine(options, passing: false);
        var refused = await Assert.ThrowsAsync<SearchUnavailableException>(() => engine.SearchAsync(new SearchQuery { Text = "battery" }, default));
        await stop.CancelAsync();
        await answering.ContinueWith(_ => { });
        Assert.NotEmpty(heads);
        return (heads, refused);
    }

    private static async Task AnswerAsync(TcpListener listener, List<string> heads, CancellationToken stop)
    {
        while (true)
        {
            using var client = await listener.AcceptTcpClientAsync(stop);
            var buffer = new byte[64 << 10];
            var read = await client.GetStream().ReadAsync(buffer, stop);
            heads.Add(Encoding.ASCII.GetString(buffer, 0, read));
            const string Body = """{"error":{"type":"security_exception","reason":"no"},"status":401}""";
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"HTTP/1.1 401 Unauthorized\r\nX-Elastic-Product: Elasticsearch\r\nContent-Type: application/vnd.elasticsearch+json;compatible-with=9\r\nContent-Length: {Body.Length}\r\nConnection: close\r\n\r\n{Body}"), stop);
        }
    }

    [Fact]
    public async Task A_cluster_that_is_not_there_is_told_at_once_by_its_address()
    {
        using var engine = ElasticsearchServer.Engine(new ElasticsearchOptions { Url = "http://127.0.0.1:9, http://127.0.0.1:10" }, passing: false);
        foreach (var ask in (Func<Task>[])[() => engine.SearchAsync(new SearchQuery { Text = "a" }, default), () => engine.SuggestAsync(new SuggestQuery("a", "en"), default), () => engine.StatusAsync(default),
            () => engine.ApplyAsync([], 1, default), () => engine.BeginRebuildAsync(default)])
        {
            var away = await Assert.ThrowsAsync<SearchUnavailableException>(ask);
            Assert.Contains("http://127.0.0.1:9, http://127.0.0.1:10 is away", away.Message);
        }
    }
}
