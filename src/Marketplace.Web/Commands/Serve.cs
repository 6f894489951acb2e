using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Marketplace.Modularity;
using Marketplace.Web.Backup;
using Spectre.Console;

namespace Marketplace.Web.Commands;

internal static class Serve
{
    public static Command Command()
    {
        var command = new Command("serve", "Serve the site (the default). Configuration may follow, as in --urls http://localhost:5001.") { TreatUnmatchedTokensAsErrors = false };
        command.SetAction((parsed, cancel) => RunAsync([.. parsed.UnmatchedTokens], cancel));
        return command;
    }

    /// <summary>Kestrel's own default; not in the settings' file, which would outdo <c>ASPNETCORE_URLS</c>.</summary>
    private const string DefaultAddress = "http://localhost:5000";

    public static async Task<int> RunAsync(string[] args, CancellationToken cancel)
    {
        await using var app = Site.Build(args, serving: true);
        using var mark = TakeMark(app);
        RefuseTakenPorts(app.Configuration["urls"] ?? (app.Configuration["http_ports"] is null ? DefaultAddress : ""));
        await Site.PrepareAsync(app, cancel);
        await Demonstration.PrepareAsync(app, cancel);
        await app.StartAsync(cancel);
        foreach (var address in app.Urls) { AnsiConsole.WriteLine($"Serving on {address}"); }
        await app.WaitForShutdownAsync(cancel);
        return 0;
    }

    private static ServingMark TakeMark(WebApplication app)
    {
        var folder = app.Services.GetRequiredService<SiteFolder>().Path;
        try
        {
            return ServingMark.TryTake(folder, shared: app.Configuration["Database:Provider"] == "Postgres")
                ?? throw new InvalidOperationException($"Another site runs on {folder}, or a restore is at work there. One process serves a data directory: stop the other, or give this one another Marketplace:DataDirectory.");
        }
        catch (UnauthorizedAccessException denied)
        {
            throw new InvalidOperationException($"Marketplace:DataDirectory is {folder}, which cannot be written: {denied.Message}", denied);
        }
    }

    /// <summary>Said before anything is done, in one line; Kestrel says it at the end, in forty.</summary>
    private static void RefuseTakenPorts(string urls)
    {
        foreach (var url in urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            BindingAddress address;
            try { address = BindingAddress.Parse(url); }
            catch (FormatException problem) { throw new InvalidOperationException($"Urls is '{url}', which is no address such as http://localhost:5000. {problem.Message}"); }
            if (address.Port == 0 || address.IsUnixPipe || address.IsNamedPipe) { continue; }
            var ip = address.Host == "localhost" ? IPAddress.Loopback : IPAddress.TryParse(address.Host.Trim('[', ']'), out var given) ? given : IPAddress.Any;
            using var probe = new Socket(ip.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            try { probe.Bind(new IPEndPoint(ip, address.Port)); }
            catch (SocketException taken) when (taken.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                throw new InvalidOperationException($"{url} is in use by another program. Stop that one, or choose another address, such as --urls http://localhost:{address.Port + 1}.");
            }
            catch (SocketException denied) when (denied.SocketErrorCode == SocketError.AccessDenied)
            {
                throw new InvalidOperationException($"{url} may not be used by this account: ports below 1024 are the administrator's. Choose another, such as --urls http://localhost:5000.");
            }
        }
    }
}
