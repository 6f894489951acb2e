using System.Collections.Concurrent;
using Lucene.Net.Tartarus.Snowball.Ext;

namespace Marketplace.Search.Text;

/// <summary>English stems and the words too common to be looked for.</summary>
internal static class EnglishWords
{
    private const int RememberedStems = 200_000;
    private static readonly ConcurrentDictionary<string, string> Stems = new(StringComparer.Ordinal);
    [ThreadStatic] private static EnglishStemmer? stemmer;

    private static readonly HashSet<string> Stops = new(StringComparer.Ordinal)
    {
        "a", "an", "and", "are", "as", "at", "be", "but", "by", "for", "if", "in", "into", "is", "it", "no", "not", "of", "on", "or", "such",
        "that", "the", "their", "then", "there", "these", "they", "this", "to", "was", "will", "with", "from", "has", "have", "had", "its", "were", "been",
    };

    public static bool IsStop(string word) => Stops.Contains(word);

    public static HashSet<string>.AlternateLookup<ReadOnlySpan<char>> StopLookup { get; } = Stops.GetAlternateLookup<ReadOnlySpan<char>>();

    public static string Stem(ReadOnlySpan<char> word)
    {
        var lookup = Stems.GetAlternateLookup<ReadOnlySpan<char>>();
        if (lookup.TryGetValue(word, out var known)) { return known; }
        var text = word.ToString();
        if (text.Length < 3) { return text; }
        var worker = stemmer ??= new EnglishStemmer();
        worker.SetCurrent(text);
        worker.Stem();
        var stem = worker.Current;
        if (Stems.Count < RememberedStems) { Stems.TryAdd(text, stem); }
        return stem;
    }
}
