using System.Globalization;
using System.Text;
using System.Text.Json;
using CsvHelper;
using CsvHelper.Configuration;

namespace Marketplace.Listings.Import;

/// <summary>One row of a file: values by source name. A problem instead of values where the row cannot be read.</summary>
/// <param name="Line">Line at which the row begins, counted from 1.</param>
public sealed record SourceRow(int Line, IReadOnlyDictionary<string, IReadOnlyList<string>> Values, string? Problem = null)
{
    /// <summary>A listing's content whole, as <c>export</c> writes it; then nothing else but the row's id counts.</summary>
    public JsonElement? Content { get; init; }

    private static readonly Dictionary<string, IReadOnlyList<string>> None = [];

    public static SourceRow Unreadable(int line, string problem) => new(line, None, problem);

    public IReadOnlyList<string> All(string source) => Values.TryGetValue(source, out var values) ? values : [];
}

/// <summary>Reads JSON Lines, a JSON array, or CSV with a header row; which of them, the content says.</summary>
public static class RowReader
{
    /// <summary>JSON arrays are read whole; JSON Lines and CSV of any size are streamed.</summary>
    private const long LargestArray = 512L << 20;

    /// <exception cref="InvalidDataException">The file is empty, or too large for its format.</exception>
    public static IEnumerable<SourceRow> Read(string file) => FormatOf(file) switch
    {
        '[' => ReadArray(file),
        '{' => ReadLines(file),
        _ => ReadCsv(file),
    };

    private static char FormatOf(string file)
    {
        using var reader = new StreamReader(file, Encoding.UTF8);
        int next;
        while ((next = reader.Read()) >= 0)
        {
            if (!char.IsWhiteSpace((char)next)) { return (char)next; }
        }
        throw new InvalidDataException("The file is empty.");
    }

    private static IEnumerable<SourceRow> ReadLines(string file)
    {
        var number = 0;
        foreach (var line in File.ReadLines(file, Encoding.UTF8))
        {
            number++;
            if (string.IsNullOrWhiteSpace(line)) { continue; }
            yield return ReadObject(number, line);
        }
    }

    private static SourceRow ReadObject(int line, string text)
    {
        try
        {
            using var row = JsonDocument.Parse(text);
            return Flatten(line, row.RootElement);
        }
        catch (JsonException problem) { return SourceRow.Unreadable(line, $"not JSON: {problem.Message}"); }
    }

    private static List<SourceRow> ReadArray(string file)
    {
        if (new FileInfo(file).Length > LargestArray) { throw new InvalidDataException("A JSON array of more than 512 MB is too large; save it as JSON Lines."); }
        var bytes = File.ReadAllBytes(file);
        var rows = new List<SourceRow>();
        var reader = new Utf8JsonReader(bytes.AsSpan().StartsWith(Encoding.UTF8.Preamble) ? bytes.AsSpan(3) : bytes);
        var (line, counted) = (1, 0L);
        try
        {
            reader.Read();
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                line += bytes.AsSpan((int)counted, (int)(reader.TokenStartIndex - counted)).Count((byte)'\n');
                counted = reader.TokenStartIndex;
                rows.Add(Flatten(line, JsonElement.ParseValue(ref reader)));
            }
        }
        catch (JsonException problem) { rows.Add(SourceRow.Unreadable((int)(problem.LineNumber ?? 0) + 1, $"not JSON from here on: {problem.Message}")); }
        return rows;
    }

    private static SourceRow Flatten(int line, JsonElement row)
    {
        if (row.ValueKind != JsonValueKind.Object) { return SourceRow.Unreadable(line, "not an object"); }
        var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
        if (row.TryGetProperty(WholeContent.Name, out var content) && content.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in row.EnumerateObject().Where(p => p.Value.ValueKind is not (JsonValueKind.Object or JsonValueKind.Array))) { Flatten(property.Value, property.Name, values); }
            return new SourceRow(line, values) { Content = content.Clone() };
        }
        Flatten(row, "", values);
        return new SourceRow(line, values);
    }

    private static void Flatten(JsonElement value, string name, Dictionary<string, IReadOnlyList<string>> into)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in value.EnumerateObject()) { Flatten(property.Value, name.Length == 0 ? property.Name : $"{name}.{property.Name}", into); }
                break;
            case JsonValueKind.Array:
                into[name] = [.. value.EnumerateArray().Where(v => v.ValueKind is JsonValueKind.String or JsonValueKind.Number).Select(v => v.ToString())];
                break;
            case JsonValueKind.Null or JsonValueKind.Undefined:
                break;
            default:
                into[name] = [value.ToString()];
                break;
        }
    }

    private static IEnumerable<SourceRow> ReadCsv(string file)
    {
        var problems = new List<SourceRow>();
        using var text = new StreamReader(file, Encoding.UTF8);
        using var csv = new CsvReader(text, new CsvConfiguration(CultureInfo.InvariantCulture)
        {
            DetectDelimiter = true,
            MissingFieldFound = null,
            BadDataFound = bad => problems.Add(SourceRow.Unreadable(bad.Context.Parser!.RawRow, "a quote is out of place")),
        });
        if (!csv.Read() || !csv.ReadHeader()) { throw new InvalidDataException("The file has no header row."); }
        while (true)
        {
            // A row begins on the line after the last one ended; a quoted value may span several.
            var line = csv.Parser.RawRow + 1;
            if (!csv.Read()) { break; }
            if (problems.Count > 0) { yield return problems[0] with { Line = line }; problems.Clear(); continue; }
            var values = new Dictionary<string, IReadOnlyList<string>>(StringComparer.OrdinalIgnoreCase);
            for (var column = 0; column < csv.HeaderRecord!.Length; column++)
            {
                if (csv.GetField(column) is { Length: > 0 } value) { values[csv.HeaderRecord[column].Trim()] = [value]; }
            }
            if (values.Count > 0) { yield return new SourceRow(line, values); }
        }
    }
}
