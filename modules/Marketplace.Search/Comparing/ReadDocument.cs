using Marketplace.Search.Query;
using Marketplace.Search.Text;

namespace Marketplace.Search;

/// <summary>A text with its tokens and what its place counts for.</summary>
internal sealed record ReadText(string Text, string Folded, List<Token> Tokens, double Place);

/// <summary>A document's texts by language, cut into tokens. One that many are compared with keeps what they look up in it.</summary>
internal sealed class ReadDocument
{
    private readonly Lazy<HashSet<string>> pairs;
    private readonly Lazy<HashSet<string>> words;
    private readonly Lazy<HashSet<string>> neighbours;
    private readonly Lazy<string> folded;

    private ReadDocument(List<ReadText> zh, List<ReadText> en)
    {
        (Zh, En, All) = (zh, en, [.. zh, .. en]);
        pairs = new(() => Terms(t => t.Kind == TokenKind.Pair));
        words = new(() => Terms(t => t.Kind is TokenKind.Word or TokenKind.Whole));
        neighbours = new(() => All.SelectMany(t => IndexText.NearTerms(t.Tokens)).ToHashSet(StringComparer.Ordinal));
        folded = new(() => string.Join('\n', All.Select(t => t.Folded)));
    }

    public List<ReadText> Zh { get; }
    public List<ReadText> En { get; }
    public List<ReadText> All { get; }

    /// <summary>Two neighbouring Chinese characters.</summary>
    public HashSet<string> Pairs => pairs.Value;

    /// <summary>Stemmed words and model names.</summary>
    public HashSet<string> Words => words.Value;

    /// <summary>Neighbouring words, as <see cref="IndexText.NearTerm"/> writes them.</summary>
    public HashSet<string> Neighbours => neighbours.Value;

    /// <summary>All texts, a line each.</summary>
    public string Folded => folded.Value;

    public static ReadDocument Of(SearchDocument document, bool members) => new(
        Read([(document.Title.Zh, 2), .. document.KeywordsZh.Select(k => ((string?)k, 2.0)), (document.Summary.Zh, 1.4), (document.Text.Zh, 1), (members ? document.MembersText.Zh : null, 1)]),
        Read([(document.Title.En, 2), .. document.KeywordsEn.Select(k => ((string?)k, 2.0)), (document.Summary.En, 1.4), (document.Text.En, 1), (members ? document.MembersText.En : null, 1)]));

    private HashSet<string> Terms(Func<Token, bool> counts) => All.SelectMany(t => t.Tokens).Where(counts).Select(t => t.Term).ToHashSet(StringComparer.Ordinal);

    private static List<ReadText> Read(IEnumerable<(string? Text, double Place)> texts) =>
        [.. texts.Where(t => !string.IsNullOrWhiteSpace(t.Text)).Select(t => new ReadText(t.Text!, Folding.FoldToString(t.Text!), TextAnalysis.Analyze(t.Text), t.Place))];
}
