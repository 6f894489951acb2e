using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Marketplace.Benchmarks;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

// A bare host and the site, each a process of its own, measured in turns within one run: machines differ, ratios hold.
if (args is ["bare", var url]) { return await BareHost.RunAsync(url); }

var listings = args is [var given, ..] ? int.Parse(given) : 10_000;
return await SiteBenchmark.RunAsync(listings);

internal static class BareHost
{
    public static async Task<int> RunAsync(string url)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var app = builder.Build();
        app.MapGet("/", () => "hello");
        app.Urls.Add(url);
        await app.StartAsync();
        await Task.Delay(Timeout.Infinite);
        return 0;
    }
}

internal static class SiteBenchmark
{
    private const int Connections = 32;
    private const int Rounds = 3;
    private static readonly TimeSpan OfBare = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan OfSite = TimeSpan.FromSeconds(3);
    private static readonly string Words = "传感器 电池 检测 材料 机器人 膜 催化 算法 焊接 污水 sensor battery coating robot";

    public static async Task<int> RunAsync(int listings)
    {
        var folder = Directory.CreateTempSubdirectory("marketplace-benchmark-").FullName;
        try
        {
            await PublishAsync();
            await FillAsync(folder, listings);
            var bare = new Uri($"http://127.0.0.1:{FreePort()}");
            using var hello = Start(Path.Combine(AppContext.BaseDirectory, "Marketplace.Benchmarks"), ["bare", bare.ToString()], folder, null);
            var port = FreePort();
            var (site, startUp) = await StartSiteAsync(folder, port);
            using (site)
            {
                try { await MeasureAsync(bare, new Uri($"http://127.0.0.1:{port}"), startUp, site); }
                finally { site.Kill(entireProcessTree: true); hello.Kill(); await site.WaitForExitAsync(); }
            }
        }
        finally { Directory.Delete(folder, recursive: true); }
        return 0;
    }

    private static async Task MeasureAsync(Uri bare, Uri site, IReadOnlyList<TimeSpan> startUps, Process process)
    {
        using var client = new HttpClient { BaseAddress = site };
        var details = await ListingPathsAsync(client);
        string[] searches = [.. Words.Split(' ').Select(w => "/search?q=" + Uri.EscapeDataString(w))];
        string[] lists = [.. new[] { "new-it", "materials", "bio", "energy" }.SelectMany(f => new[] { $"/achievements?field={f}", $"/demands?field={f}", $"/achievements?field={f}&trl_min=5" })];
        await CheckAsync(client, ["/", .. details, .. searches, .. lists]);
        // The ceiling is off here, so a query string of its own makes each request miss the cache.
        var fresh = 0;
        Func<int, string> Again(string[] paths) => i => paths[i % paths.Length];
        Func<int, string> Fresh(string[] paths) => i => { var path = paths[i % paths.Length]; return $"{path}{(path.Contains('?') ? '&' : '?')}n={Interlocked.Increment(ref fresh)}"; };
        var hello = new Asked("bare host, hello", bare, _ => "/");
        Asked[] rows =
        [
            new("home", site, Again(["/"])),
            new("home, not compressed", site, Again(["/"]), Compressed: false),
            new("details", site, Again(details)),
            new("details, not cached", site, Fresh(details)),
            new("list with facets", site, Again(lists)),
            new("list with facets, not cached", site, Fresh(lists)),
            new("search", site, Again(searches)),
            new("search, not cached", site, Fresh(searches)),
        ];
        foreach (var row in (Asked[])[hello, .. rows]) { await Load.RunAsync(row, Connections, OfSite); }
        Console.WriteLine("| page | requests a second | of the bare host | p50 ms | p99 ms | KB | failures |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: | ---: |");
        foreach (var row in rows) { await TellAsync(row, hello); }
        process.Refresh();
        Console.WriteLine($"Start-up {string.Join(", ", startUps.Select(s => s.TotalSeconds.ToString("F2")))} s; memory after the run {process.WorkingSet64 / 1048576.0:F0} MB.");
        Console.WriteLine($"First view of home: {await PageWeight.OfAsync(site, "/") / 1024.0:F0} KB over the wire.");
    }

