using Marketplace.Search.Query;
using Marketplace.Search.Text;

namespace Marketplace.Search;

/// <summary>
/// Terms of an index's suggestion field: what may be typed, then the kind and the text to show. A prefix of the term finds it; the index's own term dictionary
/// is all the memory it takes.
/// </summary>
internal static class SuggestionKeys
{
    private const char Separator = '\u0001';
    private const char Keyword = 'k';
    private const char Organization = 'o';
    private const char Title = 't';
    private const int LongestKey = 60;
    private const int LongestText = 120;
    private const int LongestNear = 24;
    private const int MostBeginnings = 12;

    /// <summary>Suggestions looked at for one beginning of a near term.</summary>
    public const int NearEach = 3;

    public static IEnumerable<string> Of(SearchDocument document)
    {
        var kind = document.Kind == "organization" ? Organization : Title;
        foreach (var (text, language) in Texts(document.Title)) { foreach (var key in Keys(text, kind, language)) { yield return key; } }
        foreach (var word in document.KeywordsZh) { foreach (var key in Keys(word, Keyword, 'z')) { yield return key; } }
        foreach (var word in document.KeywordsEn) { foreach (var key in Keys(word, Keyword, 'e')) { yield return key; } }
        foreach (var (text, language) in Texts(document.OrganizationName)) { foreach (var key in Keys(text, Organization, language)) { yield return key; } }
    }

    private static IEnumerable<(string, char)> Texts(Modularity.Bilingual text)
    {
        if (!string.IsNullOrWhiteSpace(text.Zh)) { yield return (text.Zh, 'z'); }
        if (!string.IsNullOrWhiteSpace(text.En)) { yield return (text.En, 'e'); }
    }

    private static IEnumerable<string> Keys(string text, char kind, char language)
    {
        if (text.Length > LongestText) { yield break; }
        var folded = Typed(text);
        if (folded.Length == 0) { yield break; }
        var shown = $"{Separator}{kind}{language}{text}";
        yield return Short(folded) + shown;
        if (!folded.Any(Characters.IsHan)) { yield break; }
        var (full, initials) = Pinyin.Of(folded);
        // A keyboard has no ü: most type v for it, some u.
        if (full.Length > 0) { yield return Short(full.Replace('ü', 'v')) + shown; }
        if (full.Contains('ü', StringComparison.Ordinal)) { yield return Short(full.Replace('ü', 'u')) + shown; }
        if (initials.Length > 1) { yield return Short(initials) + shown; }
    }

    /// <summary>What is typed, in the form of the keys: folded, without spaces and signs.</summary>
    public static string Typed(string text) => new([.. Folding.FoldToString(text).Where(c => Characters.IsWord(c) || Characters.IsRunning(c))]);

    private static string Short(string key) => key.Length <= LongestKey ? key : key[..LongestKey];

    /// <summary>Whether a term is of a listing's title, not of a keyword or an organization.</summary>
    public static bool IsTitle(string term) => Read(term).Kind == Title;

    public static (char Kind, char Language, string Text) Read(string term)
    {
        var at = term.IndexOf(Separator);
        return (term[at + 1], term[at + 2], term[(at + 3)..]);
    }

    /// <summary>The best of what was found with the documents that have it: the reader's language first, keywords before organizations before titles, then what is common and short.</summary>
    public static IReadOnlyList<Suggestion> Best(IEnumerable<KeyValuePair<(char Kind, char Language, string Text), int>> found, string language, int limit)
    {
        var own = language == Modularity.Language.En ? 'e' : 'z';
        return [.. found.OrderByDescending(t => t.Key.Language == own).ThenBy(t => t.Key.Kind switch { Keyword => 0, Organization => 1, _ => 2 }).ThenByDescending(t => t.Value).ThenBy(t => t.Key.Text.Length)
            .DistinctBy(t => t.Key.Text).Take(limit)
            .Select(t => new Suggestion(t.Key.Text, t.Key.Kind switch { Keyword => "keyword", Organization => "organization", _ => "title" }))];
    }

    /// <summary>How terms near a query may begin: like its words, or like the pairs of a Chinese run.</summary>
    public static IReadOnlyList<string> BeginningsNear(ParsedQuery query) => [.. query.Words.SelectMany(w => Beginnings(w.Typed)).Distinct().Take(MostBeginnings)];

    /// <summary>Terms near a query, of what was found for each of its beginnings.</summary>
    public static IReadOnlyList<string> Nearest(IEnumerable<Suggestion> found, int limit) =>
        [.. found.Where(s => s.Kind != "title" || s.Text.Length < LongestNear).Select(s => s.Text).Distinct().Take(limit)];

    private static IEnumerable<string> Beginnings(string word)
    {
        var folded = Folding.FoldToString(word);
        if (folded.Length == 0) { yield break; }
        if (!Characters.IsRunning(folded[0])) { yield return folded.Length > 4 ? folded[..4] : folded; yield break; }
        for (var i = 0; i + 1 < folded.Length; i++) { yield return folded.Substring(i, 2); }
        if (folded.Length == 1) { yield return folded; }
    }
}
