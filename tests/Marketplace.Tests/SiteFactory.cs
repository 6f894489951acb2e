using System.Diagnostics;
using Marketplace.Data;
using Marketplace.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Marketplace.Tests;

/// <summary>
/// The real host on a free loopback port, with a data directory of its own, on SQLite or, where MARKETPLACE_TEST_POSTGRES names a server, on a PostgreSQL database of its own.
/// Readers and schedules run as in life; jobs are called by hand with <see cref="InScopeAsync"/>.
/// </summary>
public class SiteFactory : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("marketplace-").FullName;
    private string? database;
    private WebApplication? app;

    /// <summary>What tests provoke on purpose (forged forms, refused saves, an empty database) is not worth a line; what goes wrong unasked is.</summary>
    public static string[] Quiet { get; } =
    [
        "--Logging:LogLevel:Default=Warning", "--Logging:LogLevel:Microsoft.Hosting.Lifetime=Warning", "--Logging:LogLevel:Microsoft.AspNetCore.DataProtection=Error",
        "--Logging:LogLevel:Microsoft.AspNetCore.Antiforgery=None",
        "--Logging:LogLevel:Microsoft.EntityFrameworkCore.Database.Command=None", "--Logging:LogLevel:Marketplace.Accounts.Setup=Error",
    ];

    public static string? PostgresServer => Environment.GetEnvironmentVariable("MARKETPLACE_TEST_POSTGRES") is { Length: > 0 } named ? named : null;

    public Uri Address { get; private set; } = null!;
    public IServiceProvider Services => app!.Services;
    public string Folder => folder;

    /// <summary>More configuration, as <c>key=value</c> arguments of the host.</summary>
    protected virtual IEnumerable<string> Settings => [];

    /// <summary>Fills the empty database before the site serves.</summary>
    protected virtual Task FillAsync() => Task.CompletedTask;

    /// <summary>Replaces what lies at the edge of the world: clock, mail server.</summary>
    protected virtual void Replace(IServiceCollection services) { }

    public async Task InitializeAsync()
    {
        app = Site.Build(
            ["--environment=Production", "--urls=http://127.0.0.1:0", $"--Marketplace:DataDirectory={folder}", .. Quiet, .. await DatabaseAsync(), .. Settings],
            serving: true, Replace);
        await Site.PrepareAsync(app, CancellationToken.None);
        await FillAsync();
        await app.StartAsync();
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
    }

    private async Task<string[]> DatabaseAsync()
    {
        if (PostgresServer is null) { return []; }
        database = $"marketplace_{Guid.NewGuid():N}";
        await RunOnServerAsync($"CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8'");
        var connection = new NpgsqlConnectionStringBuilder(PostgresServer) { Database = database, MaxPoolSize = 20 };
        return ["--Database:Provider=Postgres", $"--ConnectionStrings:Marketplace={connection}"];
    }

    internal static async Task RunOnServerAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(PostgresServer);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    public async Task DisposeAsync()
    {
        if (app is not null) { await app.StopAsync(); await app.DisposeAsync(); }
        if (database is not null) { NpgsqlConnection.ClearAllPools(); await RunOnServerAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)"); }
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>A browser without a window: keeps cookies, follows no redirect, speaks Chinese unless the path begins with /en.</summary>
    public HttpClient Browser() => new(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };

    public async Task<T> InScopeAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var scope = Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    public Task InScopeAsync(Func<IServiceProvider, Task> work) => InScopeAsync(async services => { await work(services); return true; });

    public Task<T> WithDatabaseAsync<T>(Func<MarketplaceDbContext, Task<T>> work) => InScopeAsync(services => work(services.GetRequiredService<MarketplaceDbContext>()));

    /// <summary>Waits for what readers do in the background; fails when it has not happened after some minutes.</summary>
    public static async Task EventuallyAsync(Func<Task<bool>> holds, string what, int minutes = 1)
    {
        for (var since = Stopwatch.StartNew(); since.Elapsed < TimeSpan.FromMinutes(minutes);)
        {
            if (await holds()) { return; }
            await Task.Delay(50);
        }
        Assert.Fail($"It did not happen: {what}");
    }
}
