using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Core.Search;
using Elastic.Clients.Elasticsearch.QueryDsl;
using Marketplace.Search.Query;
using Clause = Elastic.Clients.Elasticsearch.QueryDsl.Query;

namespace Marketplace.Search.Elasticsearch;

/// <summary>What answers a query by its words.</summary>
/// <param name="Answering">Those documents, with what their words score.</param>
/// <param name="Ordered">The same in the order in which they are shown.</param>
internal sealed record Answers(Clause Answering, Clause Ordered);

/// <summary>One query against the generation that answers.</summary>
internal sealed class QueryRun(Cluster cluster, string index, VectorFields? vectors, SearchQuery asked, ParsedQuery query, Ranking ranking, DateTimeOffset now)
{
    // A text of thousands of characters is cut down to the words that can add most; a cluster bounds the clauses of a query.
    private const int MostGroups = 256;

    // Behind every price, and small enough to pass through a cursor whole.
    private const long NoPrice = 2_000_000_000_000_000;

    private readonly bool members = asked.Reader >= ReaderScope.Members;

    /// <summary>Copies of the index may differ in what they still keep of old documents; the pages of one search come from one copy.</summary>
    private readonly string preference = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(asked.Text)).AsSpan(0, 8));

    public string Index => index;
    public SearchQuery Asked => asked;
    public Ranking Ranking => ranking;
    public Choices Choices { get; } = new(asked, query);

    /// <summary>Where the page before ended.</summary>
    public Cursor? After { get; } = Cursor.Read(asked.Cursor, asked.Sort);

    /// <summary>Whole days since 1970.</summary>
    public long Today { get; } = now.ToUnixTimeSeconds() / 86_400;

    public async Task<SearchResult> AnswerAsync(CancellationToken cancel)
    {
        // Exclusions alone say nothing that could be meant.
        if (query.Groups.Count == 0) { return await PageAsync(Unscored(), null, asked.Limit, asked.WithFacets, cancel); }
        var known = new KnownTerms(cluster, index, preference, ranking, members);
        var scored = await ScoredQuery.MakeAsync(query, known, ranking, MostGroups, cancel);
        if (asked.Expands) { scored.Expand(await ExpansionAsync(known, cancel)); }
        var likeness = asked.Sort == SearchSort.Relevance ? Likeness.Of(cluster, index, preference, vectors, asked.Vector, asked.Reader) : null;
        return likeness is null ? await ByWordsAsync(scored, cancel) : await new FusedRun(this, scored, likeness).AnswerAsync(cancel);
    }

    /// <summary>From what the words alone find first, whatever is chosen of it: vocabulary is the trade's, not the choice's.</summary>
    private async Task<IReadOnlyList<(string Term, float Weight)>> ExpansionAsync(KnownTerms known, CancellationToken cancel)
    {
        var plain = new SearchQuery { Text = asked.Text, Reader = asked.Reader, Limit = ranking.ExpandDocuments, WithFacets = false };
        var first = (await new QueryRun(cluster, index, null, plain, query, ranking, now).AnswerAsync(cancel)).Hits;
        await known.ReadAsync(Expansion.Said(first, ranking).Keys, [], cancel);
        return Expansion.Of(first, query, term => known.Knows(term) ? known.RarityOf(term) : 0, ranking);
    }

    private Clause Unscored() => new BoolQuery { Filter = Choices.Hard, MustNot = Choices.Unwanted };

    private async Task<SearchResult> ByWordsAsync(ScoredQuery scored, CancellationToken cancel)
    {
        var scores = scored.Scores(Choices);
        var haveAll = 0;
        if (WithAllWords(scored, scores) is { } withAll)
        {
            var all = await PageAsync(withAll.Ordered, scored, asked.Limit, asked.WithFacets, cancel);
            haveAll = all.Total;
            if (AreEnough(haveAll)) { return ReadAgain(all, scored); }
        }
        var some = WithSomeWords(scored, scores, await BestAsync(scores, cancel));
        var few = ReadAgain(await PageAsync(some.Ordered, scored, asked.Limit, asked.WithFacets, cancel), scored);
        return few with { DroppedWords = Dropped(scored, haveAll, few.Hits) };
    }

    /// <summary>Lifts the first by what stands in one sentence. They stay on their page, so that the next one goes on behind it.</summary>
    private SearchResult ReadAgain(SearchResult page, ScoredQuery scored)
    {
        if (After is not null || asked.Sort != SearchSort.Relevance) { return page; }
        var sentences = scored.InOneSentence();
        var first = page.Hits.Take(ranking.ReadAgain).Select(h => h with { Score = h.Score * (1 + (ranking.OneSentence * sentences.Share(new FoundDocument(h.Document), members))) });
        return page with { Hits = [.. first.OrderByDescending(h => h.Score), .. page.Hits.Skip(ranking.ReadAgain)] };
    }

    /// <summary>Null where the index cannot have all words.</summary>
    public Answers? WithAllWords(ScoredQuery scored, Clause scores)
    {
        if (scored.HasAllWords() is not { } hasAll) { return null; }
        var all = new BoolQuery { Must = [scores], Filter = [hasAll] };
        return new Answers(all, Lifted(all));
    }

    /// <summary>Whether so many documents with all words are enough, so that those with fewer are left out.</summary>
    public bool AreEnough(int withAll) => !asked.Expands && ranking.AreEnough(withAll, query.Length);

    public Answers WithSomeWords(ScoredQuery scored, Clause scores, double best)
    {
        // Where the choices leave nothing, the counts still say what choosing otherwise would give.
        var some = best > 0 ? new FunctionScoreQuery { Query = scores, MinScore = best * (asked.Expands ? ranking.ExpandFloor : ranking.Floor) } : scores;
        return new Answers(some, Lifted(some));
    }

    /// <summary>What of the typed words the best answer does without, where no document has them all.</summary>
    public List<string> Dropped(ScoredQuery scored, int haveAll, IReadOnlyList<SearchHit> hits) =>
        After is not null || hits.Count == 0 || haveAll > 0 ? [] : query.Lacking(scored.MaskOf(hits[0].Document, ranking, members));

    /// <summary>As <see cref="Ranking.Lift"/> says.</summary>
    private Clause Lifted(Clause scores) => asked.Sort != SearchSort.Relevance ? scores : new FunctionScoreQuery
    {
        Query = scores,
        ScoreMode = FunctionScoreMode.Sum,
        BoostMode = FunctionBoostMode.Multiply,
        Functions =
        [
            new FunctionScore { Weight = 1 },
            new FunctionScore { Weight = ranking.Fresh, Linear = new NumericDecayFunction(IndexFields.Confirmed, new() { Origin = Today, Scale = Ranking.OldAfterDays / 2, Decay = 0.5 }) },
            new FunctionScore { Weight = ranking.Complete, FieldValueFactor = new FieldValueFactorScoreFunction(IndexFields.Completeness) { Factor = 0.01, Missing = 0 } },
            new FunctionScore { Weight = ranking.Verified, Filter = new TermQuery(IndexFields.Verified, true) },
        ],
    };

    /// <summary>The best score of a document that the choices let through.</summary>
    public async Task<double> BestAsync(Clause scores, CancellationToken cancel)
    {
        var within = Choices.AllChosen is { } chosen ? new BoolQuery { Must = [scores], Filter = [chosen] } : scores;
        var request = new SearchRequest(index) { Query = within, Size = 1, Source = new SourceConfig(false), TrackTotalHits = new TrackHits(false) };
        var answer = await AskAsync(request, cancel);
        return answer.MaxScore ?? answer.Hits.FirstOrDefault()?.Score ?? 0;
    }

    /// <summary>All of it from one copy of the index.</summary>
    public Task<SearchResponse<IndexEntry>> AskAsync(SearchRequest request, CancellationToken cancel)
    {
        (request.Preference, request.AllowPartialSearchResults) = (preference, false);
        return cluster.AskAsync(c => c.SearchAsync<IndexEntry>(request, cancel), cancel);
    }

    public async Task<SearchResult> PageAsync(Clause scores, ScoredQuery? scored, int limit, bool withFacets, CancellationToken cancel)
    {
        var request = new SearchRequest(index)
        {
            Query = scores,
            PostFilter = Choices.AllChosen,
            Aggregations = withFacets ? Choices.Counts() : null,
            Sort = Order(),
            SearchAfter = After is { } cursor && !Fusing.IsFused(ByScore ? cursor.Key : 0) ? [KeyOf(cursor), cursor.Tie] : null,
            // One more than asked for says whether there is another page.
            Size = limit + 1,
            TrackTotalHits = new TrackHits(true),
            TrackScores = asked.Sort != SearchSort.Relevance && query.Groups.Count > 0,
            Source = new SourceConfig(new SourceFilter { Includes = IndexFields.Document }),
        };
        return Result(await AskAsync(request, cancel), scored, limit, withFacets);
    }

    private bool ByScore => asked.Sort == SearchSort.Relevance && query.Groups.Count > 0;

    private List<SortOptions> Order()
    {
        SortOptions first = asked.Sort switch
        {
            SearchSort.Price => new FieldSort(IndexFields.Price) { Order = SortOrder.Asc, Missing = NoPrice },
            SearchSort.Trl => new FieldSort(IndexFields.Trl) { Order = SortOrder.Desc, Missing = 0 },
            SearchSort.Relevance when ByScore => new SortOptions { Score = new ScoreSort { Order = SortOrder.Desc } },
            _ => new FieldSort(IndexFields.Published) { Order = SortOrder.Desc },
        };
        return [first, new FieldSort(IndexFields.Tie) { Order = SortOrder.Desc }];
    }

    private FieldValue KeyOf(Cursor cursor) => ByScore ? FieldValue.Double(cursor.Key) : FieldValue.Long((long)Math.Clamp(cursor.Key, long.MinValue / 2, long.MaxValue / 2));

    public Highlights HighlightsOf(ScoredQuery? scored) => new(query, scored?.Corrected ?? []);

    private SearchResult Result(SearchResponse<IndexEntry> answer, ScoredQuery? scored, int limit, bool withFacets)
    {
        var highlights = HighlightsOf(scored);
        var hits = answer.Hits.Take(limit).ToList();
        return new SearchResult
        {
            Total = (int)answer.Total,
            Hits = hits.ConvertAll(h => highlights.Hit(h.Source!.Document!, h.Score ?? 0, asked)),
            Facets = withFacets ? Choices.Read(answer.Aggregations) : new Dictionary<string, IReadOnlyList<FacetCount>>(),
            Next = answer.Hits.Count > hits.Count && hits.Count > 0 ? CursorBehind(hits[^1]).ToString() : null,
        };
    }

    private Cursor CursorBehind(Hit<IndexEntry> hit)
    {
        var (key, tie) = (hit.Sort!.First(), hit.Sort!.Last());
        return new Cursor(asked.Sort, Convert.ToDouble(key.Value, System.Globalization.CultureInfo.InvariantCulture), (long)tie.Value!);
    }
}
