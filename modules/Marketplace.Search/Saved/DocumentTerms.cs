using Marketplace.Search.Query;
using Marketplace.Search.Text;

namespace Marketplace.Search.Saved;

/// <summary>
/// One document turned round: what it has, so that thousands of searches can be asked whether they find it without asking the engine for any. Reads the text with the tokens
/// that the engines index. For one thread.
/// </summary>
internal sealed class DocumentTerms
{
    private readonly HashSet<string> terms = new(StringComparer.Ordinal);
    private readonly HashSet<string> facets;
    private readonly List<Dictionary<string, List<int>>> texts = [];

    private readonly HashSet<string> organization = new(StringComparer.Ordinal);

    /// <summary>Characters of the texts, each by itself: 泵 is looked for in 水泵 too, alone or as a phrase.</summary>
    private readonly HashSet<string> characters = new(StringComparer.Ordinal);

    /// <param name="document">The document.</param>
    /// <param name="reader">Who looks: texts for members count from <see cref="ReaderScope.Members"/> on.</param>
    public DocumentTerms(SearchDocument document, ReaderScope reader)
    {
        Document = document;
        facets = [.. Facets.Of(document)];
        foreach (var (text, _) in IndexText.Weighted(document, Ranking.Default)) { Add(text); }
        if (reader >= ReaderScope.Members) { foreach (var text in IndexText.Both(document.MembersText)) { Add(text); } }
        foreach (var tokens in IndexText.Both(document.OrganizationName).Select(TextAnalysis.Analyze))
        {
            organization.UnionWith(tokens.Select(t => t.Term));
            terms.UnionWith(IndexText.Characters(tokens, []));
        }
        terms.UnionWith(organization);
        terms.UnionWith(characters);
        terms.Remove("");
    }

    public SearchDocument Document { get; }

    private void Add(string text)
    {
        var places = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var tokens = TextAnalysis.Analyze(text);
        characters.UnionWith(IndexText.Characters(tokens, []));
        foreach (var token in tokens)
        {
            if (token.Term.Length == 0) { continue; }
            terms.Add(token.Term);
            if (!places.TryGetValue(token.Term, out var at)) { places[token.Term] = at = []; }
            at.Add(token.Position);
        }
        texts.Add(places);
    }

    public bool Has(string term) => terms.Contains(term);

    public bool Has(string facet, IReadOnlyList<string> codes)
    {
        foreach (var code in codes) { if (facets.Contains($"{facet}:{code}")) { return true; } }
        return false;
    }

    /// <summary>As <see cref="Has(QueryPhrase)"/>, or in the organization's name.</summary>
    public bool HasOrIsOf(QueryPhrase phrase) => Has(phrase) || (phrase.MayBeName && phrase.Terms.All(t => organization.Contains(t.Term)));

    /// <summary>All terms at their distances in one of the texts; one character wherever it stands.</summary>
    public bool Has(QueryPhrase phrase) => phrase.Terms is [var one] && characters.Contains(one.Term) || phrase.Terms.All(t => terms.Contains(t.Term)) && texts.Exists(places =>
        places.TryGetValue(phrase.Terms[0].Term, out var starts)
        && starts.Exists(start => phrase.Terms.Skip(1).All(t => places.TryGetValue(t.Term, out var at) && at.Contains(start + t.Distance))));
}
