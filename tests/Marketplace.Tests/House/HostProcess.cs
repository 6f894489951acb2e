using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Marketplace.Tests.House;

/// <summary>The program as processes of its own on one data directory: the serving host, and verbs beside it. Ended as a power cut would end them.</summary>
internal sealed class HostProcess : IDisposable
{
    private readonly List<Process> started = [];
    private readonly CookieContainer cookies = new();
    private Process? host;

    public string Folder { get; } = Directory.CreateTempSubdirectory("marketplace-cut-").FullName;

    /// <summary>Keeps its cookies over restarts, as a browser does.</summary>
    public Reader Reader { get; private set; } = null!;

    public Reader Visitor => ReaderWith(new CookieContainer());
    private Uri address = new($"http://127.0.0.1:{FreePort()}");

    public async Task StartAsync()
    {
        address = new Uri($"http://127.0.0.1:{FreePort()}");
        var (process, output) = Run("serve");
        host = process;
        Reader = ReaderWith(cookies);
        using var client = new HttpClient { BaseAddress = address };
        for (var tries = 0; tries < 1200 && !process.HasExited; tries++)
        {
            try { if ((await client.GetAsync("/readyz")).IsSuccessStatusCode) { return; } }
            catch (HttpRequestException) { }
            await Task.Delay(50);
        }
        Assert.Fail("The site did not start:\n" + Text(output));
    }

    public async Task KillAsync()
    {
        host!.Kill();
        await host.WaitForExitAsync();
    }

    /// <summary>A verb beside the host; what it says grows while it runs.</summary>
    public (Process Process, List<string> Output) Run(params string[] arguments)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "Marketplace.Web.dll"), .. arguments])
            {
                WorkingDirectory = AppContext.BaseDirectory,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
                Environment =
                {
                    ["ASPNETCORE_ENVIRONMENT"] = "Production",
                    ["ASPNETCORE_URLS"] = address.ToString(),
                    ["Marketplace__PublicUrl"] = address.ToString().TrimEnd('/'),
                    ["Marketplace__DataDirectory"] = Folder,
                    ["Marketplace__Demo__Enabled"] = "true",
                    ["Marketplace__Demo__Password"] = CitySite.Password,
                    ["RateLimits__RequestsPerMinute"] = "0",
                    ["Accounts__FormsPerMinute"] = "100000",
                    ["Logging__LogLevel__Default"] = "Warning",
                },
            },
        };
        var output = new List<string>();
        void Keep(object _, DataReceivedEventArgs line) { if (line.Data is { } text) { lock (output) { output.Add(text); } } }
        process.OutputDataReceived += Keep;
        process.ErrorDataReceived += Keep;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        started.Add(process);
        return (process, output);
    }

    public async Task<(int Code, string Said)> RunToEndAsync(params string[] arguments)
    {
        var (process, output) = Run(arguments);
        await process.WaitForExitAsync();
        return (process.ExitCode, Text(output));
    }

    private static string Text(List<string> output) { lock (output) { return string.Join('\n', output.TakeLast(60)); } }

    private Reader ReaderWith(CookieContainer jar) =>
        new(new HttpClient(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = jar }) { BaseAddress = address, Timeout = TimeSpan.FromMinutes(2) });

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    public void Dispose()
    {
        foreach (var process in started)
        {
            if (!process.HasExited) { process.Kill(); process.WaitForExit(); }
            process.Dispose();
        }
        Directory.Delete(Folder, recursive: true);
    }
}
