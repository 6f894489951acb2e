using System.Collections.Concurrent;
using System.IO.Compression;
using Marketplace.Search.Text;

namespace Marketplace.Search.Query;

/// <summary>Everyday words in both languages, under the technical pairs of the glossary. Names are kept as text and cut into terms only where a query has the word, so that a hundred thousand words take little memory.</summary>
internal sealed class GeneralDictionary
{
    private const char Between = '|';
    private const int MostChinese = 6;

    /// <summary>Words whose names are kept as terms, in each language: a text asks for hundreds, and the next one for many of the same.</summary>
    private const int MostKept = 20_000;
    private readonly Dictionary<string, string> english = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> chinese = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string Names, float Weight), List<Alternative>> inEnglish = new();
    private readonly ConcurrentDictionary<(string Names, float Weight), List<Alternative>> inChinese = new();

    public Longest Longest { get; } = new();
    public int Count => english.Count;

    /// <summary>The one that is built in; read when first asked for.</summary>
    public static GeneralDictionary BuiltIn => Lazily.Value;

    private static readonly Lazy<GeneralDictionary> Lazily = new(() =>
    {
        using var stream = new GZipStream(typeof(GeneralDictionary).Assembly.GetManifestResourceStream("dictionary.gz")!, CompressionMode.Decompress);
        using var lines = new StreamReader(stream);
        return new GeneralDictionary(lines);
    });

    /// <param name="lines">Lines of <c>Chinese TAB English|English</c>, the likeliest first.</param>
    public GeneralDictionary(TextReader lines)
    {
        var reversed = new Dictionary<string, List<(int Place, string Chinese)>>(StringComparer.Ordinal);
        while (lines.ReadLine() is { } line)
        {
            if (line.Split('\t') is not [var word, var names]) { continue; }
            var zh = Folding.FoldToString(word);
            if (zh.Length == 0 || !zh.All(Characters.IsRunning)) { continue; }
            english[zh] = names;
            Longest.Add(zh);
            foreach (var (place, name) in names.Split(Between).Index())
            {
                var key = string.Join(' ', TermsOf(name));
                if (key.Length == 0) { continue; }
                if (!reversed.TryGetValue(key, out var list)) { reversed[key] = list = new(1); }
                list.Add((place, zh));
            }
        }
        // What has the name first means it most; of those the longer word is the less ambiguous.
        foreach (var (key, list) in reversed)
        {
            chinese[key] = string.Join(Between, list.OrderBy(l => l.Place).ThenByDescending(l => Math.Min(l.Chinese.Length, 2)).ThenBy(l => l.Chinese.Length).Select(l => l.Chinese).Distinct().Take(MostChinese));
        }
    }

    private static List<string> TermsOf(string name) => [.. TextAnalysis.Analyze(name).Where(t => t.Kind is TokenKind.Word or TokenKind.Whole).Select(t => t.Term)];

    public IReadOnlyList<Alternative> ToEnglish(ReadOnlySpan<char> word, float weight) =>
        english.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var names) ? Kept(inEnglish, names, TermsOf, weight) : [];

    /// <param name="stems">Stemmed words, parted by spaces.</param>
    /// <param name="weight">Weight of what is found.</param>
    public IReadOnlyList<Alternative> ToChinese(string stems, float weight) =>
        chinese.TryGetValue(stems, out var names) ? Kept(inChinese, names, n => [.. TextAnalysis.Analyze(n).Select(t => t.Term)], weight) : [];

    private static List<Alternative> Kept(ConcurrentDictionary<(string Names, float Weight), List<Alternative>> kept, string names, Func<string, List<string>> terms, float weight)
    {
        if (kept.TryGetValue((names, weight), out var known)) { return known; }
        if (kept.Count >= MostKept) { kept.Clear(); }
        return kept[(names, weight)] = Alternatives(names, terms, weight);
    }

    private static List<Alternative> Alternatives(string names, Func<string, List<string>> terms, float weight) =>
        [.. names.Split(Between).Select(n => new Alternative(terms(n), weight) { Name = n }).Where(a => a.Terms.Count is > 0 and <= 2 * Glossary.LongestPhrase).DistinctBy(a => string.Join(' ', a.Terms))];
}
