using Marketplace.Search.Text;

namespace Marketplace.Search.Query;

/// <summary>How much of what a query asks for stands in one sentence of a document: words that stand together there say more than the same words here and there.</summary>
internal sealed class OneSentence
{
    /// <summary>Words count as one that share so many first letters: within a sentence, where others speak for them, destroyed and destruction mean the same.</summary>
    private const int Beginning = 5;

    private readonly record struct Wanted(IReadOnlyList<(string Term, float Reach)> Literal, float Reach, IReadOnlyList<Alternative> Alternatives);

    private readonly List<Wanted> groups;
    private readonly float reachable;
    private readonly bool hasCharacters;

    /// <param name="query">What is asked for.</param>
    /// <param name="rarity">Of a term; the highest for one that the index lacks.</param>
    public OneSentence(ParsedQuery query, Func<string, float> rarity)
    {
        groups = [.. query.Groups.Select(g => g.Literal.Select(t => (Term: BeginningOf(t.Term), Reach: t.Weight * rarity(t.Term))).ToList() is var literal ? new Wanted(literal, literal.Sum(t => t.Reach), g.Alternatives) : default)];
        reachable = groups.Sum(g => g.Reach);
        hasCharacters = groups.Exists(g => g.Literal.Any(t => IndexText.IsCharacter(t.Term)) || g.Alternatives.Any(a => a.Terms.Any(IndexText.IsCharacter)));
    }

    /// <summary>0 to 1, of the sentence that has most of it, each term counting by its rarity.</summary>
    public double Share(SearchDocument document, bool members)
    {
        if (reachable <= 0) { return 0; }
        var best = 0f;
        foreach (var text in Texts(document, members)) { foreach (var sentence in Passages.Sentences(text)) { best = Math.Max(best, Of(sentence)); } }
        return best / reachable;
    }

    private static string BeginningOf(string term) => term.Length > Beginning && term.All(char.IsAsciiLetter) ? term[..Beginning] : term;

    private static IEnumerable<string> Texts(SearchDocument document, bool members) =>
        IndexText.Both(document.Title).Concat(IndexText.Both(document.Summary)).Concat(IndexText.Both(document.Text)).Concat(members ? IndexText.Both(document.MembersText) : []);

    private float Of(string sentence)
    {
        var tokens = TextAnalysis.Analyze(sentence);
        var terms = tokens.Where(t => t.Kind != TokenKind.Stop).Select(t => BeginningOf(t.Term)).ToHashSet(StringComparer.Ordinal);
        if (hasCharacters) { terms.UnionWith(IndexText.Characters(tokens, [])); }
        var sum = 0f;
        foreach (var group in groups)
        {
            var reached = group.Literal.Where(t => terms.Contains(t.Term)).Sum(t => t.Reach);
            foreach (var alternative in group.Alternatives) { if (alternative.Terms.All(t => terms.Contains(BeginningOf(t)))) { reached = Math.Max(reached, group.Reach * Math.Min(1, alternative.Weight)); } }
            sum += reached;
        }
        return sum;
    }
}
