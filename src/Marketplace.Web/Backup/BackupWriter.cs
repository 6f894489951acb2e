using System.Data;
using System.Data.Common;
using System.IO.Compression;
using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Marketplace.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Web.Backup;

/// <summary>
/// Writes one archive (ZIP) of the rows of every table, as they stood at one moment, and of the files, keys and documents of the data directory.
/// Runs beside a serving site: it reads in one snapshot and keeps no writer waiting. Files are never changed once they are there, so those that the rows name are there after the rows were read.
/// </summary>
internal sealed class BackupWriter(MarketplaceDbContext db, string folder, TimeProvider clock)
{
    /// <summary>Rows whose bytes are gathered before they are compressed.</summary>
    private const int Gather = 1 << 16;

    /// <param name="target">Must not be there; it appears when it is whole.</param>
    /// <param name="progress">Told what is being written and how much of all is done, 0-1.</param>
    /// <param name="cancel">Leaves nothing behind.</param>
    public async Task<BackupManifest> RunAsync(string target, Action<string, double> progress, CancellationToken cancel)
    {
        if (File.Exists(target)) { throw new BackupException($"{target} is there already; a backup replaces nothing."); }
        if (!Directory.Exists(Path.GetDirectoryName(target))) { throw new BackupException($"There is no directory {Path.GetDirectoryName(target)}."); }
        var part = target + ".part";
        try
        {
            BackupManifest manifest;
            await using (var file = new FileStream(part, FileMode.Create, FileAccess.Write, FileShare.None))
            {
                using (var archive = new ZipArchive(file, ZipArchiveMode.Create, leaveOpen: true)) { manifest = await WriteAsync(archive, progress, cancel); }
                file.Flush(flushToDisk: true);
            }
            File.Move(part, target);
            return manifest;
        }
        finally { File.Delete(part); }
    }

    private async Task<BackupManifest> WriteAsync(ZipArchive archive, Action<string, double> progress, CancellationToken cancel)
    {
        var migrations = (await db.Database.GetAppliedMigrationsAsync(cancel)).Select(MigrationNames.WithoutTime).ToList();
        await db.Database.OpenConnectionAsync(cancel);
        var tables = new List<TablePart>();
        DateTimeOffset at;
        await using (var snapshot = await BeginSnapshotAsync(db.Database.GetDbConnection(), cancel))
        {
            at = clock.GetUtcNow();
            var shapes = TableShape.Of(db);
            foreach (var (i, shape) in shapes.Index())
            {
                progress(shape.Name, 0.7 * i / shapes.Count);
                tables.Add(await WriteTableAsync(archive, shape, snapshot, cancel));
            }
        }
        var manifest = new BackupManifest
        {
            Format = BackupManifest.ThisFormat,
            Version = BackupManifest.ThisVersion,
            Program = typeof(BackupWriter).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "",
            At = at,
            Database = db.IsPostgres ? "Postgres" : "Sqlite",
            Migrations = migrations,
            Tables = tables,
            Files = await WriteFilesAsync(archive, progress, cancel),
        };
        await using var entry = await archive.CreateEntry(BackupManifest.FileName, CompressionLevel.Fastest).OpenAsync(cancel);
        await JsonSerializer.SerializeAsync(entry, manifest, BackupJson.Options, cancel);
        return manifest;
    }

    private static async Task<DbTransaction> BeginSnapshotAsync(DbConnection connection, CancellationToken cancel) => connection is SqliteConnection sqlite
        ? sqlite.BeginTransaction(deferred: true)
        : await connection.BeginTransactionAsync(IsolationLevel.RepeatableRead, cancel);

    private async Task<TablePart> WriteTableAsync(ZipArchive archive, TableShape shape, DbTransaction snapshot, CancellationToken cancel)
    {
        await using var command = snapshot.Connection!.CreateCommand();
        command.Transaction = snapshot;
        command.CommandText = $"SELECT {string.Join(", ", shape.Columns.Select(c => TableShape.Quoted(c.Name)))} FROM {TableShape.Quoted(shape.Name)} ORDER BY {shape.Order}";
        command.CommandTimeout = 0;
        await using var rows = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, cancel);
        await using var entry = await archive.CreateEntry($"tables/{shape.Name}.jsonl", CompressionLevel.Fastest).OpenAsync(cancel);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        using var lines = new MemoryStream();
        var count = 0L;
        while (await rows.ReadAsync(cancel))
        {
            WriteRow(lines, rows, shape);
            count++;
            if (lines.Length >= Gather) { await PassOnAsync(); }
        }
        await PassOnAsync();
        return new TablePart(shape.Name, shape.Columns, count, Convert.ToHexStringLower(hash.GetHashAndReset()));

        async Task PassOnAsync()
        {
            var bytes = lines.GetBuffer().AsMemory(0, (int)lines.Length);
            hash.AppendData(bytes.Span);
            await entry.WriteAsync(bytes, cancel);
            lines.SetLength(0);
        }
    }

    private void WriteRow(MemoryStream lines, DbDataReader row, TableShape shape)
    {
        using (var json = new Utf8JsonWriter(lines, BackupJson.Lines))
        {
            json.WriteStartArray();
            for (var i = 0; i < shape.Columns.Count; i++) { Values.Write(json, row, i, shape.Columns[i].Kind, db.IsPostgres); }
            json.WriteEndArray();
        }
        lines.WriteByte((byte)'\n');
    }

    private async Task<List<FilePart>> WriteFilesAsync(ZipArchive archive, Action<string, double> progress, CancellationToken cancel)
    {
        var files = DataFiles.In(folder).ToList();
        var parts = new List<FilePart>(files.Count);
        foreach (var (i, path) in files.Index())
        {
            progress("files", 0.7 + 0.3 * i / files.Count);
            await using var source = OpenOrNull(Path.Combine(folder, path));
            // Nothing needed it any more and it was cleaned away.
            if (source is null) { continue; }
            await using var entry = await archive.CreateEntry("files/" + path, CompressionLevel.Fastest).OpenAsync(cancel);
            parts.Add(await CopyAsync(source, entry, path, cancel));
        }
        progress("files", 1);
        return parts;
    }

    private static FileStream? OpenOrNull(string path)
    {
        try { return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete); }
        catch (Exception gone) when (gone is FileNotFoundException or DirectoryNotFoundException) { return null; }
    }

    private static async Task<FilePart> CopyAsync(FileStream source, Stream entry, string path, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[Gather];
        var size = 0L;
        int read;
        while ((read = await source.ReadAsync(buffer, cancel)) > 0)
        {
            hash.AppendData(buffer, 0, read);
            await entry.WriteAsync(buffer.AsMemory(0, read), cancel);
            size += read;
        }
        return new FilePart(path, size, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }
}

internal static class MigrationNames
{
    /// <summary><c>20261125014804_Initial</c> is <c>Initial</c>: each database has its own times.</summary>
    public static string WithoutTime(string migration) => migration[(migration.IndexOf('_', StringComparison.Ordinal) + 1)..];
}
