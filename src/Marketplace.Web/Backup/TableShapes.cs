using System.Data.Common;
using System.Globalization;
using System.Text.Json;
using Marketplace.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;

namespace Marketplace.Web.Backup;

/// <summary>A table of the model with the kinds of its columns, and in an order in which each comes after those that it refers to.</summary>
internal sealed record TableShape(string Name, IReadOnlyList<TableColumn> Columns, string Order)
{
    public static IReadOnlyList<TableShape> Of(MarketplaceDbContext db)
    {
        var ordered = new List<ITable>();
        foreach (var table in db.Model.GetRelationalModel().Tables.OrderBy(t => t.Name, StringComparer.Ordinal)) { Visit(table, ordered); }
        return ordered.ConvertAll(table => new TableShape(
            table.Name,
            [.. table.Columns.OrderBy(c => c.Name, StringComparer.Ordinal).Select(c => new TableColumn(c.Name, KindOf(c)))],
            string.Join(", ", table.PrimaryKey!.Columns.Select(c => Quoted(c.Name)))));
    }

    private static void Visit(ITable table, List<ITable> ordered)
    {
        if (ordered.Contains(table)) { return; }
        foreach (var key in table.ForeignKeyConstraints.Where(k => k.PrincipalTable != table)) { Visit(key.PrincipalTable, ordered); }
        ordered.Add(table);
    }

    /// <summary>By what the program holds, not by how a database keeps it: an enumeration or a JSON value is the text that both keep.</summary>
    private static ColumnKind KindOf(IColumn column)
    {
        var property = column.PropertyMappings[0].Property;
        var type = Nullable.GetUnderlyingType(property.ClrType) ?? property.ClrType;
        return type == typeof(DateTimeOffset) ? ColumnKind.Time
            : type == typeof(DateOnly) ? ColumnKind.Date
            : type == typeof(Guid) ? ColumnKind.Id
            : type == typeof(bool) ? ColumnKind.Bool
            : type == typeof(decimal) ? ColumnKind.Decimal
            : type == typeof(int) || type == typeof(long) || type == typeof(short) ? ColumnKind.Whole
            : type == typeof(double) || type == typeof(float) ? ColumnKind.Real
            : type == typeof(byte[]) ? ColumnKind.Bytes
            : column.ProviderClrType == typeof(string) ? ColumnKind.Text
            : throw new NotSupportedException($"{column.Table.Name}.{column.Name} holds {type.Name}, which a backup has no kind for.");
    }

    public static string Quoted(string name) => '"' + name.Replace("\"", "\"\"", StringComparison.Ordinal) + '"';
}

/// <summary>Values between a database and a backup.</summary>
internal static class Values
{
    public static void Write(Utf8JsonWriter json, DbDataReader row, int at, ColumnKind kind, bool isPostgres)
    {
        if (row.IsDBNull(at)) { json.WriteNullValue(); return; }
        switch (kind)
        {
            case ColumnKind.Time: json.WriteStringValue((isPostgres ? row.GetFieldValue<DateTimeOffset>(at) : new DateTimeOffset(row.GetInt64(at), TimeSpan.Zero)).ToString("O", CultureInfo.InvariantCulture)); break;
            case ColumnKind.Date: json.WriteStringValue(row.GetFieldValue<DateOnly>(at).ToString("O", CultureInfo.InvariantCulture)); break;
            case ColumnKind.Id: json.WriteStringValue(row.GetGuid(at)); break;
            case ColumnKind.Bool: json.WriteBooleanValue(row.GetBoolean(at)); break;
            case ColumnKind.Decimal: json.WriteStringValue(row.GetDecimal(at).ToString(CultureInfo.InvariantCulture)); break;
            case ColumnKind.Whole: json.WriteNumberValue(row.GetInt64(at)); break;
            case ColumnKind.Real: json.WriteNumberValue(row.GetDouble(at)); break;
            case ColumnKind.Bytes: json.WriteBase64StringValue(row.GetFieldValue<byte[]>(at)); break;
            default: json.WriteStringValue(row.GetString(at)); break;
        }
    }

    /// <exception cref="FormatException">The text is not of its kind.</exception>
    public static object Read(JsonElement value, ColumnKind kind) => value.ValueKind == JsonValueKind.Null ? DBNull.Value : kind switch
    {
        ColumnKind.Time => DateTimeOffset.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        ColumnKind.Date => DateOnly.ParseExact(value.GetString()!, "O", CultureInfo.InvariantCulture),
        ColumnKind.Id => value.GetGuid(),
        ColumnKind.Bool => value.GetBoolean(),
        ColumnKind.Decimal => decimal.Parse(value.GetString()!, CultureInfo.InvariantCulture),
        ColumnKind.Whole => value.GetInt64(),
        ColumnKind.Real => value.GetDouble(),
        ColumnKind.Bytes => value.GetBytesFromBase64(),
        _ => value.GetString()!,
    };

    /// <summary>As a driver wants it: SQLite keeps times as ticks, PostgreSQL has no character zero.</summary>
    public static object For(bool isPostgres, object value) => value switch
    {
        DateTimeOffset time when !isPostgres => time.UtcTicks,
        DateTimeOffset time => time.ToUniversalTime(),
        string text when isPostgres && text.Contains('\0', StringComparison.Ordinal) => text.Replace("\0", "", StringComparison.Ordinal),
        _ => value,
    };
}
