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

    /// <summary>
    /// Without what the second document no longer says to its reader: it may have been changed, or kept for fewer, since this was found. A word of a language that the second is not written in stands
    /// in the first; it stays while all that the second says of it in the other language does.
    /// </summary>
    public CommonWords StillSaid(ReadableText first, ReadableText second)
    {
        List<string> zh = [.. Zh.Where(second.Says)], en = [.. En.Where(second.Says)];
        var (zhIsWhole, enIsWhole) = (zh.Count > 0 && zh.Count == Zh.Count, en.Count > 0 && en.Count == En.Count);
        if (enIsWhole && !second.HasChinese) { zh = [.. Zh.Where(w => second.Says(w) || first.Says(w))]; }
        if (zhIsWhole && !second.HasEnglish) { en = [.. En.Where(w => second.Says(w) || first.Says(w))]; }
        string? Held(string? passage) => passage is not null && second.Holds(passage) ? passage : null;
        return new CommonWords(zh, en, new Bilingual(Held(Passage.Zh), Held(Passage.En)));
    }
}

/// <summary>Finds the words that two documents have in common, within a language and, by the glossary, across.</summary>
public sealed class WordsInCommon
{
    private const int Most = 8;
    private const int EnoughWithinALanguage = 3;
    private const int KeptDocuments = 400;

    /// <summary>So many documents tell what is common; cutting them into words is most of the work.</summary>
    private const int EnoughForRarity = 20;
    private readonly Glossary glossary;
    private readonly PassagesByMeaning? meanings;
    private readonly ConcurrentDictionary<(Guid Id, long Version, bool Members), ReadDocument> read = [];

    internal WordsInCommon(Glossary glossary, Embeddings? embeddings = null) => (this.glossary, meanings) = (glossary, embeddings is null ? null : new PassagesByMeaning(embeddings));

    /// <summary>How common words are among the first of some documents.</summary>
    public WordRarity RarityAmong(IEnumerable<SearchDocument> documents)
    {
        SearchDocument[] first = [.. documents.Take(EnoughForRarity)];
        var cut = new ReadDocument[first.Length];
        Parallel.For(0, first.Length, new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, at => cut[at] = Read(first[at], members: true));
        return new WordRarity(cut);
    }

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

internal readonly record struct WeighedWord(string Text, double Weight);
