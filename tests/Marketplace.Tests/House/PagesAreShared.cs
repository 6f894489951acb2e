using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Marketplace.Web;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.DependencyInjection;

namespace Marketplace.Tests.House;

/// <summary>Several hosts with one Redis, which comes and goes.</summary>
public sealed class PagesAreShared : IDisposable
{
    private readonly int port = FreePort();
    private readonly string folder = Directory.CreateTempSubdirectory("marketplace-shared-").FullName;
    private Process? redis;

    private static string? Program => (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(p => Path.Combine(p, "redis-server")).FirstOrDefault(File.Exists);

    private string Setting => $"--Redis:ConnectionString=127.0.0.1:{port}";

    private async Task StartRedisAsync()
    {
        Skip.If(Program is null, "There is no redis-server.");
        redis = Process.Start(new ProcessStartInfo(Program!, ["--port", $"{port}", "--bind", "127.0.0.1", "--save", "", "--dir", folder]) { RedirectStandardOutput = true });
        _ = redis!.StandardOutput.ReadToEndAsync();
        await SiteFactory.EventuallyAsync(async () => { using var client = new TcpClient(); try { await client.ConnectAsync(IPAddress.Loopback, port); return true; } catch (SocketException) { return false; } }, "Redis answers");
    }

    private void StopRedis()
    {
        redis?.Kill();
        redis?.WaitForExit();
        redis = null;
    }

    [SkippableFact]
    public async Task A_page_that_one_host_keeps_another_finds_and_evicts()
    {
        await StartRedisAsync();
        await using var one = Site.Build(["--environment=Production", $"--Marketplace:DataDirectory={folder}/one", .. SiteFactory.Quiet, Setting], serving: false);
        await using var other = Site.Build(["--environment=Production", $"--Marketplace:DataDirectory={folder}/other", .. SiteFactory.Quiet, Setting], serving: false);
        var (kept, found) = (one.Services.GetRequiredService<IOutputCacheStore>(), other.Services.GetRequiredService<IOutputCacheStore>());
        await kept.SetAsync("page", [1, 2, 3], ["listing:1"], TimeSpan.FromMinutes(1), default);
        Assert.Equal([1, 2, 3], await found.GetAsync("page", default));
        await found.EvictByTagAsync("listing:1", default);
        Assert.Null(await kept.GetAsync("page", default));
    }

    [SkippableFact]
    public async Task While_Redis_is_away_pages_are_made_anew()
    {
        await StartRedisAsync();
        var site = new SiteWithRedis(Setting);
        await site.InitializeAsync();
        try
        {
            var browser = site.Browser();
            for (var asked = 0; asked < 2; asked++) { Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/achievements")).StatusCode); }
            Assert.NotNull((await browser.GetAsync("/achievements")).Headers.Age);
            StopRedis();
            for (var asked = 0; asked < 5; asked++) { Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/achievements")).StatusCode); }
            await StartRedisAsync();
            await SiteFactory.EventuallyAsync(async () => (await browser.GetAsync("/achievements")).Headers.Age is not null, "pages are kept again");
        }
        finally { await site.DisposeAsync(); }
    }

    [Theory]
    [InlineData("nonsense=secret-123")]
    [InlineData("password=secret-123")]
    public void A_wrong_address_stops_the_start_and_names_the_key(string connection)
    {
        var wrong = Assert.Throws<InvalidOperationException>(() => Site.Build([$"--Marketplace:DataDirectory={folder}", .. SiteFactory.Quiet, $"--Redis:ConnectionString={connection}"], serving: false));
        Assert.Contains("Redis:ConnectionString", wrong.Message);
        Assert.DoesNotContain("secret-123", wrong.ToString());
    }

    private sealed class SiteWithRedis(string setting) : SiteFactory
    {
        protected override IEnumerable<string> Settings => [setting, "--RateLimits:RequestsPerMinute=0"];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        StopRedis();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }
}
