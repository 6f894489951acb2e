using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Core.Search;
using Elastic.Clients.Elasticsearch.IndexManagement;
using Elastic.Clients.Elasticsearch.QueryDsl;
using Marketplace.Search.Query;
using Marketplace.Search.Vectors;
using Microsoft.Extensions.Logging;
using Clause = Elastic.Clients.Elasticsearch.QueryDsl.Query;

namespace Marketplace.Search.Elasticsearch;

/// <summary>The engine of several hosts: an Elasticsearch cluster (9.x). It takes the same prepared terms as the embedded engine, so it needs no plugin, no script and no analyzer of its own.</summary>
internal sealed class ElasticsearchSearchEngine : ISearchEngine, IDisposable
{
    private const int NearestTerms = 6;
    private const int Tries = 4;
    private readonly Cluster cluster;
    private readonly Generations generations;
    private readonly Writer writer;
    private readonly QueryParser parser;
    private readonly Ranking ranking;
    private readonly Glossary glossary;
    private readonly TimeProvider clock;
    private readonly bool passing;

    /// <summary>What is written as it was read must not undo what came between.</summary>
    private readonly SemaphoreSlim writing = new(1, 1);

    /// <summary>The model whose vectors this process makes and asks by; null until it makes any.</summary>
    private volatile VectorFields? opened;

    /// <param name="options">Which cluster, and the name of the index on it.</param>
    /// <param name="ranking">Weights; those of fields are in the index, so another one wants the index made anew.</param>
    /// <param name="glossary">Names of one thing in both languages.</param>
    /// <param name="clock">Says how fresh a document is.</param>
    /// <param name="logger">Takes what the cluster refuses for good.</param>
    /// <param name="passing">The index goes with the engine.</param>
    public ElasticsearchSearchEngine(ElasticsearchOptions options, Ranking ranking, Glossary glossary, TimeProvider clock, ILogger logger, bool passing = false)
    {
        (this.ranking, this.glossary, this.clock, this.passing, parser) = (ranking, glossary, clock, passing, new QueryParser(glossary, ranking));
        cluster = new Cluster(options);
        generations = new Generations(cluster, options.Index, ranking);
        writer = new Writer(cluster, ranking, logger);
    }

    public Task<SearchResult> SearchAsync(SearchQuery query, CancellationToken cancel)
    {
        var parsed = parser.Parse(query.Text);
        return ReadAsync(async () =>
        {
            var result = await AnswerAsync(parsed);
            if (result.Total == 0 && parsed.Loosened is { } loosened) { result = parsed.WithoutPhrases(await AnswerAsync(loosened)); }
            if (result.Total > 0 || query.Text.Length == 0) { return result; }
            return result with { NearestTerms = await new Suggesting(cluster, generations.Alias).NearestAsync(parsed, query.Language, NearestTerms, cancel) };
        }, cancel);

        Task<SearchResult> AnswerAsync(ParsedQuery asked) => new QueryRun(cluster, generations.Alias, opened, query, asked, ranking, clock.GetUtcNow()).AnswerAsync(cancel);
    }

    public Task<MatchAnswer> MatchAsync(MatchQuery query, CancellationToken cancel)
    {
        var profile = Query.Profile.Of(query.Subject, query.Reader >= ReaderScope.Members, glossary, ranking);
        return ReadAsync(() => new MatchRun(cluster, generations.Alias, opened, query, profile, ranking).AnswerAsync(cancel), cancel);
    }

    public Task<IReadOnlyList<Suggestion>> SuggestAsync(SuggestQuery query, CancellationToken cancel) =>
        ReadAsync(() => new Suggesting(cluster, generations.Alias).FindAsync(query.Text, query.Language, query.Limit, cancel), cancel);

    /// <summary>A query that a switch of generations caught on its way is asked again, and an empty cluster gets its first generation.</summary>
    private async Task<T> ReadAsync<T>(Func<Task<T>> read, CancellationToken cancel)
    {
        for (var tries = 1; ; tries++)
        {
            try { return await read(); }
            catch (SearchUnavailableException gone) when (gone.InnerException is GenerationGoneException && tries < Tries) { await generations.LookAsync(cancel); }
        }
    }

    /// <summary>Goes to the generation whose status was told last. Where another host has replaced it, this fails, and its reader goes on from where the new one is.</summary>
    public async Task ApplyAsync(IReadOnlyList<IndexChange> changes, long position, CancellationToken cancel)
    {
        var generation = await generations.CurrentAsync(cancel);
        try
        {
            if (await generations.CarriedAsync(generation, cancel) is { } carried) { await AloneAsync(() => writer.WriteAsync(generation, changes, carried, cancel), cancel); }
            else { await writer.WriteAsync(generation, changes, null, cancel); }
            await generations.KeepPositionAsync(generation, position, refresh: changes.Count > 0, cancel);
        }
        catch (SearchUnavailableException gone) when (gone.InnerException is GenerationGoneException)
        {
            generations.Forget();
            throw;
        }
    }

    private async Task AloneAsync(Func<Task> write, CancellationToken cancel)
    {
        await writing.WaitAsync(cancel);
        try { await write(); }
        finally { writing.Release(); }
    }

    public Task<IReadOnlyList<SearchDocument>> WithoutVectorsAsync(string model, int dimensions, int count, CancellationToken cancel) =>
        LackingAsync(VectorFields.Of(model, dimensions), key => new BoolQuery { Filter = [new ExistsQuery(IndexFields.Scope)], MustNot = [new TermQuery(IndexFields.Vectors, key)] }, count, cancel);

