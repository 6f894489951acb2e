using Marketplace.Search.Text;

namespace Marketplace.Search.Query;

/// <summary>The terms that carry a document, weighed by where they stand, as a query in both languages. Which of them are rare enough to matter, the index says.</summary>
internal static class Profile
{
    /// <summary>Most terms of a profile that are scored: the ones that can add most.</summary>
    public const int MostGroups = 64;

    public static ParsedQuery Of(SearchDocument subject, bool members, Glossary glossary, Ranking ranking)
    {
        var weights = new Dictionary<string, (QueryGroup Group, float Weight)>(StringComparer.Ordinal);
        foreach (var (text, times) in Texts(subject, members, ranking))
        {
            var building = new QueryBuilder(glossary, ranking);
            building.Words(QuestionWords.WithoutChinese(text));
            foreach (var group in building.Build().Groups.Where(g => g.Literal.Count > 0))
            {
                var key = string.Join(' ', group.Literal.Select(t => t.Term));
                var before = weights.TryGetValue(key, out var known) ? known.Weight : 0;
                weights[key] = (known.Group ?? group, before + times);
            }
        }
        var groups = weights.Values.Select(w => Scaled(w.Group, Saturated(w.Weight))).ToList();
        return new ParsedQuery([], groups, [], [], []);
    }

    private static IEnumerable<(string Text, int Times)> Texts(SearchDocument subject, bool members, Ranking ranking)
    {
        foreach (var weighted in IndexText.Weighted(subject, ranking)) { yield return weighted; }
        if (members) { foreach (var text in IndexText.Both(subject.MembersText)) { yield return (text, ranking.Text); } }
    }

    /// <summary>Said once in the text 0.4, in the title 0.8, often and everywhere nearly 1.</summary>
    private static float Saturated(float weight) => weight / (weight + 1.5f);

    private static QueryGroup Scaled(QueryGroup group, float by) => new(
        [.. group.Literal.Select(t => t with { Weight = t.Weight * by })],
        [.. group.Alternatives.Select(a => a with { Weight = a.Weight * by })]);
}
