using System.Globalization;
using Marketplace.Data;
using Marketplace.Modularity;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Marketplace.Web.Backup;

/// <summary>Restores a backup into the configured data directory and database: checked whole, made whole beside what is there, then switched.</summary>
internal sealed class RestoreRun(WebApplication site, BackupArchive archive, TimeProvider clock)
{
    private readonly string folder = site.Services.GetRequiredService<SiteFolder>().Path;
    private bool IsPostgres => site.Configuration["Database:Provider"] == "Postgres";

    /// <returns>Where what was there is kept, or null where nothing was.</returns>
    /// <exception cref="BackupException">A site runs, something is there already, or the archive is not whole. Nothing was changed.</exception>
    public async Task<string?> RunAsync(bool replace, Action<string, double> progress, CancellationToken cancel)
    {
        using var mark = ServingMark.TryTake(folder, shared: false) ?? throw new BackupException($"A site runs on {folder}. Stop it and restore again.");
        await using var readers = await TakeReadersAsync(cancel);
        await Restoring.FinishAsync(folder, Scoped, cancel);
        RefuseForeignDatabaseFile();
        var isEmpty = DataFiles.IsEmpty(folder) && (!IsPostgres || await HasNoTablesAsync(cancel));
        if (!isEmpty && !replace) { throw new BackupException($"{(IsPostgres ? $"The database or {folder}" : folder)} is not empty. With --replace what is there is kept aside and the backup takes its place."); }
        await archive.CheckAsync(done => progress("checking", 0.3 * done), cancel);
        var place = Restoring.Begin(folder);
        var aside = Restoring.Replaced + clock.GetUtcNow().ToString("yyyyMMdd-HHmmss", CultureInfo.InvariantCulture);
        var schema = IsPostgres ? "restoring_" + Guid.NewGuid().ToString("N")[..12] : null;
        try
        {
            await LoadRowsAsync(place, schema, (what, done) => progress(what, 0.3 + 0.5 * done), cancel);
            await ExtractAsync(place, done => progress("files", 0.8 + 0.2 * done), cancel);
        }
        catch
        {
            await ForgetAsync(schema);
            throw;
        }
        Restoring.Decide(folder, aside, schema);
        await Restoring.FinishAsync(folder, Scoped, CancellationToken.None);
        return isEmpty ? null : Path.Combine(folder, aside);
    }

    private MarketplaceDbContext Scoped() => site.Services.CreateScope().ServiceProvider.GetRequiredService<MarketplaceDbContext>();

    /// <summary>A site on another directory may use the same PostgreSQL database: its readers hold their locks.</summary>
    private async Task<IAsyncDisposable> TakeReadersAsync(CancellationToken cancel) =>
        await site.Services.GetRequiredService<IReaderLock>().TryTakeAsync("search", cancel) ?? throw new BackupException("A site runs on this database. Stop it and restore again.");

    private void RefuseForeignDatabaseFile()
    {
        if (IsPostgres || site.Configuration.GetConnectionString("Marketplace") is not { } given) { return; }
        var file = Path.GetFullPath(new SqliteConnectionStringBuilder(given).DataSource);
        if (file != Path.Combine(folder, "marketplace.db")) { throw new BackupException($"ConnectionStrings:Marketplace names {file}; a restore makes {Path.Combine(folder, "marketplace.db")}. Leave the key out, or name that file."); }
    }

    private async Task<bool> HasNoTablesAsync(CancellationToken cancel)
    {
        await using var connection = new NpgsqlConnection(site.Configuration.GetConnectionString("Marketplace"));
        await connection.OpenAsync(cancel);
        return (await Restoring.TablesAsync(connection, "current_schema()", cancel)).Count == 0;
    }

    private async Task LoadRowsAsync(string place, string? schema, Action<string, double> progress, CancellationToken cancel)
    {
        var connection = new SqliteConnectionStringBuilder { DataSource = Path.Combine(place, "marketplace.db") }.ToString();
        if (schema is not null)
        {
            var given = site.Configuration.GetConnectionString("Marketplace");
            await using (var server = new NpgsqlConnection(given)) { await server.OpenAsync(cancel); await using var make = new NpgsqlCommand($"CREATE SCHEMA {schema}", server); await make.ExecuteNonQueryAsync(cancel); }
            connection = new NpgsqlConnectionStringBuilder(given) { SearchPath = schema, CommandTimeout = 0 }.ToString();
        }
        await using var beside = Site.Build([$"--Marketplace:DataDirectory={place}", $"--ConnectionStrings:Marketplace={connection}", $"--Database:Provider={(IsPostgres ? "Postgres" : "Sqlite")}"], serving: false);
        await using (var scope = beside.Services.CreateAsyncScope())
        {
            await new RowLoader(scope.ServiceProvider.GetRequiredService<MarketplaceDbContext>(), archive).RunAsync(progress, cancel);
        }
        SqliteConnection.ClearAllPools();
    }

    private async Task ExtractAsync(string place, Action<double> progress, CancellationToken cancel)
    {
        foreach (var (i, file) in archive.Manifest.Files.Index())
        {
            var path = Path.Combine(place, file.Path);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            await using var content = await archive.OpenPartAsync(file.Entry, cancel);
            await using var target = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
            await content.CopyToAsync(target, cancel);
            target.Flush(flushToDisk: true);
            progress((i + 1.0) / archive.Manifest.Files.Count);
        }
        progress(1);
    }

    private async Task ForgetAsync(string? schema)
    {
        SqliteConnection.ClearAllPools();
        if (schema is not null)
        {
            await using var server = new NpgsqlConnection(site.Configuration.GetConnectionString("Marketplace"));
            await server.OpenAsync();
            await using var drop = new NpgsqlCommand($"DROP SCHEMA IF EXISTS {schema} CASCADE", server);
            await drop.ExecuteNonQueryAsync();
        }
        Directory.Delete(Path.Combine(folder, Restoring.Folder), recursive: true);
    }
}
