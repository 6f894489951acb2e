using System.Data.Common;
using System.Text.Json;
using Marketplace.Data;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Marketplace.Web.Backup;

/// <summary>
/// Puts what was restored in the place of what was there. All is made beside the old first (a folder inside the data directory, a schema inside the PostgreSQL database); then the decision is written
/// down, and from there on the switch is only carried out: after a power cut the next start finishes it. What was there is kept aside.
/// </summary>
internal static class Restoring
{
    public const string Folder = "restoring";
    public const string Replaced = "replaced-";

    /// <param name="Aside">Name of the folder, and of the schema, that what was there goes to.</param>
    /// <param name="Old">Names at the top of the data directory that go aside.</param>
    /// <param name="Schema">PostgreSQL: where the restored tables wait.</param>
    public sealed record Decision(string Aside, IReadOnlyList<string> Old, string? Schema);

    public static string NewFolder(string folder) => Path.Combine(folder, Folder, "new");

    private static string DecisionFile(string folder) => Path.Combine(folder, Folder, "decided.json");

    /// <summary>An empty place for what is restored; what an interrupted restore left there goes.</summary>
    public static string Begin(string folder)
    {
        if (Directory.Exists(Path.Combine(folder, Folder))) { Directory.Delete(Path.Combine(folder, Folder), recursive: true); }
        return Directory.CreateDirectory(NewFolder(folder)).FullName;
    }

    /// <summary>From here on there is no way back, only on.</summary>
    public static Decision Decide(string folder, string aside, string? schema)
    {
        var old = Directory.EnumerateFileSystemEntries(folder).Select(e => Path.GetFileName(e)!)
            .Where(name => name is not (Folder or ServingMark.FileName) && !name.StartsWith(Replaced, StringComparison.Ordinal)).ToList();
        var decision = new Decision(aside, old, schema);
        var file = DecisionFile(folder);
        using (var stream = new FileStream(file + ".part", FileMode.Create))
        {
            JsonSerializer.Serialize(stream, decision);
            stream.Flush(flushToDisk: true);
        }
        File.Move(file + ".part", file);
        return decision;
    }

    /// <summary>Carries out what was decided; nothing where nothing was. May be ended and begun again at any point.</summary>
    /// <param name="folder">The data directory.</param>
    /// <param name="db">Asked for only where tables of PostgreSQL are to be switched.</param>
    public static async Task FinishAsync(string folder, Func<MarketplaceDbContext> db, CancellationToken cancel)
    {
        if (!File.Exists(DecisionFile(folder))) { return; }
        var decision = JsonSerializer.Deserialize<Decision>(await File.ReadAllTextAsync(DecisionFile(folder), cancel))!;
        if (decision.Schema is { } schema) { await SwitchTablesAsync(db(), schema, SchemaAside(decision.Aside), cancel); }
        SqliteConnection.ClearAllPools();
        var aside = Path.Combine(folder, decision.Aside);
        foreach (var name in decision.Old.Where(name => !Exists(Path.Combine(aside, name))))
        {
            Directory.CreateDirectory(aside);
            if (Exists(Path.Combine(folder, name))) { Move(Path.Combine(folder, name), Path.Combine(aside, name)); }
        }
        foreach (var entry in Directory.EnumerateFileSystemEntries(NewFolder(folder)))
        {
            var place = Path.Combine(folder, Path.GetFileName(entry));
            // The start that finishes an interrupted switch may have made a folder of its own before.
            if (Exists(place)) { Directory.CreateDirectory(aside); Move(place, Path.Combine(aside, $"{Path.GetFileName(entry)}-{Guid.NewGuid():N}")); }
            Move(entry, place);
        }
        if (Directory.Exists(aside) && !Directory.EnumerateFiles(aside, "*", SearchOption.AllDirectories).Any()) { Directory.Delete(aside, recursive: true); }
        Directory.Delete(Path.Combine(folder, Folder), recursive: true);
    }

    public static string SchemaAside(string aside) => aside.Replace('-', '_');

    private static bool Exists(string path) => File.Exists(path) || Directory.Exists(path);

    private static void Move(string from, string to)
    {
        if (Directory.Exists(from)) { Directory.Move(from, to); } else { File.Move(from, to); }
    }

    /// <summary>In one transaction: the tables that were there into a schema of their own, the restored ones to where those were.</summary>
    private static async Task SwitchTablesAsync(MarketplaceDbContext db, string from, string aside, CancellationToken cancel)
    {
        await db.Database.OpenConnectionAsync(cancel);
        var connection = db.Database.GetDbConnection();
        await using (var transaction = await connection.BeginTransactionAsync(cancel))
        {
            var restored = await TablesAsync(connection, $"'{from}'", cancel);
            if (restored.Count == 0) { return; }
            var place = await ScalarAsync(connection, "SELECT current_schema()", cancel);
            var there = await TablesAsync(connection, "current_schema()", cancel);
            var old = restored.Where(there.Contains).ToList();
            if (old.Count > 0) { await ScalarAsync(connection, $"CREATE SCHEMA {TableShape.Quoted(aside)}", cancel); }
            foreach (var table in old) { await ScalarAsync(connection, $"ALTER TABLE {TableShape.Quoted(place!)}.{TableShape.Quoted(table)} SET SCHEMA {TableShape.Quoted(aside)}", cancel); }
            foreach (var table in restored) { await ScalarAsync(connection, $"ALTER TABLE {TableShape.Quoted(from)}.{TableShape.Quoted(table)} SET SCHEMA {TableShape.Quoted(place!)}", cancel); }
            await ScalarAsync(connection, $"DROP SCHEMA {TableShape.Quoted(from)} CASCADE", cancel);
            await transaction.CommitAsync(cancel);
        }
        await db.Database.CloseConnectionAsync();
    }

    public static async Task<List<string>> TablesAsync(DbConnection connection, string schema, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT tablename::text FROM pg_tables WHERE schemaname = {schema} ORDER BY tablename";
        await using var rows = await command.ExecuteReaderAsync(cancel);
        var names = new List<string>();
        while (await rows.ReadAsync(cancel)) { names.Add(rows.GetString(0)); }
        return names;
    }

    private static async Task<string?> ScalarAsync(DbConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(cancel) as string;
    }
}
