using System.Text;
using Microsoft.AspNetCore.Http;

namespace Marketplace.Accounts;

/// <summary>A table as it is sent, row by row. With a byte order mark, for spreadsheets; a cell that a spreadsheet would take for a formula gets an apostrophe.</summary>
public sealed class Csv(HttpResponse response) : IAsyncDisposable
{
    private readonly StreamWriter writer = new(response.Body, new UTF8Encoding(encoderShouldEmitUTF8Identifier: true), 64 << 10);

    public static Csv Send(HttpResponse response, string name)
    {
        response.ContentType = "text/csv; charset=utf-8";
        response.Headers.ContentDisposition = $"attachment; filename=\"{name}.csv\"";
        response.Headers.CacheControl = "no-store";
        return new Csv(response);
    }

    public Task RowAsync(params IEnumerable<string?> cells) => writer.WriteAsync(string.Join(',', cells.Select(Cell)) + "\r\n");

    private static string Cell(string? text)
    {
        var cell = text ?? "";
        if (cell.Length > 0 && "=+-@\t\r".Contains(cell[0])) { cell = "'" + cell; }
        return cell.AsSpan().ContainsAny(",\"\r\n") ? $"\"{cell.Replace("\"", "\"\"")}\"" : cell;
    }

    public ValueTask DisposeAsync() => writer.DisposeAsync();
}
