using System.Text.Json;
using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Core.Search;
using Elastic.Clients.Elasticsearch.QueryDsl;
using Marketplace.Search.Query;
using Clause = Elastic.Clients.Elasticsearch.QueryDsl.Query;

namespace Marketplace.Search.Elasticsearch;

/// <summary>
/// One query by words and by meaning. The cluster tells the best of both sides and their scores; here they are fused as in the embedded engine. Answers of the words that are not
/// among them follow in the order of the words.
/// </summary>
internal sealed class FusedRun(QueryRun run, ScoredQuery scored, Likeness likeness)
{
    /// <summary>Of a document, what its lift is reckoned from.</summary>
    private static readonly string[] Facts =
    [
        .. ((string[])[nameof(SearchDocument.Id), nameof(SearchDocument.Version), nameof(SearchDocument.Kind), nameof(SearchDocument.Confirmed), nameof(SearchDocument.Completeness), nameof(SearchDocument.OrganizationVerified)])
            .Select(name => $"{IndexFields.Document}.{JsonNamingPolicy.CamelCase.ConvertName(name)}"),
    ];

    /// <param name="Id">Of the document.</param>
    /// <param name="Key">By which it stands in order.</param>
    /// <param name="Near">It lacks the words.</param>
    private sealed record Fused(Guid Id, double Key, bool Near)
    {
        public long Tie { get; } = Cursor.TieOf(Id);
    }

    public async Task<SearchResult> AnswerAsync(CancellationToken cancel)
    {
        var scores = scored.Scores(run.Choices);
        var nearest = likeness.NearestAsync(run.Choices.Allowed, Fusing.Candidates, cancel);
        var spread = likeness.SpreadAsync(run.Choices.Allowed, cancel);
        var best = await run.BestAsync(scores, cancel);
        var (words, found) = await FindAsync(scores, best, cancel);
        var first = found.Hits.Select(h => new Scored(h)).ToList();
        var fused = await FuseAsync(words.Answering, scores, first, await nearest, await spread, best, found.Total > first.Count, cancel);
        fused.Sort((a, b) => (b.Key, b.Tie).CompareTo((a.Key, a.Tie)));
        var shown = await ShownAsync(fused, words.Ordered, (int)found.Total, cancel);
        var near = fused.Count(f => f.Near);
        return shown with
        {
            Total = (int)found.Total + near,
            Near = near,
            Facets = run.Asked.WithFacets ? Choices.Read(found.Aggregations) : new Dictionary<string, IReadOnlyList<FacetCount>>(),
            DroppedWords = words.All || shown.Hits.Count == 0 ? [] : run.Dropped(scored, shown.Hits[0].Document),
        };
    }

    /// <summary>A document and what its words score.</summary>
    private sealed record Scored(SearchDocument Document, float Words)
    {
        public Scored(Hit<IndexEntry> hit) : this(hit.Source!.Document!, (float)(hit.Score ?? 0)) { }

        public Guid Id => Document.Id;
    }

    /// <summary>What answers by its words: those with all of them, or with fewer where that is too little.</summary>
    private async Task<(Answers Words, SearchResponse<IndexEntry> Found)> FindAsync(Clause scores, double best, CancellationToken cancel)
    {
        if (run.WithAllWords(scored, scores) is { } all)
        {
            var found = await FirstAsync(all.Answering, cancel);
            if (run.AreEnough((int)found.Total)) { return (all, found); }
        }
        var some = run.WithSomeWords(scored, scores, best);
        return (some, await FirstAsync(some.Answering, cancel));
    }

    private Task<SearchResponse<IndexEntry>> FirstAsync(Clause answering, CancellationToken cancel) => run.AskAsync(new SearchRequest(run.Index)
    {
        Query = answering,
        PostFilter = run.Choices.AllChosen,
        Aggregations = run.Asked.WithFacets ? run.Choices.Counts() : null,
        Sort = [new SortOptions { Score = new ScoreSort { Order = SortOrder.Desc } }, new FieldSort(IndexFields.Tie) { Order = SortOrder.Desc }],
        Size = Fusing.Candidates,
        TrackTotalHits = new TrackHits(true),
        Source = new SourceConfig(new SourceFilter { Includes = Facts }),
    }, cancel);

