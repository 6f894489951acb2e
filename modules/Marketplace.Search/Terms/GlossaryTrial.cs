using Marketplace.Modularity;
using Marketplace.Search.Query;
using Marketplace.Search.Text;

namespace Marketplace.Search.Terms;

/// <summary>A word of a query, and the other words that stand for it.</summary>
internal sealed record Expansion(string Typed, IReadOnlyList<string> Others);

/// <summary>What a query means and finds.</summary>
internal sealed record Meant(IReadOnlyList<Expansion> Expansions, int Total, IReadOnlyList<SearchHit> Hits);

/// <summary>Shows what a change of the glossary does to one query, before anybody else meets it.</summary>
internal sealed class GlossaryTrial(Glossary glossary, Ranking ranking, ISearchEngine engine)
{
    private const int Shown = 10;

    /// <param name="typed">The query.</param>
    /// <param name="entries">The entries as they would be; null: as they are.</param>
    /// <param name="cancel">Ends with the request.</param>
    /// <exception cref="SearchUnavailableException">The engine cannot answer now.</exception>
    public async Task<Meant> RunAsync(string typed, IEnumerable<SameThing>? entries, CancellationToken cancel)
    {
        using var trial = entries is null ? null : glossary.Try(entries, ranking);
        var parsed = new QueryParser(glossary, ranking).Parse(typed);
        var result = await engine.SearchAsync(new SearchQuery { Text = typed, Limit = Shown, WithFacets = false, Language = Language.Current, Reader = ReaderScope.Public }, cancel);
        var expansions = parsed.Groups.Where(g => g.Alternatives.Count > 0).Select(g => new Expansion(Typed(g, parsed), [.. g.Alternatives.Select(a => a.Name ?? Words(a.Terms)).Distinct()]));
        return new Meant([.. expansions], result.Total, result.Hits);
    }

    /// <summary>Words of other languages as they were typed, not as their stems.</summary>
    private static string Typed(QueryGroup group, ParsedQuery parsed)
    {
        var words = parsed.Words.Where(w => (w.Bits & ~group.Bits) == 0).Select(w => w.Typed).ToList();
        return words.Count == group.Literal.Count ? string.Join(' ', words) : Words([.. group.Literal.Select(l => l.Term)]);
    }

    /// <summary>Pairs of a Chinese run put together again.</summary>
    private static string Words(IReadOnlyList<string> terms)
    {
        var words = "";
        foreach (var term in terms)
        {
            var follows = words.Length > 0 && term.Length == 2 && Characters.IsRunning(term[0]) && words[^1] == term[0];
            words += follows ? term[1..] : words.Length == 0 ? term : " " + term;
        }
        return words;
    }
}
