using Lucene.Net.Index;
using Lucene.Net.Search;
using Lucene.Net.Util;
using Marketplace.Search.Query;
using Marketplace.Search.Text;

namespace Marketplace.Search.Lucene;

/// <summary>Which documents of a segment a query may answer with: a hard part that holds for everything, and one set a chosen facet.</summary>
internal sealed class LeafFilter
{
    private readonly SegmentFacts facts;
    private readonly IBits? live;
    private readonly byte scope;
    private readonly FixedBitSet? wanted;
    private readonly FixedBitSet? unwanted;
    private readonly FixedBitSet[] chosen;

    /// <summary>Facet of each chosen set.</summary>
    public int[] ChosenFacets { get; }

    public LeafFilter(AtomicReaderContext leaf, SegmentFacts facts, SearchQuery asked, ParsedQuery query, FacetOrdinals ordinals, Weights weights, MatchQuery? match = null)
    {
        (this.facts, live, scope) = (facts, leaf.AtomicReader.LiveDocs, (byte)asked.Reader);
        foreach (var phrase in query.Phrases) { wanted = Both(wanted, weights.Wanted(leaf, phrase)); }
        if (asked.Organization is { } organization) { wanted = Both(wanted, weights.Of(leaf, organization)); }
        foreach (var phrase in query.Excluded) { unwanted = Either(unwanted, weights.Matching(leaf, phrase)); }
        if (match?.NotOf is { } own) { unwanted = Either(unwanted, weights.Of(leaf, own)); }
        if (match is { Conditions: { IsEmpty: false } conditions }) { wanted = Both(wanted, Meeting(conditions, ordinals)); }
        var sets = new List<(int Facet, FixedBitSet Set)>();
        foreach (var (facet, codes) in asked.Choices.Where(c => c.Value.Count > 0))
        {
            sets.Add((FacetOrdinals.IndexOf(facet), facts.With([.. codes.Select(c => ordinals.Find(facet, c)).OfType<int>()])));
        }
        if (asked.TrlMin is not null || asked.TrlMax is not null) { sets.Add((FacetOrdinals.IndexOf(Facets.Trl), TrlRange(asked.TrlMin ?? 1, asked.TrlMax ?? 9))); }
        if (asked.PriceMin is not null || asked.PriceMax is not null) { sets.Add((FacetOrdinals.IndexOf(Facets.Price), PriceRange(asked.PriceMin ?? 0, asked.PriceMax ?? long.MaxValue))); }
        (chosen, ChosenFacets) = ([.. sets.Select(s => s.Set)], [.. sets.Select(s => s.Facet)]);
    }

    private static FixedBitSet Both(FixedBitSet? first, FixedBitSet second)
    {
        if (first is not null) { second.And(first); }
        return second;
    }

    private static FixedBitSet Either(FixedBitSet? first, FixedBitSet second)
    {
        if (first is not null) { second.Or(first); }
        return second;
    }

    private FixedBitSet Where(Func<int, bool> holds)
    {
        var set = new FixedBitSet(Math.Max(1, facts.MaxDoc));
        for (var doc = 0; doc < facts.MaxDoc; doc++) { if (holds(doc)) { set.Set(doc); } }
        return set;
    }

    private FixedBitSet TrlRange(int from, int to) => Where(doc => facts.Trl[doc] != 0 && facts.Trl[doc] >= from && facts.Trl[doc] <= to);

    private FixedBitSet PriceRange(decimal from, decimal to) => Where(doc => facts.Price[doc] >= 0 && facts.Price[doc] <= to && facts.PriceTo[doc] >= from);

    /// <summary>What is not known of a document meets every condition.</summary>
    private FixedBitSet Meeting(MatchConditions conditions, FacetOrdinals ordinals)
    {
        var (least, most) = conditions.TrlRange;
        var regions = conditions.Regions.Count == 0 ? null : conditions.RegionRanges;
        bool IsWithin(int region) => region == 0 || regions!.Any(r => region >= r.From && region <= r.To);
        var meeting = Where(doc => (!conditions.WithKeywords || facts.Keyworded[doc]) && (facts.Trl[doc] == 0 || (facts.Trl[doc] >= least && facts.Trl[doc] <= most)) && (regions is null || IsWithin(facts.OwnerRegion[doc])));
        if (conditions.OrganizationKinds.Count > 0) { meeting.AndNot(facts.With([.. ordinals.Others(Facets.OrganizationKind, conditions.OrganizationKinds)])); }
        return meeting;
    }

