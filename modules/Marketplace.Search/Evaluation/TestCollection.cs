using System.Globalization;
using System.Text.Json;
using Marketplace.Modularity;
using Marketplace.Search.Text;

namespace Marketplace.Search.Evaluation;

/// <summary>A collection with judged answers: <c>corpus.jsonl</c>, <c>queries.jsonl</c>, <c>qrels.tsv</c>.</summary>
public sealed class TestCollection
{
    private sealed record Line(string _id, string? title, string? text);

    public required IReadOnlyList<(string Id, SearchDocument Document)> Documents { get; init; }
    public required IReadOnlyList<(string Id, string Text)> Queries { get; init; }

    /// <summary>Grade of each judged document a query; 0 is a judged wrong one.</summary>
    public required IReadOnlyDictionary<string, Dictionary<string, int>> Judged { get; init; }

    /// <exception cref="FileNotFoundException">One of the three files is missing.</exception>
    public static TestCollection Read(string directory) => new()
    {
        Documents = [.. Lines(directory, "corpus.jsonl").Select((line, number) => (line._id, DocumentOf("achievement", line._id, line.title, line.text, number)))],
        Queries = [.. Lines(directory, "queries.jsonl").Select(line => (line._id, line.text ?? ""))],
        Judged = Judgements(Path.Combine(directory, "qrels.tsv")),
    };

    private static IEnumerable<Line> Lines(string directory, string file) =>
        File.ReadLines(Path.Combine(directory, file)).Where(l => l.Length > 0).Select(l => JsonSerializer.Deserialize<Line>(l)!);

    /// <summary>A document of one language, as the language of its words is.</summary>
    public static SearchDocument DocumentOf(string kind, string id, string? title, string? text, int number = -1) => new()
    {
        Id = new Guid(number + 1, 0, 0, new byte[8]),
        Version = 1,
        Kind = kind,
        ShortId = id,
        Title = In(title),
        Text = In(text),
    };

    private static Bilingual In(string? text) => text is null ? Bilingual.Empty : text.Any(Characters.IsHan) ? new Bilingual(Zh: text) : new Bilingual(En: text);

    private static Dictionary<string, Dictionary<string, int>> Judgements(string file)
    {
        var judged = new Dictionary<string, Dictionary<string, int>>();
        foreach (var cells in File.ReadLines(file).Skip(1).Select(l => l.Split('\t')).Where(c => c.Length >= 3))
        {
            if (!judged.TryGetValue(cells[0], out var of)) { judged[cells[0]] = of = []; }
            of[cells[1]] = int.Parse(cells[2], CultureInfo.InvariantCulture);
        }
        return judged;
    }
}
