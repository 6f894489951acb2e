using Marketplace.Data;
using Marketplace.Search.Indexing;
using Marketplace.Web;
using Marketplace.Web.Backup;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Marketplace.Tests.Backup;

/// <summary>A place to restore into: an empty directory and, where it is asked for, an empty PostgreSQL database.</summary>
internal sealed class RestoredSite : IAsyncDisposable
{
    private readonly List<string> arguments = ["--environment=Production", .. SiteFactory.Quiet];
    private string? database;

    public string Folder { get; } = Directory.CreateTempSubdirectory("marketplace-restored-").FullName;

    public static async Task<RestoredSite> MakeAsync(bool postgres)
    {
        var site = new RestoredSite();
        site.arguments.Add($"--Marketplace:DataDirectory={site.Folder}");
        if (!postgres) { return site; }
        site.database = $"marketplace_{Guid.NewGuid():N}";
        await SiteFactory.RunOnServerAsync($"CREATE DATABASE {site.database} TEMPLATE template0 ENCODING 'UTF8'");
        var connection = new NpgsqlConnectionStringBuilder(SiteFactory.PostgresServer) { Database = site.database, MaxPoolSize = 10 };
        site.arguments.AddRange(["--Database:Provider=Postgres", $"--ConnectionStrings:Marketplace={connection}"]);
        return site;
    }

    public async Task RestoreAsync(string file, bool replace = false)
    {
        using var archive = await BackupArchive.OpenAsync(file, default);
        await using var app = Site.Build([.. arguments], serving: false);
        await new RestoreRun(app, archive, TimeProvider.System).RunAsync(replace, (_, _) => { }, default);
    }

    public async Task<T> WithAsync<T>(Func<IServiceProvider, Task<T>> work)
    {
        await using var app = Site.Build([.. arguments], serving: false);
        await Site.PrepareAsync(app, default);
        await using var scope = app.Services.CreateAsyncScope();
        return await work(scope.ServiceProvider);
    }

    public Task<BackupManifest> BackUpAsync(string file) => WithAsync(services => new BackupWriter(services.GetRequiredService<MarketplaceDbContext>(), Folder, TimeProvider.System).RunAsync(file, (_, _) => { }, default));

    /// <summary>What <c>doctor</c> finds, with the index made anew as the verb does.</summary>
    public Task<List<string>> DoctorAsync() => WithAsync(async services =>
    {
        await services.GetRequiredService<Reindexing>().RunAsync(null, default);
        var found = new List<string>();
        foreach (var check in services.GetServices<Modularity.IDoctorCheck>())
        {
            await foreach (var difference in check.FindAsync(default)) { found.Add($"{check.Name}: {difference}"); }
        }
        return found;
    });

    public async ValueTask DisposeAsync()
    {
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (database is not null) { NpgsqlConnection.ClearAllPools(); await SiteFactory.RunOnServerAsync($"DROP DATABASE IF EXISTS {database} WITH (FORCE)"); }
        Directory.Delete(Folder, recursive: true);
    }
}
