using System.Data.Common;
using System.Text;
using System.Text.Json;
using Marketplace.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql;

namespace Marketplace.Web.Backup;

/// <summary>Fills an empty database with the rows of a backup: brought to the shape that the backup had, filled in one transaction, then brought to the newest shape.</summary>
internal sealed class RowLoader(MarketplaceDbContext db, BackupArchive archive)
{
    private const int RowsAtOnce = 500;

    /// <exception cref="BackupException">The backup is of a newer shape, or a row does not fit.</exception>
    public async Task RunAsync(Action<string, double> progress, CancellationToken cancel)
    {
        await db.GetService<IMigrator>().MigrateAsync(TargetOf(archive.Manifest), cancel);
        await db.Database.OpenConnectionAsync(cancel);
        var connection = db.Database.GetDbConnection();
        if (!db.IsPostgres) { await RunSqlAsync(connection, "PRAGMA foreign_keys=OFF", cancel); }
        await using (var transaction = await connection.BeginTransactionAsync(cancel))
        {
            foreach (var (i, table) in archive.Manifest.Tables.Index())
            {
                progress(table.Name, (double)i / archive.Manifest.Tables.Count);
                await FillAsync(transaction, table, cancel);
            }
            if (db.IsPostgres) { await RunSqlAsync(connection, """SELECT setval(pg_get_serial_sequence('"Events"', 'Position'), (SELECT coalesce(max("Position"), 0) + 1 FROM "Events"), false)""", cancel); }
            await transaction.CommitAsync(cancel);
        }
        if (!db.IsPostgres) { await RunSqlAsync(connection, "PRAGMA foreign_keys=ON", cancel); }
        await db.Database.CloseConnectionAsync();
        await db.Database.MigrateAsync(cancel);
        progress("rows", 1);
    }

    private string TargetOf(BackupManifest manifest)
    {
        var known = db.Database.GetMigrations().ToList();
        var unknown = manifest.Migrations.FirstOrDefault(m => !known.Exists(k => MigrationNames.WithoutTime(k) == m));
        if (unknown is not null || manifest.Migrations.Count == 0) { throw new BackupException($"The backup was made by a newer version of this program (its database has {unknown ?? "no known shape"})."); }
        return known.Last(k => manifest.Migrations.Contains(MigrationNames.WithoutTime(k)));
    }

    private async Task FillAsync(DbTransaction transaction, TablePart table, CancellationToken cancel)
    {
        await using var content = await archive.OpenPartAsync(table.Entry, cancel);
        using var lines = new StreamReader(content, Encoding.UTF8);
        var rows = new List<object[]>(RowsAtOnce);
        var count = 0L;
        try
        {
            while (await lines.ReadLineAsync(cancel) is { } line)
            {
                rows.Add(Read(line, table));
                count++;
                if (rows.Count == RowsAtOnce) { await InsertAsync(transaction, table, rows, cancel); rows.Clear(); }
            }
            await InsertAsync(transaction, table, rows, cancel);
        }
        catch (Exception problem) when (problem is JsonException or FormatException or InvalidOperationException or DbException)
        {
            throw new BackupException($"The part {table.Entry} has a row that cannot be kept (among the {RowsAtOnce} up to line {count}): {problem.Message}", problem);
        }
        if (count != table.Rows) { throw new BackupException($"The part {table.Entry} has {count} rows, the manifest says {table.Rows}."); }
    }

    private object[] Read(string line, TablePart table)
    {
        using var json = JsonDocument.Parse(line);
        if (json.RootElement.GetArrayLength() != table.Columns.Count) { throw new FormatException($"{json.RootElement.GetArrayLength()} values for {table.Columns.Count} columns"); }
        var values = new object[table.Columns.Count];
        foreach (var (i, value) in json.RootElement.EnumerateArray().Index()) { values[i] = Values.For(db.IsPostgres, Values.Read(value, table.Columns[i].Kind)); }
        // Numbers of transactions are another server's: readers would wait for them.
        if (table.Name == "Events" && table.Columns.Index().FirstOrDefault(c => c.Item.Name == nameof(LoggedEvent.Transaction)) is { Item: not null } column) { values[column.Index] = 0L; }
        return values;
    }

    private static async Task InsertAsync(DbTransaction transaction, TablePart table, List<object[]> rows, CancellationToken cancel)
    {
        if (rows.Count == 0) { return; }
        var columns = string.Join(", ", table.Columns.Select(c => TableShape.Quoted(c.Name)));
        var into = $"INSERT INTO {TableShape.Quoted(table.Name)} ({columns}) VALUES ";
        if (transaction is NpgsqlTransaction postgres) { await InsertBatchAsync(postgres, into, rows, cancel); } else { await InsertOneByOneAsync(transaction, into, rows, cancel); }
    }

    private static async Task InsertBatchAsync(NpgsqlTransaction transaction, string into, List<object[]> rows, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(transaction.Connection, transaction);
        var sql = $"{into}({string.Join(", ", Enumerable.Range(1, rows[0].Length).Select(i => $"${i}"))})";
        foreach (var row in rows)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var value in row) { command.Parameters.Add(new NpgsqlParameter { Value = value }); }
            batch.BatchCommands.Add(command);
        }
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private static async Task InsertOneByOneAsync(DbTransaction transaction, string into, List<object[]> rows, CancellationToken cancel)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = $"{into}({string.Join(", ", rows[0].Select((_, i) => $"@p{i}"))})";
        for (var i = 0; i < rows[0].Length; i++) { var parameter = command.CreateParameter(); parameter.ParameterName = $"@p{i}"; command.Parameters.Add(parameter); }
        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++) { command.Parameters[i].Value = row[i]; }
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    private static async Task RunSqlAsync(DbConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(cancel);
    }
}
