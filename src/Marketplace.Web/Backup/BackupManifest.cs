namespace Marketplace.Web.Backup;

/// <summary>The last entry of a backup: what it is of and what must be in it. JSON, <c>manifest.json</c>.</summary>
internal sealed record BackupManifest
{
    public const string FileName = "manifest.json";
    public const string ThisFormat = "marketplace-backup";
    public const int ThisVersion = 1;

    public required string Format { get; init; }

    /// <summary>Of the archive's form; a program reads those up to its own.</summary>
    public required int Version { get; init; }
    public required string Program { get; init; }
    public required DateTimeOffset At { get; init; }

    /// <summary>The database that it was made of, <c>Sqlite</c> or <c>Postgres</c>; it restores into either.</summary>
    public required string Database { get; init; }

    /// <summary>Names of the migrations that the database had, in order, without the time in front, which differs between databases.</summary>
    public required IReadOnlyList<string> Migrations { get; init; }
    public required IReadOnlyList<TablePart> Tables { get; init; }
    public required IReadOnlyList<FilePart> Files { get; init; }
}

/// <param name="Name">Of the table; its rows are the JSON lines of <c>tables/NAME.jsonl</c>, each an array of values in the order of the columns.</param>
/// <param name="Sha256">Of the uncompressed part, lower-case hexadecimal.</param>
internal sealed record TablePart(string Name, IReadOnlyList<TableColumn> Columns, long Rows, string Sha256)
{
    public string Entry => $"tables/{Name}.jsonl";
}

internal sealed record TableColumn(string Name, ColumnKind Kind);

/// <summary>What a value is, whatever the database makes of it.</summary>
internal enum ColumnKind { Text, Whole, Real, Decimal, Bool, Time, Date, Id, Bytes }

/// <param name="Path">Below the data directory, with slashes.</param>
internal sealed record FilePart(string Path, long Size, string Sha256)
{
    public string Entry => "files/" + Path;
}

/// <summary>The archive cannot be read, made or put in place; the message says why and where.</summary>
internal sealed class BackupException(string message, Exception? inner = null) : Exception(message, inner);
