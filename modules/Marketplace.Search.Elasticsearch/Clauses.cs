using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.QueryDsl;
using Marketplace.Search.Query;
using Clause = Elastic.Clients.Elasticsearch.QueryDsl.Query;

namespace Marketplace.Search.Elasticsearch;

/// <summary>Small clauses of which queries are put together.</summary>
internal static class Clauses
{
    public static readonly Clause Nothing = new MatchNoneQuery();

    public static Clause Any(List<Clause> of) => of is [var one] ? one : AtLeast(1, of);

    private static Clause AtLeast(int count, List<Clause> of) => new BoolQuery { Should = of, MinimumShouldMatch = count };

    public static Clause AtLeastOf(int count, IReadOnlyList<Clause> of) => of.Count < count ? Nothing : count == 1 ? Any([.. of]) : AtLeast(count, [.. of]);

    public static Clause All(List<Clause> of) => of is [var one] ? one : new BoolQuery { Filter = of };

    /// <summary>The same scores as a sum, for clauses that are alternatives of each other.</summary>
    public static Clause Best(List<Clause> of) => of is [var one] ? one : new DisMaxQuery(of);

    public static Clause Ids(IEnumerable<Guid> of) => new IdsQuery { Values = new Ids(of.Select(id => id.ToString("N"))) };

    /// <summary>Scores documents that are at hand; one without any of it scores 0 and is there all the same.</summary>
    public static Clause Scoring(IEnumerable<Guid> of, Clause scores) => new BoolQuery { Filter = [Ids(of)], Should = [scores] };

    /// <summary>Documents with the phrase in a text.</summary>
    public static Clause Phrase(QueryPhrase phrase, bool members) => Any(InTexts(phrase, members));

    /// <summary>Documents with the phrase in a text or in their organization's name.</summary>
    public static Clause Wanted(QueryPhrase phrase, bool members) => Any([.. InTexts(phrase, members), .. phrase.MayBeName ? [NameOf(phrase)] : Array.Empty<Clause>()]);

    private static List<Clause> InTexts(QueryPhrase phrase, bool members)
    {
        var text = TextOf(phrase);
        List<Clause> either = [InField(IndexFields.Places, text)];
        if (members) { either.Add(InField(IndexFields.MembersPlaces, text)); }
        return either;
    }

    private static Clause NameOf(QueryPhrase phrase) => All([.. phrase.Terms.Select(t => t.Term).Distinct().Select(term => (Clause)new TermQuery(IndexFields.OrganizationTerms, term))]);

    private static Clause InField(string field, string text) => new MatchPhraseQuery(field, text);

    /// <summary>The terms at their places, with holes for words that are not looked for.</summary>
    private static string TextOf(QueryPhrase phrase)
    {
        var places = new List<string>();
        foreach (var (term, distance) in phrase.Terms)
        {
            while (places.Count < distance) { places.Add(PreparedText.Hole); }
            places.Add(term);
        }
        return string.Join(' ', places);
    }
}