    /// <summary>Beside the bare host in turns, the middle round told: what else runs on the machine then slows both.</summary>
    private static async Task TellAsync(Asked row, Asked hello)
    {
        var rounds = new List<(double Share, Measured Site)>();
        for (var i = 0; i < Rounds; i++)
        {
            var bare = await Load.RunAsync(hello, Connections, OfBare);
            var site = await Load.RunAsync(row, Connections, OfSite);
            rounds.Add((site.PerSecond / bare.PerSecond, site));
        }
        var (share, m) = rounds.OrderBy(r => r.Share).ElementAt(Rounds / 2);
        Console.WriteLine($"| {row.Name} | {m.PerSecond:F0} | {share:P1} | {m.P50:F1} | {m.P99:F1} | {m.Bytes / 1024.0:F1} | {rounds.Sum(r => r.Site.Failures)} |");
    }

    /// <summary>Every address that is measured answers with its page, not with a notice or another page.</summary>
    private static async Task CheckAsync(HttpClient client, IEnumerable<string> paths)
    {
        foreach (var path in paths)
        {
            using var answer = await client.GetAsync(path);
            var html = await answer.Content.ReadAsStringAsync();
            var isIt = answer.StatusCode == HttpStatusCode.OK && html.Contains("<h1", StringComparison.Ordinal) && answer.RequestMessage!.RequestUri!.PathAndQuery == path
                && (path.Split('/') is not [_, "achievements", var id, _] || html.Contains($"/achievements/{id}/", StringComparison.Ordinal));
            if (!isIt) { throw new InvalidOperationException($"{path} answers {(int)answer.StatusCode} and not its page: {answer.RequestMessage?.RequestUri?.PathAndQuery} {html[..Math.Min(html.Length, 300)]}"); }
        }
    }

    private static async Task<string[]> ListingPathsAsync(HttpClient client)
    {
        var json = System.Text.Json.JsonDocument.Parse(await client.GetStringAsync("/api/v1/search?q=&kind=achievement&limit=50"));
        return [.. json.RootElement.GetProperty("items").EnumerateArray().Select(i => new Uri(client.BaseAddress!, i.GetProperty("url").GetString()!).AbsolutePath)];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>The demonstration city and as many made-up listings as are missing.</summary>
    private static async Task FillAsync(string folder, int listings)
    {
        await RunVerbAsync(folder, "seed", "demo-city");
        var random = new Random(7);
        var words = Words.Split(' ');
        string[] fields = ["new-it", "equipment", "materials", "bio", "nev", "energy", "environment", "digital", "services"];
        var file = Path.Combine(folder, "listings.jsonl");
        await File.WriteAllLinesAsync(file, Enumerable.Range(0, listings).Select(i =>
        {
            var some = Enumerable.Range(0, 60).Select(_ => words[(int)(words.Length * Math.Pow(random.NextDouble(), 2))]);
            return System.Text.Json.JsonSerializer.Serialize(new { id = $"b{i}", title = $"示例成果{i}：{words[random.Next(words.Length)]}与{words[random.Next(words.Length)]}", text = string.Join('，', some), field = fields[random.Next(9)], trl = random.Next(1, 10) });
        }));
        await RunVerbAsync(folder, "import", file, "--kind", "achievement", "--as", "海河理工大学", "--publish");
    }

    private static async Task RunVerbAsync(string folder, params string[] verb)
    {
        using var process = Start("dotnet", [SiteProgram(), .. verb], folder, null);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) { throw new InvalidOperationException($"{verb[0]} ended with {process.ExitCode}."); }
    }