    public Task<IReadOnlyList<SearchDocument>> WithoutPassagesAsync(string model, int dimensions, int count, CancellationToken cancel) =>
        LackingAsync(VectorFields.Of(model, dimensions), key => new BoolQuery { Filter = [new TermQuery(IndexFields.Vectors, key)], MustNot = [new TermQuery(IndexFields.Passages, key)] }, count, cancel);

    private Task<IReadOnlyList<SearchDocument>> LackingAsync(VectorFields fields, Func<string, Clause> lacking, int count, CancellationToken cancel) => ReadAsync(async () =>
    {
        var generation = await generations.CurrentAsync(cancel);
        await generations.OpenAsync(generation, fields, cancel);
        opened = fields;
        return await DocumentsAsync(generation, lacking(fields.Key), count, cancel);
    }, cancel);

    private async Task<IReadOnlyList<SearchDocument>> DocumentsAsync(string generation, Clause which, int count, CancellationToken cancel)
    {
        var request = new SearchRequest(generation)
        {
            Query = which, Size = count, TrackTotalHits = new TrackHits(false), Source = new SourceConfig(new SourceFilter { Includes = IndexFields.Document }), AllowPartialSearchResults = false, RequestConfiguration = Cluster.InBackground,
        };
        var answer = await cluster.AskAsync(c => c.SearchAsync<IndexEntry>(request, cancel), cancel);
        return [.. answer.Hits.Select(h => h.Source!.Document).OfType<SearchDocument>()];
    }

    public Task PutVectorsAsync(string model, IReadOnlyList<DocumentVectors> vectors, CancellationToken cancel)
    {
        var made = vectors.ToDictionary(v => v.Id);
        return PutAsync(model, made.ToDictionary(m => m.Key, m => m.Value.Version), (fields, generation, present) =>
            writer.WriteAsync(generation, present, (document, entry) => fields.With(entry, made[document.Id]), cancel), cancel);
    }

    public Task PutPassagesAsync(string model, IReadOnlyList<DocumentPassages> passages, CancellationToken cancel)
    {
        var made = passages.ToDictionary(p => p.Id);
        return PutAsync(model, made.ToDictionary(m => m.Key, m => m.Value.Version), async (fields, generation, present) =>
        {
            var carried = await new CarriedVectors(cluster, generation, fields).ReadAsync(made.Keys, cancel);
            await writer.WriteAsync(generation, present.Where(carried.AreOf), (document, entry) => fields.With(carried.With(entry, IndexChange.Put(document)), made[document.Id]), cancel);
        }, cancel);
    }

    /// <param name="model">Made them.</param>
    /// <param name="versions">Of the documents that they are of.</param>
    /// <param name="put">Writes those documents again that are still of this version.</param>
    /// <param name="cancel">Ends it.</param>
    private async Task PutAsync(string model, Dictionary<Guid, long> versions, Func<VectorFields, string, IEnumerable<SearchDocument>, Task> put, CancellationToken cancel)
    {
        if (versions.Count == 0 || opened is not { } fields || fields != VectorFields.Of(model, fields.Dimensions)) { return; }
        await ReadAsync(async () =>
        {
            var generation = await generations.CurrentAsync(cancel);
            await generations.OpenAsync(generation, fields, cancel);
            await AloneAsync(async () => await put(fields, generation, (await DocumentsAsync(generation, Clauses.Ids(versions.Keys), versions.Count, cancel)).Where(d => versions[d.Id] == d.Version)), cancel);
            return true;
        }, cancel);
    }

    public async Task<IIndexRebuild> BeginRebuildAsync(CancellationToken cancel)
    {
        var (generation, carried) = await generations.BeginAsync(cancel);
        return new Rebuild(generations, writer, generation, carried);
    }

    public Task<SearchStatus> StatusAsync(CancellationToken cancel) => ReadAsync(async () =>
    {
        var generation = await generations.LookAsync(cancel);
        var documents = await CountAsync(generation, IndexFields.Scope, cancel);
        var (position, outdated) = await generations.PositionAsync(generation, cancel);
        return new SearchStatus("elasticsearch", documents, generation, position, outdated, await CountAsync(generation, IndexFields.Vectors, cancel));
    }, cancel);

    public Task<long> BytesAsync(CancellationToken cancel) => ReadAsync(async () =>
    {
        var request = new IndicesStatsRequest((Indices)await generations.LookAsync(cancel));
        var answer = await cluster.AskAsync(c => c.Indices.StatsAsync(request, cancel), cancel);
        return answer.All.Primaries?.Store?.SizeInBytes ?? 0;
    }, cancel);

    private async Task<int> CountAsync(string generation, string having, CancellationToken cancel) =>
        (int)(await cluster.AskAsync(c => c.CountAsync(new CountRequest((Indices)generation) { Query = new ExistsQuery(having) }, cancel), cancel)).Count;

    public void Dispose()
    {
        if (passing) { RemoveAsync().GetAwaiter().GetResult(); }
        cluster.Dispose();
        writing.Dispose();
    }

    private async Task RemoveAsync()
    {
        try { foreach (var generation in await generations.AllAsync(CancellationToken.None)) { await generations.RemoveAsync(generation, CancellationToken.None); } }
        catch (SearchUnavailableException) { /* A cluster that is away keeps what nobody asks for. */ }
    }
}