    /// <summary>False for documents that no choice could bring back.</summary>
    public bool MayAnswer(int doc) =>
        facts.Scope[doc] <= scope && (live is null || live.Get(doc)) && (wanted is null || wanted.Get(doc)) && (unwanted is null || !unwanted.Get(doc));

    public const int None = -1;
    public const int Several = -2;

    /// <summary>Index of the one chosen facet that leaves the document out, <see cref="None"/>, or <see cref="Several"/>.</summary>
    public int LeftOutBy(int doc)
    {
        var by = None;
        for (var i = 0; i < chosen.Length; i++)
        {
            if (chosen[i].Get(doc)) { continue; }
            if (by != None && ChosenFacets[by] != ChosenFacets[i]) { return Several; }
            by = i;
        }
        return by;
    }
}

/// <summary>Phrases and organizations of a query, found by Lucene's own queries.</summary>
internal sealed class Weights(IndexSearcher searcher, bool members)
{
    private readonly Dictionary<QueryPhrase, Weight[]> phrases = [];
    private readonly Lock making = new();

    /// <summary>Documents with the phrase in a text.</summary>
    public FixedBitSet Matching(AtomicReaderContext leaf, QueryPhrase phrase) => Matching(leaf, phrase, orName: false);

    /// <summary>Documents with the phrase in a text or in their organization's name.</summary>
    public FixedBitSet Wanted(AtomicReaderContext leaf, QueryPhrase phrase) => Matching(leaf, phrase, orName: phrase.MayBeName);

    private FixedBitSet Matching(AtomicReaderContext leaf, QueryPhrase phrase, bool orName)
    {
        Weight[]? weights;
        lock (making)
        {
            if (!phrases.TryGetValue(phrase, out weights))
            {
                string[] fields = members ? [IndexFields.Terms, IndexFields.MembersTerms] : [IndexFields.Terms];
                var either = fields.Select(f => QueryOf(f, phrase)).Concat(orName ? [NameOf(phrase)] : []);
                phrases[phrase] = weights = [.. either.Select(searcher.CreateNormalizedWeight)];
            }
        }
        var set = new FixedBitSet(Math.Max(1, leaf.AtomicReader.MaxDoc));
        foreach (var weight in weights) { if (weight.GetScorer(leaf, null) is { } scorer) { set.Or(scorer); } }
        return set;
    }

    public FixedBitSet Of(AtomicReaderContext leaf, Guid organization)
    {
        var set = new FixedBitSet(Math.Max(1, leaf.AtomicReader.MaxDoc));
        var weight = searcher.CreateNormalizedWeight(new TermQuery(new Term(IndexFields.Organization, organization.ToString("N"))));
        if (weight.GetScorer(leaf, null) is { } scorer) { set.Or(scorer); }
        return set;
    }

    private static BooleanQuery NameOf(QueryPhrase phrase)
    {
        var query = new BooleanQuery();
        foreach (var term in phrase.Terms.Select(t => t.Term).Distinct()) { query.Add(new TermQuery(new Term(IndexFields.OrganizationTerms, term)), Occur.MUST); }
        return query;
    }

    private static global::Lucene.Net.Search.Query QueryOf(string field, QueryPhrase phrase)
    {
        // A quoted character is in pairs too.
        if (phrase.Terms is [var (one, _)]) { return new TermQuery(new Term(field == IndexFields.Terms && IndexText.IsCharacter(one) ? IndexFields.Characters : field, one)); }
        var query = new PhraseQuery();
        foreach (var (term, distance) in phrase.Terms) { query.Add(new Term(field, term), distance); }
        return query;
    }
}
