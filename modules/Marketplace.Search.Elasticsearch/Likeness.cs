using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Core.Search;
using Elastic.Clients.Elasticsearch.QueryDsl;
using Marketplace.Search.Query;
using Clause = Elastic.Clients.Elasticsearch.QueryDsl.Query;

namespace Marketplace.Search.Elasticsearch;

/// <summary>Products of a vector with those of the documents, for each the best of the parts that the reader may read. What may answer is said within the search for neighbours, so none of it is lost to documents that may not.</summary>
internal sealed class Likeness(Cluster cluster, string index, string preference, VectorFields fields, ReadOnlyMemory<float> vector, ReaderScope reader)
{
    /// <summary>A graph is followed through so many times as many documents as are wanted.</summary>
    private const int Wider = 5;

    /// <summary>Documents whose products stand for those of all, where there are more; their mean then lies within a tenth of a deviation of that of all.</summary>
    private const int Sample = 1_000;
    private const double Ties = 18_446_744_073_709_551_616d;

    private readonly float[] numbers = vector.ToArray();
    private readonly IReadOnlyList<string> readable = fields.ReadableBy(reader);

    /// <summary>Null where the asked vector is not one of the model's.</summary>
    public static Likeness? Of(Cluster cluster, string index, string preference, VectorFields? fields, ReadOnlyMemory<float>? vector, ReaderScope reader) =>
        fields is not null && vector is { } asked && asked.Length == fields.Dimensions ? new Likeness(cluster, index, preference, fields, asked, reader) : null;

    /// <summary>The documents with the best products, nearly: the graph may miss one, and a product may be that of a part that is not a document's best. <see cref="ProductsAsync"/> says them exactly.</summary>
    public async Task<IReadOnlyList<Guid>> NearestAsync(Clause allowed, int count, CancellationToken cancel) => [.. (await AskAsync(allowed, count, count * Wider, cancel)).Select(h => h.Id)];

    /// <summary>Products of documents that are at hand; those without a vector are left out.</summary>
    public async Task<Dictionary<Guid, float>> ProductsAsync(IReadOnlyCollection<Guid> of, CancellationToken cancel) =>
        // A filter that leaves no more than are wanted is not searched by the graph but one by one.
        of.Count == 0 ? [] : (await AskAsync(Clauses.Ids(of), of.Count, of.Count, cancel)).ToDictionary(h => h.Id, h => h.Product);

    /// <summary>The highest product with a passage of documents that are at hand; those without passages are left out.</summary>
    public async Task<Dictionary<Guid, float>> PassagesAsync(IReadOnlyCollection<Guid> of, CancellationToken cancel)
    {
        if (of.Count == 0) { return []; }
        float[] asked = [.. VectorFields.Bytes(numbers)];
        var best = Clauses.Best([.. fields.PassagesReadableBy(reader).Select(p => (Clause)new NestedQuery
        {
            Path = p.Path, ScoreMode = ChildScoreMode.Max, Query = new KnnQuery(p.Field) { QueryVector = asked, K = of.Count, NumCandidates = of.Count, Filter = [Clauses.Ids(of)] },
        })]);
        // A score is half of 1 more than the cosine.
        return (await HitsAsync(best, of.Count, cancel)).ToDictionary(h => h.Id, h => (float)((2 * h.Score) - 1));
    }

    /// <summary>Mean and deviation of the products with all documents that may answer.</summary>
    public async Task<Spread> SpreadAsync(Clause allowed, CancellationToken cancel)
    {
        var all = await CountAsync(Clauses.All([allowed, Clauses.Any([.. readable.Select(f => (Clause)new ExistsQuery(f))])]), cancel);
        // Ties are spread evenly over all numbers, so those below one of them are a sample, the same one for all pages.
        var some = all <= Sample ? allowed : Clauses.All([allowed, new NumberRangeQuery(IndexFields.Tie) { Lte = (Ties * Sample / all) + long.MinValue }]);
        var spread = new Spread();
        foreach (var (_, product) in await AskAsync(some, 2 * Sample, 2 * Sample, cancel)) { spread.Add(product); }
        return spread;
    }

    private async Task<long> CountAsync(Clause of, CancellationToken cancel)
    {
        var request = new SearchRequest(index) { Query = of, Size = 0, TrackTotalHits = new TrackHits(true), Preference = preference, AllowPartialSearchResults = false };
        return (await cluster.AskAsync(c => c.SearchAsync<IndexEntry>(request, cancel), cancel)).Total;
    }

    private async Task<IEnumerable<(Guid Id, float Product)>> AskAsync(Clause within, int count, int looked, CancellationToken cancel)
    {
        var best = Clauses.Best([.. readable.Select(f => (Clause)new KnnQuery(f) { QueryVector = numbers, K = count, NumCandidates = looked, Filter = [within] })]);
        return (await HitsAsync(best, count, cancel)).Select(h => (h.Id, ProductOf(h.Score)));
    }

    private async Task<IEnumerable<(Guid Id, double Score)>> HitsAsync(Clause query, int count, CancellationToken cancel)
    {
        var request = new SearchRequest(index)
        {
            Query = query,
            Size = count,
            TrackTotalHits = new TrackHits(false),
            Source = new SourceConfig(false),
            Preference = preference,
            AllowPartialSearchResults = false,
        };
        var answer = await cluster.AskAsync(c => c.SearchAsync<IndexEntry>(request, cancel), cancel);
        return answer.Hits.Select(h => (Guid.ParseExact(h.Id!, "N"), h.Score ?? 0));
    }

    /// <summary>Scores are never negative: 1 more than the product, or for one below 0 what 1 divided by (1 - product) is.</summary>
    private static float ProductOf(double score) => (float)(score >= 1 ? score - 1 : 1 - (1 / score));
}
