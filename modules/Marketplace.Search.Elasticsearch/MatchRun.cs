using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Core.Search;
using Elastic.Clients.Elasticsearch.QueryDsl;
using Marketplace.Search.Query;
using Clause = Elastic.Clients.Elasticsearch.QueryDsl.Query;

namespace Marketplace.Search.Elasticsearch;

/// <summary>One document's profile against the generation that answers.</summary>
internal sealed class MatchRun(Cluster cluster, string index, VectorFields? vectors, MatchQuery asked, ParsedQuery profile, Ranking ranking)
{
    private readonly string preference = asked.Subject.Id.ToString("N");

    public async Task<MatchAnswer> AnswerAsync(CancellationToken cancel)
    {
        var known = new KnownTerms(cluster, index, preference, ranking, asked.Reader >= ReaderScope.Members);
        var scored = await ScoredQuery.MakeAsync(profile, known, ranking, Query.Profile.MostGroups, cancel);
        var allowed = new Choices(asked.Allowed, profile);
        var admitted = Clauses.All([allowed.Allowed, .. Conditions()]);
        var others = new BoolQuery { Filter = [admitted], MustNot = [.. Own()] };
        var scores = scored.Scores(allowed);
        var byWords = await ScoredAsync(new BoolQuery { Must = [scores], Filter = [others] }, asked.Limit, cancel);
        var answer = new MatchAnswer { Candidates = [.. byWords.Select(c => new MatchCandidate(c.Document, c.Score, null))], Reachable = scored.Reachable, Known = scored.Known };
        if (Likeness.Of(cluster, index, preference, vectors, asked.Vector, asked.Reader) is not { } likeness) { return answer; }
        var spread = likeness.SpreadAsync(admitted, cancel);
        var ids = byWords.Select(c => c.Document.Id).ToHashSet();
        var byMeaning = (await likeness.NearestAsync(others, asked.Limit, cancel)).Where(id => !ids.Contains(id)).ToList();
        var products = await likeness.ProductsAsync([.. ids, .. byMeaning], cancel);
        var more = byMeaning.Count == 0 ? [] : await ScoredAsync(Clauses.Scoring(byMeaning, scores), byMeaning.Count, cancel);
        var candidates = byWords.Concat(more).Select(c => new MatchCandidate(c.Document, c.Score, products.TryGetValue(c.Document.Id, out var product) ? product : null));
        return answer with { Candidates = [.. candidates.OrderByDescending(c => c.Words)], Products = await spread is { Count: > 0 } of ? (of.Mean, of.Deviation) : null };
    }

    private IEnumerable<Clause> Own()
    {
        yield return Clauses.Ids([asked.Subject.Id]);
        if (asked.NotOf is { } own) { yield return new TermQuery(IndexFields.Organization, own.ToString("N")); }
    }

    /// <summary>What is not known of a document meets every condition.</summary>
    private IEnumerable<Clause> Conditions()
    {
        var conditions = asked.Conditions;
        if (conditions.HasTrl) { yield return OrUnknown(IndexFields.Trl, [new NumberRangeQuery(IndexFields.Trl) { Gte = conditions.TrlRange.From, Lte = conditions.TrlRange.To }]); }
        if (conditions.Regions.Count > 0) { yield return OrUnknown(IndexFields.OwnerRegion, [.. conditions.RegionRanges.Select(r => (Clause)new NumberRangeQuery(IndexFields.OwnerRegion) { Gte = r.From, Lte = r.To })]); }
        if (conditions.WithKeywords) { yield return new TermQuery(IndexFields.Keyworded, true); }
        if (conditions.OrganizationKinds.Count > 0)
        {
            var field = IndexFields.Facet(Facets.OrganizationKind);
            yield return OrUnknown(field, [new TermsQuery(field, new TermsQueryField([.. conditions.OrganizationKinds.Select(FieldValue.String)]))]);
        }
    }

    private static Clause OrUnknown(string field, List<Clause> meeting) => Clauses.Any([.. meeting, new BoolQuery { MustNot = [new ExistsQuery(field)] }]);

    private async Task<List<(SearchDocument Document, double Score)>> ScoredAsync(Clause scores, int count, CancellationToken cancel)
    {
        var request = new SearchRequest(index)
        {
            Query = scores,
            Sort = [new SortOptions { Score = new ScoreSort { Order = SortOrder.Desc } }, new FieldSort(IndexFields.Tie) { Order = SortOrder.Desc }],
            Size = count,
            TrackTotalHits = new TrackHits(false),
            Source = new SourceConfig(new SourceFilter { Includes = IndexFields.Document }),
            Preference = preference,
            AllowPartialSearchResults = false,
        };
        var answer = await cluster.AskAsync(c => c.SearchAsync<IndexEntry>(request, cancel), cancel);
        return [.. answer.Hits.Select(h => (h.Source!.Document!, h.Score ?? 0))];
    }
}
