using System.Collections.Concurrent;
using Marketplace.Search.Query;

namespace Marketplace.Search.Saved;

/// <summary>
/// A search made ready to be asked of new documents. Stricter than the page, which shows the best there is: up to <see cref="Ranking.Keyed"/> words all are wanted,
/// of a sentence two thirds.
/// </summary>
internal sealed class FollowedQuery(SearchQuery asked, ParsedQuery parsed)
{
    private readonly IReadOnlyList<(string Facet, IReadOnlyList<string> Codes)> chosen = [.. asked.Choices.Where(c => c.Value.Count > 0).Select(c => (c.Key, c.Value))];

    public bool Finds(DocumentTerms document) => LetsThrough(document) && HasWords(document) && parsed.Phrases.All(document.HasOrIsOf) && !parsed.Excluded.Any(document.Has);

    private bool LetsThrough(DocumentTerms document)
    {
        foreach (var (facet, codes) in chosen) { if (!document.Has(facet, codes)) { return false; } }
        var found = document.Document;
        return (asked.TrlMin is null || found.Trl >= asked.TrlMin) && (asked.TrlMax is null || found.Trl <= asked.TrlMax)
            && (asked.Organization is null || found.OrganizationId == asked.Organization);
    }

    private bool HasWords(DocumentTerms document)
    {
        if (parsed.Words.Count == 0) { return true; }
        var mask = 0UL;
        foreach (var group in parsed.Groups)
        {
            foreach (var literal in group.Literal) { if (document.Has(literal.Term)) { mask |= literal.Bit; } }
            if ((mask & group.Bits) != group.Bits && group.Alternatives.Any(a => a.Terms.All(document.Has))) { mask |= group.Bits; }
        }
        var had = parsed.Words.Count(word => word.IsIn(mask));
        return parsed.Length <= Ranking.Default.Keyed ? had == parsed.Words.Count : 3 * had >= 2 * parsed.Words.Count;
    }
}

/// <summary>Followed searches ready to be asked, each kept by what it asks: the same search of many people is read once.</summary>
internal sealed class FollowedQueries(Glossary glossary, Ranking ranking)
{
    private const int MostKept = 50_000;
    private readonly QueryParser parser = new(glossary, ranking);
    private readonly ConcurrentDictionary<(string Path, string Query), FollowedQuery?> kept = new();

    /// <summary>Null where nothing can be found: only signs were typed.</summary>
    public FollowedQuery? Of(string path, string query)
    {
        if (kept.Count >= MostKept) { kept.Clear(); }
        return kept.GetOrAdd((path, query), asked => Read(SearchState.Read(asked.Path, asked.Query)));
    }

    /// <summary>After the glossary has changed.</summary>
    public void Forget() => kept.Clear();

    private FollowedQuery? Read(SearchState state) =>
        Searching.AsksNothing(state.Text) ? null : new FollowedQuery(state.Query(state.Kind, ReaderScope.Verified, Modularity.Language.Zh), parser.Parse(state.Text));
}
