using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Aggregations;
using Elastic.Clients.Elasticsearch.QueryDsl;
using Marketplace.Search.Query;
using Clause = Elastic.Clients.Elasticsearch.QueryDsl.Query;

namespace Marketplace.Search.Elasticsearch;

/// <summary>Which documents a query may answer with: a hard part that holds for everything, and one clause a chosen facet, which the facet's own counts leave out.</summary>
internal sealed class Choices
{
    private const int MostCodes = 2_000;
    private const string Chosen = "chosen";
    private readonly Dictionary<string, List<Clause>> chosen = [];

    public Choices(SearchQuery asked, ParsedQuery query)
    {
        var members = asked.Reader >= ReaderScope.Members;
        Hard = [new NumberRangeQuery(IndexFields.Scope) { Lte = (int)asked.Reader }, .. query.Phrases.Select(p => Clauses.Wanted(p, members))];
        if (asked.Organization is { } organization) { Hard.Add(new TermQuery(IndexFields.Organization, organization.ToString("N"))); }
        Unwanted = [.. query.Excluded.Select(p => Clauses.Phrase(p, members))];
        foreach (var (facet, codes) in asked.Choices.Where(c => c.Value.Count > 0)) { Add(facet, new TermsQuery(IndexFields.Facet(facet), new TermsQueryField([.. codes.Select(FieldValue.String)]))); }
        if (asked.TrlMin is not null || asked.TrlMax is not null) { Add(Facets.Trl, new NumberRangeQuery(IndexFields.Trl) { Gte = asked.TrlMin ?? 1, Lte = asked.TrlMax ?? 9 }); }
        if (asked.PriceMin is { } from) { Add(Facets.Price, new NumberRangeQuery(IndexFields.PriceTo) { Gte = (double)from }); }
        if (asked.PriceMax is { } to) { Add(Facets.Price, new NumberRangeQuery(IndexFields.Price) { Lte = (double)to }); }
    }

    private void Add(string facet, Clause clause)
    {
        if (!chosen.TryGetValue(facet, out var clauses)) { chosen[facet] = clauses = []; }
        clauses.Add(clause);
    }

    public List<Clause> Hard { get; }
    public List<Clause> Unwanted { get; }

    /// <summary>What may answer, whatever its words: the hard part and all that is chosen.</summary>
    public Clause Allowed => new BoolQuery { Filter = [.. Hard, .. AllChosen is { } all ? [all] : Array.Empty<Clause>()], MustNot = Unwanted };

    /// <summary>All that is chosen; null where nothing is.</summary>
    public Clause? AllChosen => Except(null);

    private Clause? Except(string? facet)
    {
        var rest = chosen.Where(c => c.Key != facet).SelectMany(c => c.Value).ToList();
        return rest.Count == 0 ? null : Clauses.All(rest);
    }

    /// <summary>Counts each facet under all choices but its own.</summary>
    public Dictionary<string, Aggregation> Counts()
    {
        var counts = new Dictionary<string, Aggregation>();
        var free = Facets.All.Where(f => !chosen.ContainsKey(f)).ToDictionary(f => f, CountOf);
        Put(counts, Chosen, AllChosen, free);
        foreach (var facet in Facets.All.Where(chosen.ContainsKey)) { Put(counts, facet + Chosen, Except(facet), new() { [facet] = CountOf(facet) }); }
        return counts;
    }

    private static Aggregation CountOf(string facet) => new TermsAggregation { Field = IndexFields.Facet(facet), Size = MostCodes };

    private static void Put(Dictionary<string, Aggregation> into, string name, Clause? under, Dictionary<string, Aggregation> counts)
    {
        if (under is not null) { into[name] = new Aggregation { Filter = under, Aggregations = counts }; return; }
        foreach (var (facet, count) in counts) { into[facet] = count; }
    }

    /// <summary>Reads what <see cref="Counts"/> asked for.</summary>
    public static Dictionary<string, IReadOnlyList<FacetCount>> Read(AggregateDictionary? answer)
    {
        var counts = Facets.All.ToDictionary(f => f, IReadOnlyList<FacetCount> (_) => []);
        foreach (var (name, aggregate) in answer ?? new AggregateDictionary(new Dictionary<string, IAggregate>()))
        {
            if (aggregate is FilterAggregate { Aggregations: { } inner }) { foreach (var (facet, count) in inner) { Read(counts, facet, count); } }
            else { Read(counts, name, aggregate); }
        }
        return counts;
    }

    private static void Read(Dictionary<string, IReadOnlyList<FacetCount>> into, string facet, IAggregate aggregate)
    {
        if (aggregate is not StringTermsAggregate terms) { return; }
        into[facet] = [.. terms.Buckets.Select(b => new FacetCount(b.Key.ToString()!, (int)b.DocCount)).OrderByDescending(c => c.Count).ThenBy(c => c.Code, StringComparer.Ordinal)];
    }
}
