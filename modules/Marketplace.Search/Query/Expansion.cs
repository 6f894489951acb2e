using Marketplace.Search.Text;

namespace Marketplace.Search.Query;

/// <summary>
/// What the first answers of a query say, as terms to ask for beside those typed (RM3: Lavrenko and Croft 2001, mixed with the query as by Abdul-Jaleel and others 2004).
/// A term weighs by how much of the better answers it is, and by its rarity.
/// </summary>
internal static class Expansion
{
    /// <param name="first">The first answers with their scores.</param>
    /// <param name="query">What was typed; it keeps its weight.</param>
    /// <param name="rarity">Of a term in the index, 0 where the index lacks it.</param>
    /// <param name="ranking">How many terms, and their share of the whole.</param>
    public static List<(string Term, float Weight)> Of(IReadOnlyList<SearchHit> first, ParsedQuery query, Func<string, float> rarity, Ranking ranking)
    {
        var weights = Said(first, ranking).Select(t => (Term: t.Key, Weight: t.Value * rarity(t.Key))).Where(t => t.Weight > 0)
            .OrderByDescending(t => t.Weight).ThenBy(t => t.Term, StringComparer.Ordinal).Take(ranking.ExpandTerms).ToList();
        var typed = query.Groups.Sum(g => g.Literal.Sum(t => t.Weight));
        var scale = ranking.ExpandShare / (1 - ranking.ExpandShare) * typed / weights.Sum(t => t.Weight);
        return weights.ConvertAll(t => (t.Term, (float)(t.Weight * scale)));
    }

    /// <summary>Terms of the answers, each with its share of their texts. An answer counts by the square of its score: the last of the first ones are often none (on cacm MAP 0.374 instead of 0.365).</summary>
    public static Dictionary<string, double> Said(IReadOnlyList<SearchHit> first, Ranking ranking)
    {
        var (said, relevance) = (new Dictionary<string, double>(StringComparer.Ordinal), first.Sum(h => h.Score * h.Score));
        foreach (var hit in first)
        {
            var times = IndexText.Weighted(hit.Document, ranking).SelectMany(w => TextAnalysis.Analyze(w.Text).Where(Carries).Select(t => (t.Term, w.Times))).ToList();
            var length = times.Sum(t => t.Times);
            foreach (var (term, count) in times) { said[term] = said.GetValueOrDefault(term) + (hit.Score * hit.Score / relevance * count / length); }
        }
        return said;
    }

    private static bool Carries(Token token) => token.Kind is TokenKind.Word or TokenKind.Pair or TokenKind.Whole && token.Term.Length > 1;
}
