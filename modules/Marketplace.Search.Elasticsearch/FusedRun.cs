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
        var (words, found, haveAll) = await FindAsync(scores, best, cancel);
        var first = found.Hits.Select(h => new Scored(h)).ToList();
        var fused = await FuseAsync(words.Answering, scores, first, await nearest, await spread, best, found.Total > first.Count, cancel);
        var read = await ReadAgainAsync(fused, cancel);
        var shown = await ShownAsync(fused, read, words.Ordered, (int)found.Total, cancel);
        var near = fused.Count(f => f.Near);
        return shown with
        {
            Total = (int)found.Total + near,
            Near = near,
            Facets = run.Asked.WithFacets ? Choices.Read(found.Aggregations) : new Dictionary<string, IReadOnlyList<FacetCount>>(),
            DroppedWords = run.Dropped(scored, haveAll, shown.Hits),
        };
    }

    /// <summary>A document and what its words score.</summary>
    private sealed record Scored(SearchDocument Document, float Words)
    {
        public Scored(Hit<IndexEntry> hit) : this(hit.Source!.Document!, (float)(hit.Score ?? 0)) { }

        public Guid Id => Document.Id;
    }

    /// <summary>What answers by its words: those with all of them, or with fewer where that is too little.</summary>
    private async Task<(Answers Words, SearchResponse<IndexEntry> Found, int HaveAll)> FindAsync(Clause scores, double best, CancellationToken cancel)
    {
        var haveAll = 0;
        if (run.WithAllWords(scored, scores) is { } all)
        {
            var found = await FirstAsync(all.Answering, cancel);
            haveAll = (int)found.Total;
            if (run.AreEnough(haveAll)) { return (all, found, haveAll); }
        }
        var some = run.WithSomeWords(scored, scores, best);
        return (some, await FirstAsync(some.Answering, cancel), haveAll);
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

    /// <summary>Those nearest of all are candidates whether they answer or not: among them the others show how far they stand out.</summary>
    private async Task<List<Fused>> FuseAsync(Clause answering, Clause scores, List<Scored> first, IReadOnlyList<Guid> nearest, Spread spread, double best, bool more, CancellationToken cancel)
    {
        var byWords = first.Select(f => f.Id).ToHashSet();
        var others = nearest.Where(id => !byWords.Contains(id)).ToList();
        List<Guid> ids = [.. byWords, .. others];
        var (products, passages) = (likeness.ProductsAsync(ids, cancel), likeness.PassagesAsync(ids, cancel));
        var near = others.ToHashSet();
        if (others.Count > 0)
        {
            if (scored.HasWholes() is { } wholes) { near = [.. (await OfAsync(others, new BoolQuery { Filter = [wholes, Clauses.Ids(others)] }, cancel)).Select(n => n.Id)]; }
            // One of a long list of answers may be near without being among the first by words.
            if (more) { byWords.UnionWith((await OfAsync(others, new BoolQuery { Must = [answering], Filter = [Clauses.Ids(others)] }, cancel)).Select(n => n.Id)); }
            first.AddRange(await OfAsync(others, Clauses.Scoring(others, scores), cancel));
        }
        var (product, passage) = (await products, await passages);
        float ProductOf(Guid id) => product.GetValueOrDefault(id, float.NaN);
        var fused = Fusing.Fuse([.. first.Select(f => f.Words)], [.. first.Select(f => Fusing.Likeness(ProductOf(f.Id), passage.GetValueOrDefault(f.Id, float.NaN)))], best, scored.Reachable);
        var least = Fusing.LeastNear(spread, run.Ranking);
        return
        [
            .. first.Select((f, at) => new Fused(f.Id, Fusing.Key(fused[at], LiftOf(f.Document)), !byWords.Contains(f.Id)))
                .Where(f => !f.Near || (near.Contains(f.Id) && ProductOf(f.Id) >= least)).OrderByDescending(f => (f.Key, f.Tie)),
        ];
    }

    /// <summary>Lifts the first by what stands in one sentence; those documents are then at hand.</summary>
    private async Task<Dictionary<Guid, SearchDocument>> ReadAgainAsync(List<Fused> fused, CancellationToken cancel)
    {
        var read = await DocumentsAsync([.. fused.Take(Fusing.ReadAgain).Select(f => f.Id)], cancel);
        var sentences = scored.InOneSentence();
        for (var at = 0; at < fused.Count && at < Fusing.ReadAgain; at++)
        {
            if (read.TryGetValue(fused[at].Id, out var document)) { fused[at] = fused[at] with { Key = fused[at].Key + (Fusing.SentenceShare * sentences.Share(new FoundDocument(document), run.Asked.Reader >= ReaderScope.Members)) }; }
        }
        fused.Sort((a, b) => (b.Key, b.Tie).CompareTo((a.Key, a.Tie)));
        return read;
    }

    private async Task<Dictionary<Guid, SearchDocument>> DocumentsAsync(List<Guid> ids, CancellationToken cancel)
    {
        if (ids.Count == 0) { return []; }
        var request = new SearchRequest(run.Index) { Query = Clauses.Ids(ids), Size = ids.Count, TrackTotalHits = new TrackHits(false), Source = new SourceConfig(new SourceFilter { Includes = IndexFields.Document }) };
        return (await run.AskAsync(request, cancel)).Hits.Select(h => h.Source?.Document).OfType<SearchDocument>().ToDictionary(d => d.Id);
    }

    private async Task<List<Scored>> OfAsync(List<Guid> ids, Clause query, CancellationToken cancel)
    {
        var answer = await run.AskAsync(new SearchRequest(run.Index) { Query = query, Size = ids.Count, TrackTotalHits = new TrackHits(false), Source = new SourceConfig(new SourceFilter { Includes = Facts }) }, cancel);
        return [.. answer.Hits.Select(h => new Scored(h))];
    }

    private float LiftOf(SearchDocument document) =>
        run.Ranking.Lift(run.Today - (document.Confirmed.ToUnixTimeSeconds() / 86_400), Math.Clamp(document.Completeness, 0, 100), document.OrganizationVerified);

    /// <summary>The page: what is left of the fused ones behind the cursor, then the words' other answers.</summary>
    private async Task<SearchResult> ShownAsync(List<Fused> fused, Dictionary<Guid, SearchDocument> read, Clause ordered, int byWords, CancellationToken cancel)
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
        return new SearchResult { Hits = [.. await HitsAsync(page, read, cancel), .. rest.Hits], Next = more ? last : rest.Next };
    }

    private async Task<IEnumerable<SearchHit>> HitsAsync(List<Fused> page, Dictionary<Guid, SearchDocument> read, CancellationToken cancel)
    {
        var others = await DocumentsAsync([.. page.Select(f => f.Id).Where(id => !read.ContainsKey(id))], cancel);
        var highlights = run.HighlightsOf(scored);
        // One that was deleted between two questions is no longer there.
        return page.Select(f => (Fused: f, Document: read.GetValueOrDefault(f.Id) ?? others.GetValueOrDefault(f.Id))).Where(f => f.Document is not null)
            .Select(f => highlights.Hit(f.Document!, f.Fused.Key, run.Asked) with { Near = f.Fused.Near });
    }
}