    private static async Task<(Process, IReadOnlyList<TimeSpan>)> StartSiteAsync(string folder, int port)
    {
        // Once to build the index, and then to see how long a start takes with everything in place.
        using (var first = Start("dotnet", [SiteProgram(), "serve"], folder, port))
        {
            try
            {
                await AnswersAsync(port);
                await IndexedAsync(port);
            }
            finally
            {
                first.Kill(entireProcessTree: true);
                await first.WaitForExitAsync();
            }
        }
        await MatchedAsync(folder);
        var took = new List<TimeSpan>();
        while (true)
        {
            var watch = Stopwatch.StartNew();
            var site = Start("dotnet", [SiteProgram(), "serve"], folder, port);
            await AnswersAsync(port);
            took.Add(watch.Elapsed);
            if (took.Count == Rounds) { return (site, took); }
            site.Kill(entireProcessTree: true);
            await site.WaitForExitAsync();
            site.Dispose();
        }
    }

    private static async Task IndexedAsync(int port)
    {
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        for (var i = 0; i < 600; i++)
        {
            var before = await TotalAsync(client);
            await Task.Delay(1500);
            if (before > 0 && await TotalAsync(client) == before) { return; }
        }
    }

    /// <summary>Matching ten thousand listings that came at once takes minutes beside whatever is measured; no site's day is like that, so they count as matched.</summary>
    private static async Task MatchedAsync(string folder)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(folder, "marketplace.db")}");
        await database.OpenAsync();
        await using var command = database.CreateCommand();
        command.CommandText = """INSERT OR REPLACE INTO "ReaderPositions" ("Reader", "Position") SELECT 'matching', MAX("Position") FROM "Events" """;
        if (await command.ExecuteNonQueryAsync() != 1) { throw new InvalidOperationException("The position of the matching cannot be set."); }
    }

    private static async Task<int> TotalAsync(HttpClient client) =>
        System.Text.Json.JsonDocument.Parse(await client.GetStringAsync($"/api/v1/search?q=&limit=1&n={Random.Shared.Next()}")).RootElement.GetProperty("total").GetInt32();

    private static async Task AnswersAsync(int port)
    {
        using var client = new HttpClient();
        // A first start is ready when the whole index is there.
        for (var i = 0; i < 12_000; i++)
        {
            try { if ((await client.GetAsync($"http://127.0.0.1:{port}/readyz")).StatusCode == HttpStatusCode.OK) { return; } }
            catch (Exception problem) when (problem is HttpRequestException or SocketException) { }
            await Task.Delay(25);
        }
        throw new InvalidOperationException("The site did not start.");
    }

    private static Process Start(string program, string[] arguments, string folder, int? port)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = port is not null, WorkingDirectory = Path.GetDirectoryName(SiteProgram())! };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Marketplace__DataDirectory"] = folder;
        start.Environment["Marketplace__Demo__Password"] = "Example-Harbour-27";
        start.Environment["RateLimits__RequestsPerMinute"] = "0";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        if (port is not null) { start.Environment["Urls"] = $"http://127.0.0.1:{port}"; }
        var process = Process.Start(start)!;
        if (port is not null) { process.BeginOutputReadLine(); }
        return process;
    }

    /// <summary>The site as it is put on a server; kept between runs, where only what changed is compiled again.</summary>
    private static async Task PublishAsync()
    {
        using var process = Process.Start("dotnet", ["publish", SiteProject(), "-c", "Release", "-o", Path.GetDirectoryName(SiteProgram())!, "--nologo", "-v", "q", "-clp:ErrorsOnly"]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) { throw new InvalidOperationException($"Publishing ended with {process.ExitCode}."); }
    }

    private static string SiteProgram() => Path.Combine(SiteProject(), "bin", "Release", "published", "Marketplace.Web.dll");

    private static string SiteProject()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Marketplace.sln"))) { return Path.Combine(folder, "src", "Marketplace.Web"); }
        }
        throw new InvalidOperationException("The benchmark runs inside the repository.");
    }
}
