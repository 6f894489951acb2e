using System.Collections.Concurrent;
using System.Text.Json.Serialization;
using Marketplace.Modularity;
using Marketplace.Search.Query;
using Marketplace.Search.Text;
using Marketplace.Search.Vectors;

namespace Marketplace.Search;

/// <summary>What two documents say alike, as the second one writes it, the rarest first, in each language; and the passage of the second that means most nearly the same, or without a model the one that has most of the words.</summary>
public sealed record CommonWords(IReadOnlyList<string> Zh, IReadOnlyList<string> En, Bilingual Passage)
{
    public static readonly CommonWords None = new([], [], Bilingual.Empty);

    /// <summary>In the reader's language, else in the other.</summary>
    [JsonIgnore]
    public IReadOnlyList<string> Shown => Language.IsEnglish ? (En.Count > 0 ? En : Zh) : (Zh.Count > 0 ? Zh : En);
}

/// <summary>Finds the words that two documents have in common, within a language and, by the glossary, across.</summary>
public sealed class WordsInCommon
{
    private const int Most = 8;
    private const int EnoughWithinALanguage = 3;
    private const int KeptDocuments = 400;
    private readonly Glossary glossary;
    private readonly PassagesByMeaning? meanings;
    private readonly ConcurrentDictionary<(Guid Id, long Version, bool Members), ReadDocument> read = [];

    internal WordsInCommon(Glossary glossary, Embeddings? embeddings = null) => (this.glossary, meanings) = (glossary, embeddings is null ? null : new PassagesByMeaning(embeddings));

    /// <summary>How common words are among some documents.</summary>
    public WordRarity RarityAmong(IEnumerable<SearchDocument> documents) => new([.. documents.Select(d => Read(d, members: true))]);

    /// <param name="subject">Whose words are looked for.</param>
    /// <param name="counterpart">Where they are looked for.</param>
    /// <param name="rarity">How common words are among the documents compared with.</param>
    /// <param name="members">Whether texts for members count too.</param>
    public CommonWords Between(SearchDocument subject, SearchDocument counterpart, WordRarity rarity, bool members)
    {
        var (mine, theirs) = (Read(subject, members), Read(counterpart, members));
        var zh = new ChineseInCommon(glossary, rarity).Find(mine, theirs);
        var en = new EnglishInCommon(rarity).Find(mine, theirs);
        if (zh.Count + en.Count < EnoughWithinALanguage)
        {
            foreach (var (chinese, english, weight) in new AcrossLanguages(glossary, rarity).Find(mine, theirs))
            {
                zh.Add(new WeighedWord(chinese, weight));
                en.Add(new WeighedWord(english, weight));
            }
        }
        var passage = meanings?.Find(subject, counterpart, theirs, members) ?? new Bilingual(Passages.Best(theirs.Zh, zh), Passages.Best(theirs.En, en));
        return new CommonWords(Best(zh), Best(en), passage);
    }

    /// <summary>Many pairs are of the same few documents; cutting them into tokens is most of the work.</summary>
    private ReadDocument Read(SearchDocument document, bool members)
    {
        var key = (document.Id, document.Version, members);
        if (read.TryGetValue(key, out var known)) { return known; }
        if (read.Count >= KeptDocuments) { read.Clear(); }
        return read[key] = ReadDocument.Of(document, members);
    }

    private static List<string> Best(List<WeighedWord> words)
    {
        var best = new List<string>();
        foreach (var word in words.OrderByDescending(w => w.Weight).ThenBy(w => w.Text, StringComparer.Ordinal))
        {
            if (best.Count == Most) { break; }
            if (!best.Exists(b => b.Contains(word.Text, StringComparison.OrdinalIgnoreCase) || word.Text.Contains(b, StringComparison.OrdinalIgnoreCase))) { best.Add(word.Text); }
        }
        return best;
    }
}

/// <summary>In how many of some documents a term stands.</summary>
public sealed class WordRarity
{
    private readonly Dictionary<string, int> documents = new(StringComparer.Ordinal);
    private readonly int count;

    internal WordRarity(IReadOnlyList<ReadDocument> among)
    {
        count = among.Count;
        foreach (var term in among.SelectMany(d => d.All.SelectMany(t => t.Tokens).Select(t => t.Term).Distinct())) { documents[term] = documents.GetValueOrDefault(term) + 1; }
    }

    internal double Of(string term) => Math.Log((count + 2.0) / (documents.GetValueOrDefault(term) + 1.0));
}

internal readonly record struct WeighedWord(string Text, double Weight);

/// <summary>A text with its tokens and what its place counts for.</summary>
internal sealed record ReadText(string Text, string Folded, List<Token> Tokens, double Place);

/// <summary>A document's texts by language, cut into tokens.</summary>
internal sealed record ReadDocument(List<ReadText> Zh, List<ReadText> En)
{
    public IEnumerable<ReadText> All => Zh.Concat(En);

    public static ReadDocument Of(SearchDocument document, bool members) => new(
        Read([(document.Title.Zh, 2), .. document.KeywordsZh.Select(k => ((string?)k, 2.0)), (document.Summary.Zh, 1.4), (document.Text.Zh, 1), (members ? document.MembersText.Zh : null, 1)]),
        Read([(document.Title.En, 2), .. document.KeywordsEn.Select(k => ((string?)k, 2.0)), (document.Summary.En, 1.4), (document.Text.En, 1), (members ? document.MembersText.En : null, 1)]));

    private static List<ReadText> Read(IEnumerable<(string? Text, double Place)> texts) =>
        [.. texts.Where(t => !string.IsNullOrWhiteSpace(t.Text)).Select(t => new ReadText(t.Text!, Folding.FoldToString(t.Text!), TextAnalysis.Analyze(t.Text), t.Place))];
}
