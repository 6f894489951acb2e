using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Marketplace.BrowserTests;

/// <summary>The real host as a process of its own, with the demonstration city in a new data directory, and a real browser.</summary>
public sealed class RunningSite : IAsyncLifetime
{
    public const string Password = "Example-Harbour-27";
    private static readonly string[] BrowserFlags =
        ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private Process? host;
    private IPlaywright? playwright;
    private readonly List<string> output = [];

    public string Folder { get; } = Directory.CreateTempSubdirectory("marketplace-browser-").FullName;
    public Uri Address { get; private set; } = null!;
    public IBrowser Browser { get; private set; } = null!;

    /// <summary>Mail that the site has sent, newest last.</summary>
    public IEnumerable<string> Mail => Directory.Exists(MailFolder) ? Directory.EnumerateFiles(MailFolder, "*.eml").OrderBy(File.GetCreationTimeUtc) : [];

    private string MailFolder => Path.Combine(Folder, "mail");

    public async Task InitializeAsync()
    {
        await StartHostAsync();
        playwright = await Playwright.CreateAsync();
        Browser = await playwright.Chromium.LaunchAsync(new()
        {
            ExecutablePath = File.Exists("/usr/bin/chromium") ? "/usr/bin/chromium" : null,
            Args = BrowserFlags,
        });
    }

    public async Task StartHostAsync()
    {
        var port = FreePort();
        Address = new Uri($"http://127.0.0.1:{port}");
        var root = FindRoot();
        var start = new ProcessStartInfo("dotnet", [Program, "serve"])
        {
            WorkingDirectory = Path.Combine(root, "src", "Marketplace.Web"),
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment =
            {
                ["ASPNETCORE_ENVIRONMENT"] = "Production",
                ["Urls"] = Address.ToString(),
                ["Marketplace__PublicUrl"] = Address.ToString().TrimEnd('/'),
                ["Marketplace__DataDirectory"] = Folder,
                ["Marketplace__Demo__Enabled"] = "true",
                ["Marketplace__Demo__Password"] = Password,
            },
        };
        host = Process.Start(start)!;
        host.OutputDataReceived += (_, line) => { if (line.Data is not null) { lock (output) { output.Add(line.Data); } } };
        host.ErrorDataReceived += (_, line) => { if (line.Data is not null) { lock (output) { output.Add(line.Data); } } };
        host.BeginOutputReadLine();
        host.BeginErrorReadLine();
        using var client = new HttpClient();
        for (var tries = 0; tries < 600; tries++)
        {
            if (host.HasExited) { break; }
            try { if ((await client.GetAsync(new Uri(Address, "/readyz"))).StatusCode == HttpStatusCode.OK) { return; } }
            catch (HttpRequestException) { }
            await Task.Delay(200);
        }
        lock (output) { throw new InvalidOperationException("The site did not start:\n" + string.Join('\n', output.TakeLast(60))); }
    }

    /// <summary>Runs a verb of the same program on the data of the running site.</summary>
    public async Task RunVerbAsync(params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Program, .. arguments]) { WorkingDirectory = Path.GetDirectoryName(Program)!, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Production";
        start.Environment["Marketplace__DataDirectory"] = Folder;
        using var verb = Process.Start(start)!;
        var told = verb.StandardOutput.ReadToEndAsync();
        var complained = verb.StandardError.ReadToEndAsync();
        await verb.WaitForExitAsync();
        Assert.True(verb.ExitCode == 0, $"{string.Join(' ', arguments)} ended with {verb.ExitCode}:\n{await told}\n{await complained}");
    }

    private static string Program
    {
        get
        {
            var configuration = AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug";
            return Path.Combine(FindRoot(), "src", "Marketplace.Web", "bin", configuration, "net10.0", "Marketplace.Web.dll");
        }
    }

    /// <summary>As a power cut would end it.</summary>
    public async Task KillHostAsync()
    {
        host!.Kill();
        await host.WaitForExitAsync();
    }

    /// <param name="language">zh-CN or en; the site's own switch is the path, this is what the browser says it prefers.</param>
    /// <param name="phone">390 pixels wide with touch.</param>
    /// <param name="scripts">False: a browser without JavaScript.</param>
    public async Task<IPage> OpenAsync(string language = "zh-CN", bool phone = false, bool scripts = true)
    {
        var context = await Browser.NewContextAsync(new()
        {
            BaseURL = Address.ToString(),
            Locale = language,
            JavaScriptEnabled = scripts,
            HasTouch = phone,
            ViewportSize = phone ? new() { Width = 390, Height = 844 } : new() { Width = 1360, Height = 900 },
        });
        context.SetDefaultTimeout(60_000);
        // No request leaves the host: one that tries is refused and fails the test that looks at Strangers.
        await context.RouteAsync(url => !url.StartsWith(Address.ToString(), StringComparison.Ordinal) && !url.StartsWith("data:", StringComparison.Ordinal) && !url.StartsWith("blob:", StringComparison.Ordinal), async route =>
        {
            lock (Strangers) { Strangers.Add(route.Request.Url); }
            await route.AbortAsync();
        });
        return await context.NewPageAsync();
    }

    /// <summary>Addresses beyond the host that a page asked for.</summary>
    public List<string> Strangers { get; } = [];

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    internal static string FindRoot()
    {
        for (var folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            if (File.Exists(Path.Combine(folder, "Marketplace.sln"))) { return folder; }
        }
        throw new InvalidOperationException("The tests run inside the repository.");
    }

    public async Task DisposeAsync()
    {
        if (Browser is not null) { await Browser.CloseAsync(); }
        playwright?.Dispose();
        if (host is { HasExited: false }) { await KillHostAsync(); }
        Directory.Delete(Folder, recursive: true);
    }
}