    private async Task<List<Fused>> FuseAsync(Clause answering, Clause scores, List<Scored> first, IReadOnlyList<Guid> nearest, Spread spread, double best, bool more, CancellationToken cancel)
    {
        var byWords = first.Select(f => f.Id).ToHashSet();
        var others = nearest.Where(id => !byWords.Contains(id)).ToList();
        var products = await likeness.ProductsAsync([.. byWords, .. others], cancel);
        var least = Fusing.LeastNear(spread, run.Ranking);
        var near = others.Where(id => products.TryGetValue(id, out var product) && product >= least).ToList();
        if (near.Count > 0 && scored.HasWholes() is { } wholes) { near = [.. (await OfAsync(near, new BoolQuery { Filter = [wholes, Clauses.Ids(near)] }, cancel)).Select(n => n.Id)]; }
        if (near.Count > 0)
        {
            // One of a long list of answers may be near without being among the first by words.
            if (more) { byWords.UnionWith((await OfAsync(near, new BoolQuery { Must = [answering], Filter = [Clauses.Ids(near)] }, cancel)).Select(n => n.Id)); }
            first.AddRange(await OfAsync(near, Clauses.Scoring(near, scores), cancel));
        }
        var fused = Fusing.Fuse([.. first.Select(f => f.Words)], [.. first.Select(f => products.GetValueOrDefault(f.Id, float.NaN))], best, scored.Reachable);
        return [.. first.Select((f, at) => new Fused(f.Id, Fusing.Key(fused[at], LiftOf(f.Document)), !byWords.Contains(f.Id)))];
    }

    private async Task<List<Scored>> OfAsync(List<Guid> ids, Clause query, CancellationToken cancel)
    {
        var answer = await run.AskAsync(new SearchRequest(run.Index) { Query = query, Size = ids.Count, TrackTotalHits = new TrackHits(false), Source = new SourceConfig(new SourceFilter { Includes = Facts }) }, cancel);
        return [.. answer.Hits.Select(h => new Scored(h))];
    }

    private float LiftOf(SearchDocument document) =>
        run.Ranking.Lift(run.Today - (document.Confirmed.ToUnixTimeSeconds() / 86_400), Math.Clamp(document.Completeness, 0, 100), document.OrganizationVerified);

    /// <summary>The page: what is left of the fused ones behind the cursor, then the words' other answers.</summary>
    private async Task<SearchResult> ShownAsync(List<Fused> fused, Clause ordered, int byWords, CancellationToken cancel)
    {
        var left = run.After switch
        {
            null => fused,
            { } after when Fusing.IsFused(after.Key) => fused.FindAll(f => (f.Key, f.Tie).CompareTo((after.Key, after.Tie)) < 0),
            _ => [],
        };
        var page = left.Take(run.Asked.Limit).ToList();
        var behind = byWords - fused.Count(f => !f.Near);
        var rest = page.Count < run.Asked.Limit && behind > 0
            ? await run.PageAsync(new BoolQuery { Must = [ordered], MustNot = [Clauses.Ids(fused.Select(f => f.Id))] }, scored, run.Asked.Limit - page.Count, withFacets: false, cancel)
            : SearchResult.Empty;
        var more = left.Count > page.Count || (page.Count == run.Asked.Limit && behind > 0);
        var last = page.Count > 0 ? new Cursor(run.Asked.Sort, page[^1].Key, page[^1].Tie).ToString() : null;
        return new SearchResult { Hits = [.. await HitsAsync(page, cancel), .. rest.Hits], Next = more ? last : rest.Next };
    }

    private async Task<IEnumerable<SearchHit>> HitsAsync(List<Fused> page, CancellationToken cancel)
    {
        if (page.Count == 0) { return []; }
        var request = new SearchRequest(run.Index) { Query = Clauses.Ids(page.Select(f => f.Id)), Size = page.Count, TrackTotalHits = new TrackHits(false), Source = new SourceConfig(new SourceFilter { Includes = IndexFields.Document }) };
        var documents = (await run.AskAsync(request, cancel)).Hits.Select(h => h.Source?.Document).OfType<SearchDocument>().ToDictionary(d => d.Id);
        var highlights = run.HighlightsOf(scored);
        // One that was deleted between two questions is no longer there.
        return page.Where(f => documents.ContainsKey(f.Id)).Select(f => highlights.Hit(documents[f.Id], f.Key, run.Asked) with { Near = f.Near });
    }
}
